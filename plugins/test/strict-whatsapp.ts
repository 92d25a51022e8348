/** The Cloud API's messages and media as documented: every field that exists, and no other. */
import { type TProperties, type TSchema, Type } from 'typebox'

import type { StrictCall } from './strict-graph.ts'
import { closed, errorsOf, text } from './strict-shapes.ts'
import { Card, Interactive } from './strict-whatsapp-parts.ts'

const product = Type.Literal('whatsapp')
const Wamid = Type.String({ pattern: '^wamid\\.' })
const Address = Type.String({ pattern: '^https?://' })

function file(more: TProperties = {}): TSchema {
  return Type.Union([
    closed({ id: Type.String({ pattern: '^\\d+$' }), ...more }),
    closed({ link: Address, ...more }),
  ])
}
const caption = Type.Optional(text(1024))
const Media = {
  image: file({ caption }),
  video: file({ caption }),
  audio: file({ voice: Type.Optional(Type.Literal(true)) }),
  document: file({ caption, filename: Type.Optional(text(240)) }),
  sticker: file(),
}

const Text = closed({
  type: Type.Literal('text'),
  text: Type.String({ minLength: 1 }),
  parameter_name: Type.Optional(Type.String()),
})
const Place = closed({
  latitude: Type.Union([Type.Number(), Type.String()]),
  longitude: Type.Union([Type.Number(), Type.String()]),
  name: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
})
const Header = Type.Union([
  Text,
  closed({ type: Type.Literal('image'), image: file() }),
  closed({ type: Type.Literal('video'), video: file() }),
  closed({
    type: Type.Literal('document'),
    document: file({ filename: Type.Optional(text(240)) }),
  }),
  closed({ type: Type.Literal('location'), location: Place }),
])
const index = Type.String({ pattern: '^\\d$' })
function button(type: string, parameter: TSchema): TSchema {
  return closed({
    type: Type.Literal('button'),
    sub_type: Type.Literal(type),
    index,
    parameters: Type.Array(parameter, { minItems: 1, maxItems: 1 }),
  })
}
const Component = Type.Union([
  closed({
    type: Type.Literal('header'),
    parameters: Type.Array(Header, { minItems: 1, maxItems: 1 }),
  }),
  closed({ type: Type.Literal('body'), parameters: Type.Array(Text, { minItems: 1 }) }),
  button('url', closed({ type: Type.Literal('text'), text: Type.String({ minLength: 1 }) })),
  button(
    'quick_reply',
    closed({ type: Type.Literal('payload'), payload: Type.String({ minLength: 1 }) }),
  ),
  button(
    'flow',
    closed({ type: Type.Literal('action'), action: closed({ flow_token: text(200) }) }),
  ),
  button(
    'mpm',
    closed({
      type: Type.Literal('action'),
      action: closed({
        thumbnail_product_retailer_id: text(100),
        sections: Type.Array(
          closed({
            title: text(24),
            product_items: Type.Array(closed({ product_retailer_id: text(100) }), { minItems: 1 }),
          }),
          { minItems: 1, maxItems: 10 },
        ),
      }),
    }),
  ),
  button(
    'copy_code',
    closed({ type: Type.Literal('coupon_code'), coupon_code: Type.String({ minLength: 1 }) }),
  ),
])
const CardPart = Type.Union([
  closed({
    type: Type.Literal('header'),
    parameters: Type.Array(Header, { minItems: 1, maxItems: 1 }),
  }),
  closed({ type: Type.Literal('body'), parameters: Type.Array(Text, { minItems: 1 }) }),
  button('url', closed({ type: Type.Literal('text'), text: text(2000) })),
  button('quick_reply', closed({ type: Type.Literal('payload'), payload: text(256) })),
])
const Carousel = closed({
  type: Type.Literal('carousel'),
  cards: Type.Array(
    closed({
      card_index: Type.Integer({ minimum: 0, maximum: 9 }),
      components: Type.Array(CardPart, { minItems: 1 }),
    }),
    { minItems: 1, maxItems: 10 },
  ),
})
const Template = closed({
  name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
  language: closed({ code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }) }),
  components: Type.Optional(Type.Array(Type.Union([Component, Carousel]))),
})
const types: Readonly<Record<string, TSchema>> = {
  ...Media,
  text: closed({ body: text(4096), preview_url: Type.Optional(Type.Boolean()) }),
  location: closed({
    latitude: Type.Number(),
    longitude: Type.Number(),
    name: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
  }),
  contacts: Type.Array(Card, { minItems: 1, maxItems: 257 }),
  reaction: closed({ message_id: Wamid, emoji: Type.String() }),
  interactive: Interactive,
  template: Template,
}
const addresses: readonly TProperties[] = [
  {
    recipient_type: Type.Optional(Type.Literal('individual')),
    to: Type.String({ pattern: '^\\+\\d{5,20}$' }),
  },
  {
    recipient_type: Type.Optional(Type.Literal('individual')),
    recipient: Type.String({ pattern: '^[A-Z]{2}\\.' }),
  },
]
const groups: TProperties = {
  recipient_type: Type.Literal('group'),
  to: Type.String({ minLength: 1 }),
}
// a group takes text, media and templates
const forGroups = new Set(['text', 'image', 'video', 'audio', 'document', 'sticker', 'template'])

