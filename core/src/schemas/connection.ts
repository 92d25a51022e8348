import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Open, Time } from './common.ts'

export const connectionStatuses = [
  'connected',
  'degraded',
  'needs_reconnect',
  'disabled',
  'unverified',
] as const
export const ConnectionStatus = oneOf(connectionStatuses)
export type ConnectionStatus = (typeof connectionStatuses)[number]

export const Check = Type.Object({
  id: Type.String(),
  label: Type.String(),
  ok: Type.Boolean(),
  detail: Type.Optional(Type.String()),
  fix: Type.Optional(Type.String()),
})

/** Never a secret. `secretsSetAt` says only that there are some. */
export const Connection = Type.Object({
  id: Id,
  channel: Type.String(),
  externalId: Type.String(),
  name: Type.String(),
  status: ConnectionStatus,
  problem: nullable(Type.String()),
  checks: Type.Array(Check),
  detail: Open,
  config: Open,
  past: nullable(
    Type.Object(
      {
        state: oneOf(['running', 'done', 'failed']),
        chats: Type.Integer(),
        messages: Type.Integer(),
      },
      { description: 'The import of chats from before the connection; null where there was none' },
    ),
  ),
  expiresAt: nullable(Time),
  lastEventAt: nullable(Time),
  checkedAt: nullable(Time),
  createdAt: Time,
})
export type Connection = Static<typeof Connection>

const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
export const NewConnection = Type.Object(
  {
    channel: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 32 }),
    name: Type.Optional(Name),
    config: Open,
    secrets: Open,
    check: Type.Optional(Type.Boolean({ default: true })),
  },
  { additionalProperties: false },
)
export const ConnectionPatch = Type.Object(
  {
    name: Type.Optional(Name),
    config: Type.Optional(Open),
    secrets: Type.Optional(Open),
    disabled: Type.Optional(Type.Boolean()),
    check: Type.Optional(Type.Boolean({ default: true })),
  },
  { additionalProperties: false, minProperties: 1 },
)

/** A loaded adapter, or why it is not. */
export const Channel = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: oneOf(['ready', 'refused', 'failed']),
  reason: Type.Optional(Type.String()),
  icon: Type.Optional(Type.String()),
  docsUrl: Type.Optional(Type.String()),
  capabilities: Type.Optional(Open),
  limits: Type.Optional(Open),
  windows: Type.Optional(Type.Array(Open)),
  rates: Type.Optional(Type.Array(Open)),
  schemas: Type.Optional(
    Type.Object({
      config: Type.Unknown(),
      secrets: Type.Unknown(),
      template: Type.Optional(Type.Unknown()),
    }),
  ),
  composes: Type.Optional(
    Type.Array(
      Type.Object({
        kind: Type.String(),
        isText: Type.Boolean(),
        takesFile: Type.Boolean(),
        schema: Type.Unknown(),
      }),
      { description: 'What can be put together beside text and files, each with its form' },
    ),
  ),
  hasPast: Type.Optional(
    Type.Boolean({ description: 'Chats from before a connection can be imported' }),
  ),
  connect: Type.Optional(Type.Array(Open)),
  webhookUrl: Type.Optional(Type.String()),
  verifyToken: Type.Optional(nullable(Type.String({ description: 'For admins only' }))),
})
export type Channel = Static<typeof Channel>

export const Template = Type.Object({
  id: Type.String(),
  name: Type.String(),
  language: Type.String(),
  category: Type.String(),
  status: Type.String(),
  reason: nullable(Type.String()),
  variables: Type.Array(
    Type.Object({
      place: oneOf(['header', 'body', 'button']),
      name: Type.String(),
      example: Type.Optional(Type.String()),
      media: Type.Optional(Type.String()),
      max: Type.Optional(Type.Integer({ description: 'The longest value, in characters' })),
      card: Type.Optional(Type.Integer({ description: 'Which card of a carousel, from 0' })),
    }),
  ),
  header: nullable(Type.String()),
  body: Type.String(),
  footer: nullable(Type.String()),
  buttons: Type.Array(Open),
  cards: Type.Array(Type.Object({ body: Type.String(), buttons: Type.Array(Open) })),
  draft: nullable(
    Type.Unknown({ description: 'What an edit begins with; null where there is none' }),
  ),
})
export type Template = Static<typeof Template>
