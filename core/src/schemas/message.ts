import { type Static, Type } from 'typebox'

import { askable } from '../contract/capabilities.ts'
import { Id, nullable, oneOf, Open, Time, Uuid } from './common.ts'

export const messageStatuses = [
  'received',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
] as const
export const MessageStatus = oneOf(messageStatuses)
export type MessageStatus = (typeof messageStatuses)[number]
export const messageKinds = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contacts',
  'story',
  'share',
  'interactive',
  'template',
  'order',
  'system',
  'unsupported',
] as const
export type MessageKind = (typeof messageKinds)[number]

export const Attachment = Type.Object({
  id: Uuid,
  kind: Type.String(),
  mime: nullable(Type.String()),
  name: nullable(Type.String()),
  bytes: nullable(Type.Integer()),
  url: nullable(Type.String({ description: 'Signed, short-lived; null until the file is here' })),
  thumbnailUrl: nullable(Type.String()),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  durationMs: nullable(Type.Integer()),
  state: oneOf(['pending', 'ready', 'failed', 'expired', 'deleted']),
})
export type Attachment = Static<typeof Attachment>

export const MessageFailure = Type.Object({
  kind: Type.String(),
  code: nullable(Type.String()),
  message: Type.String({ description: 'A sentence for the agent' }),
  detail: nullable(Type.String()),
  retryable: Type.Boolean(),
})

export const Message = Type.Object({
  id: Id,
  chatId: Id,
  clientId: nullable(Uuid),
  direction: oneOf(['in', 'out']),
  kind: Type.String(),
  text: nullable(Type.String()),
  content: nullable(Open),
  attachments: Type.Array(Attachment),
  replyToId: nullable(Id),
  reactions: Type.Array(
    Type.Object({ emoji: Type.String(), by: Type.String(), name: nullable(Type.String()) }),
  ),
  author: Type.Object({
    type: oneOf(['contact', 'user', 'external']),
    id: nullable(Type.String()),
    name: nullable(Type.String()),
  }),
  status: MessageStatus,
  failure: nullable(MessageFailure),
  externalId: nullable(Type.String()),
  scheduledAt: nullable(Time),
  holdsUntil: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Its answer was lost: until then the next messages of the chat wait',
    }),
  ),
  sentAt: Time,
  createdAt: Time,
  editedAt: nullable(Time),
  edits: Type.Array(Type.Object({ text: nullable(Type.String()), at: Time })),
  deletedAt: nullable(Time),
  native: Type.Optional(Type.Unknown()),
})
export type Message = Static<typeof Message>

const Values = Type.Union([
  Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 100 }),
  Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 1024 })),
])
const ButtonValues = {
  buttons: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 2000 }))),
}
const TemplateUse = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 512 }),
    language: Type.String({ minLength: 1, maxLength: 20 }),
    /** A list or an object of strings fills the body; the long form names each place. */
    parameters: Type.Optional(
      Type.Union([
        Values,
        Type.Object(
          {
            header: Type.Optional(Values),
            body: Type.Optional(Values),
            ...ButtonValues,
            cards: Type.Optional(
              Type.Array(
                Type.Object(
                  { body: Type.Optional(Values), ...ButtonValues },
                  { additionalProperties: false },
                ),
                { maxItems: 10, description: 'By card of a carousel' },
              ),
            ),
          },
          { additionalProperties: false },
        ),
      ]),
    ),
  },
  { additionalProperties: false },
)
const Button = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    payload: Type.Optional(Type.String({ maxLength: 1000 })),
    url: Type.Optional(Type.String({ maxLength: 2000 })),
    phone: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
)
const Word = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))
const Short = Type.Optional(Type.String({ maxLength: 1024 }))

