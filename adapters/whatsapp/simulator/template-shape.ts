/** The shape of a template message, before it is compared with the template. */
import { oneOf, strict } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'

import { link, mediaId } from './message-shape.ts'

const media = Type.Object(
  {
    id: Type.Optional(mediaId),
    link: Type.Optional(link),
    filename: Type.Optional(Type.String()),
  },
  strict,
)

export const parameterTypes = [
  'text',
  'currency',
  'date_time',
  'image',
  'video',
  'document',
  'location',
  'payload',
  'coupon_code',
  'action',
  'product',
]

const parameter = Type.Object(
  {
    type: oneOf(...parameterTypes),
    parameter_name: Type.Optional(Type.String({ pattern: '^[a-z0-9_]+$' })),
    text: Type.Optional(Type.String({ minLength: 1 })),
    payload: Type.Optional(Type.String({ minLength: 1 })),
    coupon_code: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    currency: Type.Optional(
      Type.Object(
        { fallback_value: Type.String(), code: Type.String(), amount_1000: Type.Integer() },
        strict,
      ),
    ),
    date_time: Type.Optional(Type.Object({ fallback_value: Type.String() })),
    image: Type.Optional(media),
    video: Type.Optional(media),
    document: Type.Optional(media),
    location: Type.Optional(
      Type.Object(
        {
          latitude: Type.Union([Type.Number(), Type.String()]),
          longitude: Type.Union([Type.Number(), Type.String()]),
          name: Type.Optional(Type.String()),
          address: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    action: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  strict,
)

const component = Type.Object(
  {
    type: oneOf('header', 'body', 'button', 'HEADER', 'BODY', 'BUTTON'),
    sub_type: Type.Optional(
      oneOf('quick_reply', 'url', 'copy_code', 'flow', 'phone_number', 'catalog', 'mpm'),
    ),
    index: Type.Optional(
      Type.Union([
        Type.String({ pattern: String.raw`^\d$` }),
        Type.Integer({ minimum: 0, maximum: 9 }),
      ]),
    ),
    parameters: Type.Optional(Type.Array(parameter, { minItems: 1 })),
  },
  strict,
)
const card = Type.Object(
  {
    card_index: Type.Integer({ minimum: 0, maximum: 9 }),
    components: Type.Array(component, { minItems: 1 }),
  },
  strict,
)

export const templateContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 512, pattern: '^[a-z0-9_]+$' }),
    language: Type.Object(
      {
        code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2,4})?$' }),
        policy: Type.Optional(Type.Literal('deterministic')),
      },
      strict,
    ),
    namespace: Type.Optional(Type.String()),
    components: Type.Optional(
      Type.Array(
        Type.Union([
          component,
          Type.Object({ type: oneOf('carousel', 'CAROUSEL'), cards: Type.Array(card) }, strict),
        ]),
      ),
    ),
  },
  strict,
)
