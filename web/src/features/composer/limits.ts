/** What a channel takes, checked before anything is sent. The numbers come from its adapter. */
import type { Channel, Chat } from '@parley/core/schemas'

import { measureText, type TextUnit } from '../../text/measure.ts'

export interface TextLimit {
  readonly max: number
  readonly unit: TextUnit
  readonly overflow: 'split' | 'reject'
}
interface MediaLimit {
  readonly mime: readonly string[]
  readonly maxBytes: number
}
interface Limits {
  readonly text?: TextLimit
  readonly media?: Readonly<Record<string, MediaLimit | undefined>>
}

function limitsOf(channel: Channel | undefined): Limits {
  return channel?.limits ?? {}
}

export interface TextCount {
  readonly used: number
  readonly max: number
  /** Worth showing. */
  readonly isNear: boolean
  /** It cannot go out like this. */
  readonly isOver: boolean
  /** It goes out as several messages. */
  readonly parts: number
}

export function countText(text: string, channel: Channel | undefined): TextCount | null {
  const limit = limitsOf(channel).text
  if (!limit) return null
  const used = measureText(text, limit.unit)
  const isTooLong = used > limit.max
  const isSplit = isTooLong && limit.overflow === 'split'
  return {
    used,
    max: limit.max,
    isNear: used > limit.max * 0.8,
    isOver: isTooLong && !isSplit,
    parts: isSplit ? Math.ceil(used / limit.max) : 1,
  }
}

export type FileProblem =
  | { readonly kind: 'type'; readonly mime: string }
  | { readonly kind: 'size'; readonly maxBytes: number }
  | { readonly kind: 'empty' }

/** Why the channel would not take this file; null when it would. A picture may still go as a document. */
export function checkFile(
  file: { readonly type: string; readonly size: number },
  channel: Channel | undefined,
): FileProblem | null {
  if (file.size === 0) return { kind: 'empty' }
  const { media } = limitsOf(channel)
  if (!media) return null
  const kind = file.type.split('/')[0] ?? ''
  const fitting = [media[kind], media['document']].filter(
    (limit) => limit !== undefined && takes(limit, file.type),
  ) as MediaLimit[]
  const largest = Math.max(0, ...fitting.map((limit) => limit.maxBytes))
  if (fitting.length === 0) return { kind: 'type', mime: file.type || '?' }
  return file.size > largest ? { kind: 'size', maxBytes: largest } : null
}

function takes({ mime }: MediaLimit, type: string): boolean {
  return mime.some(
    (each) =>
      each === type ||
      each === '*/*' ||
      (each.endsWith('/*') && type.startsWith(each.slice(0, -1))),
  )
}

/** Voice notes in the form that this channel takes, or none. */
export function takesVoice(channel: Channel | undefined): boolean {
  const { media } = limitsOf(channel)
  return Boolean(media?.['voice'] ?? media?.['audio'])
}

export function can(channel: Channel | undefined, what: string): boolean {
  const level = channel?.capabilities?.[what]
  return level === 'full' || level === 'partial' || level === 'fallback'
}

/** What can be put together beside text and files, as far as the window allows it now. */
export function compositionsNow(
  { window }: Chat,
  channel: Channel | undefined,
): NonNullable<Channel['composes']> {
  return (channel?.composes ?? []).filter(({ kind }) => window.allows.includes(kind))
}

/** What may be written now: free text, only templates, or nothing. */
export function allowedNow({ window }: Chat, now: number): 'text' | 'template' | 'nothing' {
  const isOver = window.closesAt !== null && Date.parse(window.closesAt) <= now
  const isFree = window.state === 'always' || (window.state === 'open' && !isOver)
  if (isFree && window.allows.includes('text')) return 'text'
  return window.allows.includes('template') ? 'template' : 'nothing'
}
