import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Open, Time } from './common.ts'
import { Attachment } from './message.ts'

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
      contactId: Type.Optional(Id),
    }),
  ),
  merged: Type.Optional(
    Type.Array(Type.Object({ id: Id, name: Type.String() }), {
      description: 'Who this person was known as besides, and can be again',
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
export type ContactPatch = Static<typeof ContactPatch>

/** Another contact that may be the same person, and why. */
export const MergeSuggestion = Type.Object({
  contact: Contact,
  reasons: Type.Array(oneOf(['address', 'handle', 'name'])),
})
export type MergeSuggestion = Static<typeof MergeSuggestion>

export const SharedFile = Type.Object({
  attachment: Attachment,
  messageId: Id,
  chatId: Id,
  direction: oneOf(['in', 'out']),
  at: Time,
})
export type SharedFile = Static<typeof SharedFile>
