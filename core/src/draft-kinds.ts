/** What every planned kind beside text and media is made of, and the checks they share. */
import type { OutboundKind, TextLimit } from './adapter.ts'
import { refuse } from './errors.ts'
import type { Channel, Plan, PlannedMedia, PlannedStep } from './steps.ts'
import { checkText } from './text-limit.ts'

/** Every kind that is asked for by a part of its own. */
export const specials = [
  'buttons',
  'list',
  'link',
  'cards',
  'location',
  'contacts',
  'stock',
  'share',
  'ask',
  'form',
] as const satisfies readonly OutboundKind[]
export type Special = (typeof specials)[number]
/** A file may stand above these, where the channel says so. */
export const framed: ReadonlySet<Special> = new Set(['buttons', 'link', 'form'])
export interface SpecialDraft extends Plan {
  readonly capability: Special
  /** The same in words, for a channel that has only text. */
  readonly words: string
  check(channel: Channel): void
}
export type Frame = { header?: string; footer?: string; replyTo?: string; media?: PlannedMedia }

export function interactive(text: string, step: PlannedStep, content: Record<string, unknown>) {
  return { kind: 'interactive', text, content, steps: [step] }
}

/** What the thread keeps of a frame: the file is an attachment of the message. */
export function shownFrame({ header, footer }: Frame): Pick<Frame, 'header' | 'footer'> {
  return { ...(header && { header }), ...(footer && { footer }) }
}

export function checkAddress(url: string | undefined, pointer: string): void {
  if (url !== undefined && !/^https?:\/\/./.test(url))
    throw invalid(pointer, 'must be an http or https address')
}

export function checkHead(text: string, limit: TextLimit | undefined, what: string): void {
  if (!text) throw invalid('/text', `${what} need a text above`)
  checkText(text, limit, { pointer: '/text', what: `The text above ${what}` })
}

export function invalid(pointer: string, message: string) {
  return refuse('invalid', { detail: message, errors: [{ pointer, message }] })
}
