/** Interactive messages and contact cards of the Cloud API as documented. */
import { Type } from 'typebox'

import { closed, text } from './strict-shapes.ts'

const Address = Type.String({ pattern: '^https?://' })
const Source = Type.Union([
  closed({ id: Type.String({ pattern: '^\\d+$' }) }),
  closed({ link: Address }),
])
const Paper = Type.Union([
  closed({ id: Type.String({ pattern: '^\\d+$' }), filename: text(240) }),
  closed({ link: Address, filename: text(240) }),
])
const TextHeader = closed({ type: Type.Literal('text'), text: text(60) })
const AnyHeader = Type.Union([
  TextHeader,
  closed({ type: Type.Literal('image'), image: Source }),
  closed({ type: Type.Literal('video'), video: Source }),
  closed({ type: Type.Literal('document'), document: Paper }),
])
const frame = {
  header: Type.Optional(AnyHeader),
  footer: Type.Optional(closed({ text: text(60) })),
}
const Reply = closed({
  type: Type.Literal('reply'),
  reply: closed({ id: text(256), title: text(20) }),
})
const Row = closed({ id: text(200), title: text(24), description: Type.Optional(text(72)) })
const Section = closed({
  title: Type.Optional(text(24)),
  rows: Type.Array(Row, { minItems: 1, maxItems: 10 }),
})
export const Interactive = Type.Union([
  closed({
    ...frame,
    type: Type.Literal('button'),
    body: closed({ text: text(1024) }),
    action: closed({ buttons: Type.Array(Reply, { minItems: 1, maxItems: 3 }) }),
  }),
  closed({
    ...frame,
    header: Type.Optional(TextHeader),
    type: Type.Literal('list'),
    body: closed({ text: text(4096) }),
    action: closed({
      button: text(20),
      sections: Type.Array(Section, { minItems: 1, maxItems: 10 }),
    }),
  }),
  closed({
    ...frame,
    type: Type.Literal('cta_url'),
    body: closed({ text: text(1024) }),
    action: closed({
      name: Type.Literal('cta_url'),
      parameters: closed({ display_text: text(20), url: Address }),
    }),
  }),
  closed({
    ...frame,
    type: Type.Literal('flow'),
    body: closed({ text: text(1024) }),
    action: closed({
      name: Type.Literal('flow'),
      parameters: Type.Intersect([
        Type.Union([
          Type.Object({ flow_id: Type.String({ pattern: '^\\d+$' }) }),
          Type.Object({ flow_name: text(200) }),
        ]),
        closed({
          flow_message_version: Type.Literal('3'),
          flow_id: Type.Optional(Type.String()),
          flow_name: Type.Optional(Type.String()),
          flow_cta: text(20),
          flow_token: text(200),
          mode: Type.Optional(Type.Literal('draft')),
          flow_action: Type.Optional(Type.Literal('navigate')),
          flow_action_payload: Type.Optional(
            closed({
              screen: Type.String(),
              data: Type.Optional(Type.Record(Type.String(), Type.String())),
            }),
          ),
        }),
      ]),
    }),
  }),
  closed({
    type: Type.Literal('location_request_message'),
    body: closed({ text: text(1024) }),
    action: closed({ name: Type.Literal('send_location') }),
  }),
])

const word = Type.Optional(Type.String({ minLength: 1 }))
export const Card = closed({
  name: closed({
    formatted_name: Type.String({ minLength: 1 }),
    first_name: Type.Optional(Type.String()),
    last_name: Type.Optional(Type.String()),
  }),
  phones: Type.Optional(
    Type.Array(
      closed({
        phone: Type.String(),
        type: Type.Optional(Type.String()),
        wa_id: Type.Optional(Type.String()),
      }),
    ),
  ),
  emails: Type.Optional(
    Type.Array(closed({ email: Type.String(), type: Type.Optional(Type.String()) })),
  ),
  urls: Type.Optional(Type.Array(closed({ url: Type.String(), type: word }))),
  birthday: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })),
  addresses: Type.Optional(
    Type.Array(
      closed({ street: word, city: word, state: word, zip: word, country: word, type: word }),
    ),
  ),
  org: Type.Optional(closed({ company: word, department: word, title: word })),
})
