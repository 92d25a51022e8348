/** What agents keep beside the conversation: notes, labels, canned replies, drafts, views, notifications. */
import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Time, Uuid } from './common.ts'

export const Note = Type.Object({
  id: Id,
  chatId: Id,
  text: Type.String(),
  author: nullable(Type.Object({ id: Id, name: Type.String() })),
  mentions: Type.Array(Id),
  createdAt: Time,
  editedAt: nullable(Time),
})
export type Note = Static<typeof Note>
const NoteText = Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' })
export const NewNote = Type.Object(
  { chatId: Id, text: NoteText, mentions: Type.Optional(Type.Array(Id, { maxItems: 50 })) },
  { additionalProperties: false },
)
export const NotePatch = Type.Object({ text: NoteText }, { additionalProperties: false })

export const Label = Type.Object({ id: Id, name: Type.String(), color: Type.String() })
export type Label = Static<typeof Label>
export const NewLabel = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    color: Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })),
  },
  { additionalProperties: false },
)
export const LabelPatch = Type.Partial(NewLabel, { additionalProperties: false, minProperties: 1 })

export const CannedReply = Type.Object({ id: Id, shortcut: Type.String(), text: Type.String() })
export type CannedReply = Static<typeof CannedReply>
export const NewCannedReply = Type.Object(
  {
    shortcut: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\s/]+$' }),
    text: Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' }),
  },
  { additionalProperties: false },
)
export const CannedReplyPatch = Type.Partial(NewCannedReply, {
  additionalProperties: false,
  minProperties: 1,
})

export const Draft = Type.Object({
  mode: oneOf(['reply', 'note']),
  text: Type.String(),
  attachmentIds: Type.Array(Uuid),
  replyToId: nullable(Id),
  updatedAt: Time,
})
export type Draft = Static<typeof Draft>

export const View = Type.Object({
  id: Id,
  name: Type.String(),
  query: Type.String(),
  shared: Type.Boolean(),
})
export type View = Static<typeof View>

export const Notification = Type.Object({
  id: Id,
  kind: Type.String(),
  chatId: nullable(Id),
  noteId: nullable(Id),
  text: Type.String(),
  readAt: nullable(Time),
  createdAt: Time,
})
export type Notification = Static<typeof Notification>