function messageOf(type: string): TSchema {
  const places = [...addresses, ...(forGroups.has(type) ? [groups] : [])]
  return Type.Union(
    places.map((place) =>
      closed({
        messaging_product: product,
        ...place,
        type: Type.Literal(type),
        [type]: types[type]!,
        context: Type.Optional(closed({ message_id: Wamid })),
        biz_opaque_callback_data: Type.Optional(text(512)),
      }),
    ),
  )
}
const Read = closed({
  messaging_product: product,
  status: Type.Literal('read'),
  message_id: Wamid,
  typing_indicator: Type.Optional(closed({ type: Type.Literal('text') })),
})

export function faultsOfWhatsapp({ path: [, edge], query, json, form }: StrictCall): string[] {
  const strange = [...query.keys()].filter((name) => name !== 'appsecret_proof')
  const faults = strange.map((name) => `the query has ${name}`)
  if (edge === 'media') return [...faults, ...faultsOfUpload(form)]
  if (edge !== 'messages') return [...faults, `no edge ${edge}`]
  if (json?.status !== undefined) return [...faults, ...errorsOf(Read, json)]
  if (!types[json?.type]) return [...faults, `no type ${json?.type}`]
  return [...faults, ...errorsOf(messageOf(json.type), json), ...faultsOfRows(json)]
}

/** Ten rows in all sections together; titles of buttons differ. */
function faultsOfRows({ interactive }: any): string[] {
  const { sections = [], buttons = [] } = interactive?.action ?? {}
  const rows = sections.flatMap((section: any) => section.rows)
  const titles = buttons.map(({ reply }: any) => reply.title)
  return [
    ...(rows.length > 10 ? [`${rows.length} rows`] : []),
    ...(sections.length > 1 && sections.some(({ title }: any) => !title)
      ? ['a section without a title']
      : []),
    ...(new Set(titles).size < titles.length ? ['two buttons of one title'] : []),
  ]
}

const megabyte = 1_000_000
const limits: Readonly<Record<string, number>> = {
  'image/jpeg': 5 * megabyte,
  'image/png': 5 * megabyte,
  'image/webp': 100_000,
  'video/mp4': 16 * megabyte,
  'video/3gpp': 16 * megabyte,
  'audio/aac': 16 * megabyte,
  'audio/amr': 16 * megabyte,
  'audio/mpeg': 16 * megabyte,
  'audio/mp4': 16 * megabyte,
  'audio/ogg': 16 * megabyte,
  'application/pdf': 100 * megabyte,
  'text/plain': 100 * megabyte,
}

function faultsOfUpload(form: StrictCall['form']): string[] {
  if (!form) return ['an upload is a multipart form']
  const { messaging_product: name, type, file: given, ...rest } = Object.fromEntries(form)
  if (typeof given !== 'object') return ['the file is missing']
  return Object.entries({
    'messaging_product is not whatsapp': name !== 'whatsapp',
    'type is not that of the file': type !== given.type,
    [`${given.type} of ${given.size} bytes`]: !(given.size <= (limits[given.type] ?? 0)),
    [`the form has ${Object.keys(rest).join()}`]: Object.keys(rest).length > 0,
  }).flatMap(([fault, isThere]) => (isThere ? [fault] : []))
}
