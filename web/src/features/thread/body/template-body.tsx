import { LayoutTemplate } from 'lucide-react'

import { t } from '../../../i18n.ts'
import { list, object, text } from '../content.ts'
import { ButtonRow, Cards } from './interactive.tsx'
import { Media } from './media.tsx'
import { type BodyProps, Words } from './words.tsx'

import css from './body.module.css'

/** A template as the contact saw it, with its name. */
export function TemplateBody({ message }: BodyProps) {
  const used = object(message.content, 'template') ?? message.content
  const name = text(used, 'name')
  const header = text(used, 'header')
  const footer = text(used, 'footer')
  return (
    <>
      <span className={css.referenceTitle}>
        <LayoutTemplate size={14} aria-hidden /> {name ?? t('kind.template')}
      </span>
      <Media message={message} />
      {header && <strong dir="auto">{header}</strong>}
      <Words message={message} />
      {footer && (
        <p className={css.small} dir="auto">
          {footer}
        </p>
      )}
      <ButtonRow buttons={list(used, 'buttons')} />
      <Cards cards={list(used, 'cards')} />
    </>
  )
}
