/** Who may do what: the one table that REST and the socket read. Every route names its right; boot fails for a route without one. */
import type { EventType, Role } from '@parley/core/schemas'

const everyone = ['admin', 'agent'] as const
const admins = ['admin'] as const

const table = {
  account: everyone,
  'chats.read': everyone,
  'chats.write': everyone,
  'messages.read': everyone,
  'messages.send': everyone,
  'notes.read': everyone,
  'notes.write': everyone,
  'contacts.read': everyone,
  'contacts.write': everyone,
  'contacts.erase': admins,
  'files.read': everyone,
  'files.write': everyone,
  'desk.read': everyone,
  'desk.write': everyone,
  'users.read': everyone,
  'users.manage': admins,
  'channels.read': everyone,
  'connections.read': everyone,
  'connections.manage': admins,
  'deliveries.read': admins,
  'deliveries.replay': admins,
  'audit.read': admins,
  'reports.read': everyone,
} as const satisfies Record<string, readonly Role[]>

/** `public` needs no session. */
export type Right = keyof typeof table | 'public'

export function can(user: { role: Role }, right: Right): boolean {
  return right === 'public' || (table[right] as readonly Role[]).includes(user.role)
}

/** What a user must be allowed to read to be told of an event. */
export function rightOf(event: EventType | 'presence.changed' | 'typing.changed'): Right {
  return events[event]
}

const events = {
  'chat.created': 'chats.read',
  'chat.updated': 'chats.read',
  'chat.deleted': 'chats.read',
  'message.created': 'messages.read',
  'message.updated': 'messages.read',
  'message.deleted': 'messages.read',
  'note.created': 'notes.read',
  'note.updated': 'notes.read',
  'note.deleted': 'notes.read',
  'contact.updated': 'contacts.read',
  'connection.updated': 'connections.read',
  'notification.created': 'account',
  'notifications.read': 'account',
  'labels.updated': 'desk.read',
  'canned-replies.updated': 'desk.read',
  'views.updated': 'desk.read',
  'users.updated': 'users.read',
  'presence.changed': 'users.read',
  'typing.changed': 'chats.read',
} as const satisfies Record<EventType | 'presence.changed' | 'typing.changed', Right>
