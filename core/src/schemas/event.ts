import { type Static, Type } from 'typebox'

import { Id, nullable } from './common.ts'

export const eventTypes = [
  'chat.created',
  'chat.updated',
  'chat.deleted',
  'message.created',
  'message.updated',
  'message.deleted',
  'note.created',
  'note.updated',
  'note.deleted',
  'contact.updated',
  'connection.updated',
  'notification.created',
  'notifications.read',
  'labels.updated',
  'canned-replies.updated',
  'users.updated',
  'views.updated',
] as const
export type EventType = (typeof eventTypes)[number]

/** Server to client. `data` is the same JSON as REST; clients ignore types they do not know. */
export const ServerFrame = Type.Union([
  Type.Object({ type: Type.Literal('ready'), cursor: Type.String() }),
  Type.Object({ type: Type.Literal('reset'), cursor: Type.String() }),
  Type.Object({
    type: Type.Literal('event'),
    cursor: nullable(Type.String()),
    event: Type.String(),
    data: Type.Unknown(),
  }),
  Type.Object({ type: Type.Literal('pong') }),
  Type.Object({ type: Type.Literal('error'), code: Type.String() }),
])
export type ServerFrame = Static<typeof ServerFrame>

export const ClientFrame = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    token: Type.String(),
    cursor: nullable(Type.String()),
  }),
  Type.Object({
    type: Type.Literal('typing'),
    chatId: Id,
    on: Type.Boolean(),
    mode: Type.Optional(Type.String()),
  }),
  Type.Object({ type: Type.Literal('viewing'), chatId: nullable(Id) }),
  Type.Object({ type: Type.Literal('token'), token: Type.String() }),
  Type.Object({ type: Type.Literal('ping') }),
])
export type ClientFrame = Static<typeof ClientFrame>

export interface PresenceChanged {
  userId: string
  name: string
  online: boolean
  chatId: string | null
}
export interface TypingChanged {
  chatId: string
  user: { id: string; name: string } | null
  contact: boolean
  on: boolean
  mode: string
}
