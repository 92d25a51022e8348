/** What both sides agree on: settings, limits, the signature, and the shapes of events. */
import type { Limits } from '@parley/core/adapter'
import { type Static, Type } from 'typebox'

export const apiUrl = 'https://api.acme.example'
export const signature = { header: 'x-acme-signature', prefix: '', encoding: 'hex' } as const

export const app = Type.Object({
  signingSecret: Type.Optional(
    Type.String({
      title: 'Signing secret',
      'x-env': 'ACME_SIGNING_SECRET',
      'x-required': 'production',
      'x-ui': { secret: true },
    }),
  ),
})
export const config = Type.Object({ roomId: Type.String({ title: 'Room id', minLength: 1 }) })
export const secrets = Type.Object({
  token: Type.String({ title: 'Bot token', minLength: 8, 'x-ui': { secret: true } }),
})
export type App = Static<typeof app>
export type Config = Static<typeof config>
export type Secrets = Static<typeof secrets>

const text = { max: 500, unit: 'codepoint', overflow: 'split' } as const
export const limits: Limits = {
  text,
  media: { image: { mime: ['image/jpeg', 'image/png'], maxBytes: 5_000_000, caption: text } },
}

const id = Type.String({ minLength: 1, maxLength: 200 })
const timeMs = Type.Integer({ minimum: 0 })

export const messageShape = Type.Object({
  kind: Type.Literal('message'),
  room: id,
  id,
  user: id,
  name: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  image: Type.Optional(Type.Object({ url: Type.String({ pattern: '^https://' }) })),
  reply_to: Type.Optional(id),
  ts: timeMs,
})
export const receiptShape = Type.Object({
  kind: Type.Literal('receipt'),
  room: id,
  user: id,
  status: Type.Union([Type.Literal('delivered'), Type.Literal('read')]),
  message: id,
  ts: timeMs,
})
