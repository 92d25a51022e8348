import { CornerDownRight, ExternalLink, List, Phone } from 'lucide-react'

import { type PlainKey, t } from '../../../i18n.ts'
import { keyed, list, object, type Open, safeUrl, text } from '../content.ts'
import { Media } from './media.tsx'
import { type BodyProps, Words } from './words.tsx'

import css from './body.module.css'

/** A choice that a contact made, or the choices that were offered to them. */
export function Interactive({ message }: BodyProps) {
  const { content } = message
  if (message.direction === 'in') return <Choice message={message} />
  const shownList = object(content, 'list')
  return (
    <>
      <Media message={message} />
      <Heading from={content} />
      <Words message={message} />
      <Footer from={content} />
      <ButtonRow buttons={list(content, 'buttons')} />
      {shownList && <Rows from={shownList} />}
      <LinkButton from={object(content, 'link')} />
      <Request from={content} />
      <Cards cards={list(content, 'cards')} />
    </>
  )
}

function Choice({ message }: BodyProps) {
  const { content } = message
  const title = text(content, 'title') ?? message.text
  const description = text(content, 'description')
  const form = object(content, 'form')
  return (
    <>
      <p className={css.choice}>
        <CornerDownRight size={14} aria-hidden />
        <span className="visually-hidden">{t('interactive.chose')}</span>
        <span dir="auto">{title}</span>
      </p>
      {description && <p className={css.small}>{description}</p>}
      {form && <Form answers={form} />}
    </>
  )
}

/** The answers of a form, as the platform named its fields. */
function Form({ answers }: { readonly answers: Open }) {
  const given = Object.entries(answers).filter(([name]) => name !== 'flow_token')
  return (
    <dl className={css.form}>
      {given.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd dir="auto">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Heading({ from }: { readonly from: unknown }) {
  const heading = text(from, 'header')
  return heading && <strong dir="auto">{heading}</strong>
}

function Footer({ from }: { readonly from: unknown }) {
  const footer = text(from, 'footer')
  return (
    footer && (
      <p className={css.small} dir="auto">
        {footer}
      </p>
    )
  )
}

export function ButtonRow({ buttons }: { readonly buttons: readonly Open[] }) {
  if (buttons.length === 0) return null
  return (
    <ul className={css.offered} aria-label={t('interactive.buttons')}>
      {keyed(buttons).map(({ key, entry: button }) => {
        const Icon = button['phone'] ? Phone : button['url'] ? ExternalLink : null
        return (
          <li key={key} className={css.offer}>
            {Icon && <Icon size={14} aria-hidden />}
            {text(button, 'title', 'label', 'text')}
          </li>
        )
      })}
    </ul>
  )
}

function Rows({ from }: { readonly from: Open }) {
  return (
    <details className={css.rows}>
      <summary>
        <List size={14} aria-hidden /> {text(from, 'button') ?? t('interactive.list')}
      </summary>
      <ul>
        {keyed(list(from, 'rows')).map(({ key, entry: row }) => (
          <li key={key}>
            {text(row, 'title')}
            <span className={css.small}> {text(row, 'description')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

const requests: Readonly<Record<string, PlainKey>> = {
  location: 'interactive.asksLocation',
  phone: 'interactive.asksPhone',
  email: 'interactive.asksEmail',
}

/** What the contact can give with one tap, or the button of a form. */
function Request({ from }: { readonly from: unknown }) {
  const asked = requests[text(from, 'ask') ?? '']
  const label = asked ? t(asked) : text(object(from, 'opens'), 'label')
  return label && <span className={css.offer}>{label}</span>
}

function LinkButton({ from }: { readonly from: Open | null }) {
  const url = safeUrl(text(from, 'url'))
  if (!url) return null
  return (
    <a className={css.offer} href={url} target="_blank" rel="noreferrer noopener">
      <ExternalLink size={14} aria-hidden /> {text(from, 'label') ?? url}
    </a>
  )
}

/** What is offered side by side: of its own, or by a template. */
export function Cards({ cards }: { readonly cards: readonly Open[] }) {
  if (cards.length === 0) return null
  return (
    <ul className={css.cards}>
      {keyed(cards).map(({ key, entry: card }) => (
        <li key={key} className={css.cardBox}>
          <strong dir="auto">{text(card, 'title', 'body')}</strong>
          <span className={css.small} dir="auto">
            {text(card, 'subtitle')}
          </span>
          <ButtonRow buttons={list(card, 'buttons')} />
        </li>
      ))}
    </ul>
  )
}
