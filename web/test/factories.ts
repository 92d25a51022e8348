/** Chats, messages and notes as the server writes them, with what a test says of them. */
import type { Chat, Message, Note } from '@parley/core/schemas'

const start = Date.parse('2026-11-25T12:00:00.000Z')
export function at(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString()
}

export function chat(id: number, change: Partial<Chat> = {}): Chat {
  return {
    id: String(id),
    channel: 'acme',
    connection: { id: '1', name: 'Shop' },
    contact: { id: String(id), name: `Person ${id}`, handle: null, avatarUrl: null },
    identity: `address-${id}`,
    status: 'open',
    assignee: null,
    labels: [],
    priority: null,
    snoozedUntil: null,
    unreadCount: 0,
    hasFailed: false,
    hasDraft: false,
    standby: false,
    lastMessage: null,
    lastMessageAt: at(id),
    waitingSince: null,
    window: { state: 'always', closesAt: null, allows: ['text'] },
    createdAt: at(0),
    ...change,
  }
}

export function message(id: number, change: Partial<Message> = {}): Message {
  return {
    id: String(id),
    chatId: '1',
    clientId: null,
    direction: 'in',
    kind: 'text',
    text: `text ${id}`,
    content: null,
    attachments: [],
    replyToId: null,
    reactions: [],
    author: { type: 'contact', id: '1', name: 'Ana' },
    status: 'received',
    failure: null,
    externalId: `x${id}`,
    scheduledAt: null,
    sentAt: at(id),
    createdAt: at(id),
    editedAt: null,
    edits: [],
    deletedAt: null,
    ...change,
  }
}

export function note(id: number, change: Partial<Note> = {}): Note {
  return {
    id: String(id),
    chatId: '1',
    text: `note ${id}`,
    author: { id: '7', name: 'Bo' },
    mentions: [],
    createdAt: at(id),
    editedAt: null,
    ...change,
  }
}
