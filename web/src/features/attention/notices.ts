/** From facts to notices: what happened, for whom it matters, and in which words. Pure; the words come from the caller. */
import type { Chat, Connection, Message, Notification } from '@parley/core/schemas'

import type { NoticeKind } from './preferences.ts'

export interface Notice {
  readonly kind: NoticeKind
  /** Notices of one tag replace each other. */
  readonly tag: string
  readonly name: string
  readonly text: string
  readonly chatId: string | null
  readonly noteId: string | null
}

/** A contact's message in a chat of mine or of nobody. */
export function noticeOfMessage(
  message: Message,
  chat: Chat,
  meId: string | null,
): Omit<Notice, 'text'> | null {
  if (message.direction !== 'in') return null
  const kind = !chat.assignee ? 'unassigned' : chat.assignee.id === meId ? 'message' : null
  return (
    kind && { kind, tag: `chat-${chat.id}`, name: chat.contact.name, chatId: chat.id, noteId: null }
  )
}

const kindsOfNotifications: Readonly<Record<string, NoticeKind>> = {
  mention: 'mention',
  assigned: 'assigned',
  woken: 'woken',
}

/** What the server keeps for this person: mentions, assignments, chats that woke. */
export function noticeOfNotification(
  { kind, id, chatId, noteId, text }: Notification,
  name: string,
): Notice | null {
  const known = kindsOfNotifications[kind]
  return known ? { kind: known, tag: `notification-${id}`, name, text, chatId, noteId } : null
}

/** A connection that has just stopped working. */
export function noticeOfConnection(
  now: Pick<Connection, 'id' | 'name' | 'status'>,
  before: Connection['status'] | undefined,
): Omit<Notice, 'text'> | null {
  if (now.status !== 'needs_reconnect' || before === undefined || before === now.status) return null
  const tag = `connection-${now.id}`
  return { kind: 'connection', tag, name: now.name, chatId: null, noteId: null }
}

const SOON_MS = 2 * 3_600_000

/** Chats of mine in which a contact waits and free text will soon be over. */
export function closingSoon(chats: Iterable<Chat>, meId: string | null, now: number): Chat[] {
  return [...chats].filter(({ assignee, waitingSince, window, status }) => {
    const isMine = assignee !== null && assignee.id === meId
    if (!isMine || !waitingSince || status === 'closed' || !window.closesAt) return false
    const left = Date.parse(window.closesAt) - now
    return window.state === 'open' && left > 0 && left < SOON_MS
  })
}
