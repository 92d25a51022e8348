/** What every planned kind beside text and media is made of, and the checks they share. */
import type { OutboundKind, TextLimit } from './adapter.ts'
import { refuse } from './errors.ts'
import type { Channel, Plan, PlannedStep } from './steps.ts'
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
export interface SpecialDraft extends Plan {
  readonly capability: Special
  /** The same in words, for a channel that has only text. */
  readonly words: string
  check(channel: Channel): void
}
export type Frame = { header?: string; footer?: string; replyTo?: string }

export function interactive(text: string, step: PlannedStep, content: Record<string, unknown>) {
  return { kind: 'interactive', text, content, steps: [step] }
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
