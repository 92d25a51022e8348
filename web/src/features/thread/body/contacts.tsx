import { Contact } from 'lucide-react'

import { t } from '../../../i18n.ts'
import { keyed, list, object, type Open, text } from '../content.ts'
import { type BodyProps, Words } from './words.tsx'

import css from './body.module.css'

/** Contact cards: names, numbers and addresses, however the platform wrapped them. */
export function Contacts({ message }: BodyProps) {
  const cards = list(message.content, 'cards', 'contacts')
  return (
    <>
      {keyed(cards).map(({ key, entry: card }) => (
        <div key={key} className={css.card}>
          <span className={css.pin} aria-hidden>
            <Contact size={24} />
          </span>
          <div className={css.cardText}>
            <strong dir="auto">{nameOf(card)}</strong>
            <Work card={card} />
            {valuesOf(card, 'phones', 'phone').map((phone) => (
              <a key={phone} href={`tel:${phone.replaceAll(/[^\d+]/g, '')}`}>
                <bdi>{phone}</bdi>
              </a>
            ))}
            {valuesOf(card, 'emails', 'email').map((email) => (
              <a key={email} href={`mailto:${email}`}>
                {email}
              </a>
            ))}
          </div>
        </div>
      ))}
      <Words message={message} />
    </>
  )
}

function Work({ card }: { readonly card: Open }) {
  const wrapped = object(card, 'org')
  const parts = [
    text(card, 'jobTitle') ?? text(wrapped, 'title'),
    text(card, 'department') ?? text(wrapped, 'department'),
    text(card, 'company') ?? text(wrapped, 'company'),
  ].filter(Boolean)
  return parts.length > 0 && <span dir="auto">{parts.join(', ')}</span>
}

function nameOf(card: Open): string {
  const name = card['name']
  if (typeof name === 'string') return name
  return text(name, 'formatted_name', 'formattedName', 'first_name') ?? t('kind.contacts')
}

function valuesOf(card: Open, ...names: readonly [string, string]): readonly string[] {
  const [many, one] = names
  const value = card[many]
  const plain = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  const wrapped = list(card, many).map((each) => text(each, one, 'value', 'wa_id'))
  return [...plain, ...wrapped.filter((each) => each !== null)]
}
