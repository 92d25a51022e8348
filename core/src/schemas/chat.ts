import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Paging, Time } from './common.ts'
import { MessageStatus } from './message.ts'

export const chatStatuses = ['open', 'pending', 'snoozed', 'closed'] as const
export const ChatStatus = oneOf(chatStatuses)
export const priorities = ['low', 'medium', 'high', 'urgent'] as const
export const Priority = oneOf(priorities)

/** What may be sent to the contact now. `closesAt` is null for `closed` and `always`. */
export const ChatWindow = Type.Object({
  state: oneOf(['open', 'closed', 'always']),
  closesAt: nullable(Time),
  allows: Type.Array(Type.String()),
})
export type ChatWindow = Static<typeof ChatWindow>

export const Chat = Type.Object({
  id: Id,
  channel: Type.String(),
  connection: Type.Object({ id: Id, name: Type.String() }),
  contact: Type.Object({
    id: Id,
    name: Type.String(),
    handle: nullable(Type.String()),
    avatarUrl: nullable(Type.String()),
  }),
  identity: Type.String({
    description: 'The address that replies go to, as the platform writes it',
  }),
  status: ChatStatus,
  assignee: nullable(Type.Object({ id: Id, name: Type.String() })),
  labels: Type.Array(Type.String()),
  priority: nullable(Priority),
  snoozedUntil: nullable(Time),
  unreadCount: Type.Integer(),
  hasFailed: Type.Boolean(),
  hasDraft: Type.Boolean(),
  standby: Type.Boolean(),
  lastMessage: nullable(
    Type.Object({
      id: Id,
      direction: oneOf(['in', 'out']),
      kind: Type.String(),
      text: nullable(Type.String()),
      status: MessageStatus,
      at: Time,
      authorName: nullable(Type.String()),
    }),
  ),
  lastMessageAt: nullable(Time),
  waitingSince: nullable(Time),
  window: ChatWindow,
  createdAt: Time,
})
export type Chat = Static<typeof Chat>

export const ChatQuery = Type.Object(
  {
    ...Paging,
    status: Type.Optional(oneOf([...chatStatuses, 'all'])),
    channel: Type.Optional(Type.String({ maxLength: 32, pattern: '^[a-z][a-z0-9-]*$' })),
    connectionId: Type.Optional(Id),
    contactId: Type.Optional(Id),
    assigneeId: Type.Optional(Type.String({ pattern: '^(me|none|[1-9][0-9]{0,17})$' })),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    priority: Type.Optional(Priority),
    unread: Type.Optional(Type.Boolean()),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sort: Type.Optional(oneOf(['latest', 'waiting', 'window'])),
  },
  { additionalProperties: false },
)
export type ChatQuery = Static<typeof ChatQuery>

export const ChatPatch = Type.Object(
  {
    status: Type.Optional(ChatStatus),
    assigneeId: Type.Optional(nullable(Id)),
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 }),
    ),
    snoozedUntil: Type.Optional(nullable(Time)),
    priority: Type.Optional(nullable(Priority)),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ChatPatch = Static<typeof ChatPatch>

export const NewChat = Type.Object(
  {
    connectionId: Id,
    identity: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
)