/** What a person sends. Exactly the parts that the channel can do; the rest is refused with 422 before it is queued. */
export const NewMessage = Type.Object(
  {
    chatId: Id,
    clientId: Uuid,
    text: Type.Optional(Type.String({ maxLength: 50_000 })),
    attachmentIds: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 30 })),
    voice: Type.Optional(Type.Boolean({ description: 'Send the audio as a voice note' })),
    sticker: Type.Optional(Type.Boolean({ description: 'Send the picture as a sticker' })),
    replyToId: Type.Optional(Id),
    template: Type.Optional(TemplateUse),
    buttons: Type.Optional(Type.Array(Button, { minItems: 1, maxItems: 20 })),
    list: Type.Optional(
      Type.Object(
        {
          button: Type.String({ minLength: 1, maxLength: 100 }),
          rows: Type.Array(
            Type.Object(
              {
                title: Type.String({ minLength: 1, maxLength: 200 }),
                payload: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
                description: Short,
                section: Short,
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: 100 },
          ),
        },
        { additionalProperties: false },
      ),
    ),
    link: Type.Optional(
      Type.Object(
        {
          label: Type.String({ minLength: 1, maxLength: 100 }),
          url: Type.String({ minLength: 1, maxLength: 2000 }),
        },
        { additionalProperties: false },
      ),
    ),
    cards: Type.Optional(
      Type.Array(
        Type.Object(
          {
            title: Type.String({ minLength: 1, maxLength: 200 }),
            subtitle: Short,
            imageUrl: Type.Optional(Type.String({ maxLength: 2000 })),
            url: Type.Optional(Type.String({ maxLength: 2000 })),
            buttons: Type.Optional(Type.Array(Button, { maxItems: 10 })),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 20 },
      ),
    ),
    location: Type.Optional(
      Type.Object(
        {
          lat: Type.Number({ minimum: -90, maximum: 90 }),
          lon: Type.Number({ minimum: -180, maximum: 180 }),
          label: Short,
          address: Short,
        },
        { additionalProperties: false },
      ),
    ),
    contacts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200 }),
            phones: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
            isReachable: Type.Optional(
              Type.Boolean({ description: 'Its numbers can be written to on this channel' }),
            ),
            emails: Type.Optional(Type.Array(Type.String({ maxLength: 254 }), { maxItems: 10 })),
            company: Word,
            department: Word,
            jobTitle: Word,
            websites: Type.Optional(Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 10 })),
            birthday: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })),
            address: Type.Optional(
              Type.Object(
                { street: Word, city: Word, state: Word, zip: Word, country: Word },
                { additionalProperties: false, minProperties: 1 },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 257 },
      ),
    ),
    stock: Type.Optional(
      Type.Object(
        { id: Type.String({ minLength: 1, maxLength: 100 }) },
        { additionalProperties: false, description: 'A sticker of the platform’s own' },
      ),
    ),
    share: Type.Optional(
      Type.Object(
        { id: Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' }) },
        { additionalProperties: false, description: 'What the account has published' },
      ),
    ),
    ask: Type.Optional(Type.Object({ what: oneOf(askable) }, { additionalProperties: false })),
    form: Type.Optional(
      Type.Object(
        {
          id: Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' }),
          label: Type.String({ minLength: 1, maxLength: 100 }),
          screen: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          values: Type.Optional(
            Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 1024 })),
          ),
          isDraft: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false, description: 'A form that opens in the chat' },
      ),
    ),
    header: Short,
    footer: Short,
    sendAt: Type.Optional(Time),
    seenMessageId: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,18}$',
        description:
          'Newest message on the sender’s screen; 409 `chat_moved_on` when a colleague has answered since',
      }),
    ),
  },
  { additionalProperties: false },
)
export type NewMessage = Static<typeof NewMessage>
export type TemplateUse = Static<typeof TemplateUse>

export const SearchHit = Type.Object({
  message: Message,
  chat: Type.Object({
    id: Id,
    channel: Type.String(),
    contact: Type.Object({ id: Id, name: Type.String() }),
  }),
  snippet: Type.String({ description: 'The words around the hit, as plain text' }),
})
export type SearchHit = Static<typeof SearchHit>
