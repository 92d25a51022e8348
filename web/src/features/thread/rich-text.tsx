import { memo, type ReactNode } from 'react'

import { type Mark, parseText, type TextPart } from '../../text/links.ts'
import { isEmojiOnly } from '../../text/measure.ts'
import { MessageLink } from './message-link.tsx'

import css from './bubble.module.css'

/** A message's words: addresses as links, light markup where the channel has it, a few lone emoji large. */
export const RichText = memo(function RichText({
  text,
  hasMarkup = false,
  find = '',
}: {
  readonly text: string
  readonly hasMarkup?: boolean
  /** What is being searched for. */
  readonly find?: string
}) {
  const isLarge = isEmojiOnly(text)
  return (
    <p className={css.text} data-large={isLarge || undefined} dir="auto">
      {parseText(text, hasMarkup).map((part, at) => drawPart(part, at, find))}
    </p>
  )
})

function drawPart(part: TextPart, at: number, find: string): ReactNode {
  switch (part.kind) {
    case 'text':
      return <Found key={at} text={part.text} find={find} />
    case 'link':
      return (
        <MessageLink key={at} href={part.href}>
          <Found text={part.text} find={find} />
        </MessageLink>
      )
    case 'mark': {
      const Tag = tags[part.mark]
      return <Tag key={at}>{part.parts.map((inner, index) => drawPart(inner, index, find))}</Tag>
    }
  }
}

const tags = { bold: 'strong', italic: 'em', strike: 's', code: 'code' } as const satisfies Record<
  Mark,
  string
>

function Found({ text, find }: { readonly text: string; readonly find: string }) {
  const at = find ? text.toLowerCase().indexOf(find.toLowerCase()) : -1
  if (at < 0) return text
  const end = at + find.length
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      <Found text={text.slice(end)} find={find} />
    </>
  )
}
