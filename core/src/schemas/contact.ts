import { type Static, Type } from 'typebox'

import { Id, nullable, Open, Time } from './common.ts'

export const Contact = Type.Object({
  id: Id,
  name: Type.String(),
  handle: nullable(Type.String()),
  avatarUrl: nullable(Type.String()),
  details: Open,
  identities: Type.Array(
    Type.Object({
      channel: Type.String(),
      connection: Type.Object({ id: Id, name: Type.String() }),
      externalId: Type.String(),
      chatId: Id,
    }),
  ),
  createdAt: Time,
})
export type Contact = Static<typeof Contact>

export const ContactPatch = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    details: Type.Optional(
      Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 2000 })),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
