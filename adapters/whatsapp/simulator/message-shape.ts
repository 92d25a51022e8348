/** The shape of what may be sent on WhatsApp, by type. */
import { oneOf, strict } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

export const link = Type.String({ pattern: '^https?://', maxLength: 2048 })
export const mediaId = Type.Union([
  Type.String({ pattern: String.raw`^\d+$` }),
  Type.Integer({ minimum: 1 }),
])
const caption = Type.Optional(Type.String({ maxLength: 1024 }))
// exactly one of the two is checked apart, for its own words
const source = { id: Type.Optional(mediaId), link: Type.Optional(link) }
const label = Type.Optional(Type.String())

const person = Type.Object(
  {
    name: Type.Object(
      {
        formatted_name: Type.String({ minLength: 1 }),
        first_name: label,
        last_name: label,
        middle_name: label,
        suffix: label,
        prefix: label,
      },
      // the formatted name never stands alone
      { ...strict, minProperties: 2 },
    ),
    birthday: Type.Optional(Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\d$` })),
    phones: Type.Optional(
      Type.Array(Type.Object({ phone: label, type: label, wa_id: label }, strict)),
    ),
    emails: Type.Optional(Type.Array(Type.Object({ email: label, type: label }, strict))),
    urls: Type.Optional(Type.Array(Type.Object({ url: label, type: label }, strict))),
    addresses: Type.Optional(
      Type.Array(
        Type.Object(
          {
            street: label,
            city: label,
            state: label,
            zip: label,
            country: label,
            country_code: label,
            type: label,
          },
          strict,
        ),
      ),
    ),
    org: Type.Optional(Type.Object({ company: label, department: label, title: label }, strict)),
  },
  strict,
)

/** The object that is named like its type. `interactive` and `template` have files of their own. */
export const contents: Readonly<Record<string, TSchema>> = {
  text: Type.Object(
    {
      body: Type.String({ minLength: 1, maxLength: 4096 }),
      preview_url: Type.Optional(Type.Boolean()),
    },
    strict,
  ),
  image: Type.Object({ ...source, caption }, strict),
  video: Type.Object({ ...source, caption }, strict),
  audio: Type.Object({ ...source, voice: Type.Optional(Type.Boolean()) }, strict),
  document: Type.Object(
    { ...source, caption, filename: Type.Optional(Type.String({ maxLength: 240 })) },
    strict,
  ),
  sticker: Type.Object(source, strict),
  location: Type.Object(
    { latitude: coordinate(90), longitude: coordinate(180), name: label, address: label },
    strict,
  ),
  contacts: Type.Array(person, { minItems: 1, maxItems: 257 }),
  reaction: Type.Object(
    { message_id: Type.String({ minLength: 1 }), emoji: Type.String({ maxLength: 20 }) },
    strict,
  ),
}
export const mediaTypes = ['image', 'video', 'audio', 'document', 'sticker']

function coordinate(limit: number): TSchema {
  return Type.Union([
    Type.Number({ minimum: -limit, maximum: limit }),
    Type.String({ pattern: String.raw`^-?\d+(\.\d+)?$` }),
  ])
}

/** What stands around the content. */
export const around = {
  messaging_product: Type.Literal('whatsapp'),
  recipient_type: Type.Optional(oneOf('individual', 'group')),
  to: Type.Optional(Type.String({ minLength: 1 })),
  recipient: Type.Optional(Type.String({ minLength: 1 })),
  type: Type.Optional(Type.String()),
  context: Type.Optional(Type.Object({ message_id: Type.String({ minLength: 1 }) }, strict)),
  biz_opaque_callback_data: Type.Optional(Type.String({ maxLength: 512 })),
}

export const readRequest = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    status: Type.Literal('read'),
    message_id: Type.String({ minLength: 1 }),
    typing_indicator: Type.Optional(Type.Object({ type: Type.Literal('text') }, strict)),
  },
  strict,
)
