/** What the thread shows, in order: days, messages grouped by who speaks, notes, activity lines, and what waits to be sent. */
import type { Message, Note } from '@parley/core/schemas'

import { compareTimes } from '../../store/filters.ts'
import type { Outgoing, Thread } from '../../store/state.ts'
import { dayOf } from '../../text/time.ts'

interface Placed {
  readonly key: string
}
export interface MessageItem extends Placed {
  readonly kind: 'message'
  readonly message: Message
  /** The speaker changed, or paused for more than five minutes. */
  readonly isFirst: boolean
}
export type TimelineItem =
  | MessageItem
  | (Placed & { readonly kind: 'day'; readonly at: string })
  | (Placed & { readonly kind: 'unread' })
  | (Placed & { readonly kind: 'note'; readonly note: Note })
  | (Placed & { readonly kind: 'activity'; readonly messages: readonly Message[] })
  | (Placed & { readonly kind: 'outgoing'; readonly outgoing: Outgoing })

type Entry =
  | { readonly at: string; readonly message: Message }
  | { readonly at: string; readonly note: Note }

const GROUP_MS = 5 * 60_000

export function timelineOf(thread: Thread, outgoing: readonly Outgoing[]): readonly TimelineItem[] {
  const items: TimelineItem[] = []
  const heldBack = thread.hasOlder ? leadOf(thread.messages) : 0
  const context = thread.messages.slice(0, heldBack)
  for (const message of context) pushMessage(items, message, thread.unreadFrom)
  const contextItems = items.length
  let day = context.length > 0 ? dayOf(context.at(-1)?.sentAt ?? '') : ''
  for (const entry of entriesOf(thread, heldBack)) {
    if (dayOf(entry.at) !== day) {
      day = dayOf(entry.at)
      items.push({ kind: 'day', key: `day ${day}`, at: entry.at })
    }
    if ('note' in entry)
      items.push({ kind: 'note', key: `note ${entry.note.id}`, note: entry.note })
    else pushMessage(items, entry.message, thread.unreadFrom)
  }
  if (!thread.hasNewer) items.push(...outgoing.map(outgoingItem))
  return items.slice(contextItems)
}

/**
 * How many messages at the start wait for the page before them. Whether a speaker is named, a day begins or a group of
 * activity lines goes on depends on what came before; shown too early they would change their height under the reader.
 */
function leadOf(messages: readonly Message[]): number {
  if (messages.length < 10) return 0
  const firstSpoken = messages.findIndex((message) => message.kind !== 'system')
  return Math.max(1, firstSpoken)
}

/** Notes stand among the messages by time; those from before the loaded part wait until it grows. */
function entriesOf(thread: Thread, heldBack: number): readonly Entry[] {
  const { notes, hasOlder, hasNewer } = thread
  const messages = thread.messages.slice(heldBack)
  const first = messages[0]?.sentAt
  const last = messages.at(-1)?.sentAt
  const shown = notes.filter(
    ({ createdAt }) =>
      (!hasOlder || !first || compareTimes(createdAt, first) >= 0) &&
      (!hasNewer || !last || compareTimes(createdAt, last) <= 0),
  )
  const spoken: Entry[] = messages.map((message) => ({ at: message.sentAt, message }))
  if (shown.length === 0) return spoken
  const noted: Entry[] = shown.map((note) => ({ at: note.createdAt, note }))
  // Sorting is stable, so what was said comes before what was noted in the same moment.
  return [...spoken, ...noted].sort((a, b) => compareTimes(a.at, b.at))
}

function pushMessage(items: TimelineItem[], message: Message, unreadFrom: string | null): void {
  if (message.id === unreadFrom) items.push({ kind: 'unread', key: 'unread' })
  const before = items.at(-1)
  if (message.kind === 'system') {
    if (before?.kind === 'activity') {
      items[items.length - 1] = { ...before, messages: [...before.messages, message] }
    } else {
      items.push({ kind: 'activity', key: `activity ${message.id}`, messages: [message] })
    }
    return
  }
  // Made here, the client id is there before the server's, so the bubble stays the same element.
  const key = message.clientId ?? message.id
  items.push({ kind: 'message', key, message, isFirst: !continues(before, message) })
}

function continues(before: TimelineItem | undefined, message: Message): boolean {
  if (before?.kind !== 'message') return false
  const { author, direction, sentAt } = before.message
  return (
    direction === message.direction &&
    author.type === message.author.type &&
    author.id === message.author.id &&
    compareTimes(message.sentAt, sentAt) < GROUP_MS
  )
}

function outgoingItem(outgoing: Outgoing): TimelineItem {
  return { kind: 'outgoing', key: outgoing.body.clientId, outgoing }
}

/** A guess of an item's height, close enough that measuring it moves little. */
export function estimateHeight(item: TimelineItem): number {
  switch (item.kind) {
    case 'day':
      return 44
    case 'unread':
      return 36
    case 'activity':
      return Math.min(3, item.messages.length) * 20 + 8
    case 'note':
      return 62 + textHeight(item.note.text)
    case 'outgoing':
      return 46 + textHeight(item.outgoing.body.text ?? '')
    case 'message':
      return messageHeight(item)
  }
}

const LINE_LETTERS = 58
const LINE_PX = 20

function textHeight(text: string): number {
  let lines = 0
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(line.length / LINE_LETTERS))
  return lines * LINE_PX
}

function messageHeight({ message, isFirst }: MessageItem): number {
  const frame = isFirst ? 50 : 24
  const text = message.text ? textHeight(message.text) : 0
  const media = message.attachments.reduce((sum, file) => sum + mediaHeight(file), 0)
  const extra = (message.reactions.length > 0 ? 26 : 0) + (message.replyToId ? 48 : 0)
  const failure = message.failure ? 64 : 0
  return frame + text + media + extra + failure + 14
}

export const MEDIA_WIDTH = 280
const MEDIA_MAX_HEIGHT = 320
const usualHeights: Readonly<Record<string, number>> = {
  image: 210,
  video: 210,
  sticker: 140,
  audio: 60,
  voice: 60,
}

function mediaHeight(file: Message['attachments'][number]): number {
  return boxOf(file)?.height ?? usualHeights[file.kind] ?? 60
}

/** The final size of a picture's box, known before it is loaded. */
export function boxOf(file: {
  readonly kind: string
  readonly width: number | null
  readonly height: number | null
}): { readonly width: number; readonly height: number } | null {
  if (file.kind !== 'image' && file.kind !== 'video' && file.kind !== 'sticker') return null
  const most = file.kind === 'sticker' ? 140 : MEDIA_WIDTH
  const { width, height } =
    file.width && file.height ? { width: file.width, height: file.height } : { width: 4, height: 3 }
  const scale = Math.min(1, most / width, MEDIA_MAX_HEIGHT / height)
  return {
    width: Math.max(80, Math.round(width * scale)),
    height: Math.max(60, Math.round(height * scale)),
  }
}
