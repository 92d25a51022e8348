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
    waiting: Type.Optional(
      Type.Boolean({ description: 'Whether the contact waits for an answer' }),
    ),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sort: Type.Optional(oneOf(['latest', 'waiting', 'window', 'unread'])),
  },
  { additionalProperties: false },
)
export type ChatQuery = Static<typeof ChatQuery>

const LabelNames = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })
export const ChatPatch = Type.Object(
  {
    status: Type.Optional(ChatStatus),
    assigneeId: Type.Optional(nullable(Id)),
    labels: Type.Optional(LabelNames),
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
export type NewChat = Static<typeof NewChat>

/** Thread control beside other apps of the account. `app` is who gets the chat; by default the platform's own inbox. */
export const Handover = Type.Object(
  {
    action: oneOf(['take', 'pass', 'release', 'request']),
    app: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
)

const Numbers = Type.Record(Type.String(), Type.Integer())
/** `mine`, `unassigned` and the groups count open chats. */
export const Counts = Type.Object({
  mine: Type.Integer(),
  unassigned: Type.Integer(),
  open: Type.Integer(),
  pending: Type.Integer(),
  snoozed: Type.Integer(),
  closed: Type.Integer({ description: 'At most 10,000' }),
  unread: Type.Integer(),
  byChannel: Numbers,
  byLabel: Numbers,
  byConnection: Numbers,
})
export type Counts = Static<typeof Counts>

/** One change for many chats: those named, or all that match a filter. */
export const ChatsPatch = Type.Object(
  {
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
    filter: Type.Optional(
      Type.Omit(ChatQuery, ['limit', 'cursor'], { additionalProperties: false }),
    ),
    patch: Type.Object(
      {
        ...ChatPatch.properties,
        addLabels: Type.Optional(LabelNames),
        removeLabels: Type.Optional(LabelNames),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  { additionalProperties: false },
)
export type ChatsPatch = Static<typeof ChatsPatch>

/** `undo` holds the patches that put back what was there before. */
export const ChatsPatched = Type.Object({
  count: Type.Integer(),
  undo: Type.Array(Type.Object({ ids: Type.Array(Id), patch: ChatPatch })),
})
export type ChatsPatched = Static<typeof ChatsPatched>
