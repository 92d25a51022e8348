/** Making templates, and the upload of their samples, as documented; and the templates that there are. */
import { type TProperties, type TSchema, Type } from 'typebox'

import type { StrictCall } from './strict-graph.ts'
import { closed, errorsOf, text } from './strict-shapes.ts'

const Examples = Type.Union([
  closed({ header_handle: Type.Array(Type.String({ pattern: '^4:' }), { minItems: 1 }) }),
  closed({ header_text: Type.Array(Type.String({ minLength: 1 })) }),
  closed({ body_text: Type.Array(Type.Array(Type.String({ minLength: 1 }))) }),
  closed({
    body_text_named_params: Type.Array(closed({ param_name: text(100), example: text(1024) })),
  }),
  closed({
    header_text_named_params: Type.Array(closed({ param_name: text(100), example: text(60) })),
  }),
])
function part(type: string, more: TProperties): TSchema {
  return closed({ type: Type.Literal(type), example: Type.Optional(Examples), ...more })
}
const Url = { url: text(2000), example: Type.Optional(Type.Array(text(2000))) }
const CardButton = [
  closed({ type: Type.Literal('QUICK_REPLY'), text: text(25) }),
  closed({ type: Type.Literal('URL'), text: text(25), ...Url }),
  closed({ type: Type.Literal('PHONE_NUMBER'), text: text(25), phone_number: text(20) }),
]
const Button = Type.Union([
  ...CardButton,
  closed({ type: Type.Literal('COPY_CODE'), example: text(15) }),
  closed({
    type: Type.Literal('FLOW'),
    text: text(25),
    flow_id: Type.String({ pattern: '^\\d+$' }),
    flow_action: Type.Union([Type.Literal('navigate'), Type.Literal('data_exchange')]),
    navigate_screen: Type.Optional(text(200)),
  }),
  closed({ type: Type.Literal('CATALOG'), text: text(25) }),
  closed({ type: Type.Literal('MPM'), text: text(25) }),
])
function buttons(schema: TSchema, maxItems: number): TSchema {
  return closed({
    type: Type.Literal('BUTTONS'),
    buttons: Type.Array(schema, { minItems: 1, maxItems }),
  })
}
const Media = part('HEADER', {
  format: Type.Union(['IMAGE', 'VIDEO'].map((each) => Type.Literal(each))),
})
const Card = closed({
  components: Type.Array(
    Type.Union([Media, part('BODY', { text: text(160) }), buttons(Type.Union(CardButton), 2)]),
  ),
})
const Component = Type.Union([
  Media,
  part('HEADER', { format: Type.Literal('DOCUMENT') }),
  part('HEADER', { format: Type.Literal('LOCATION') }),
  part('HEADER', { format: Type.Literal('TEXT'), text: text(60) }),
  part('BODY', { text: text(1024) }),
  closed({ type: Type.Literal('FOOTER'), text: text(60) }),
  buttons(Button, 10),
  closed({
    type: Type.Literal('CAROUSEL'),
    cards: Type.Array(Card, { minItems: 1, maxItems: 10 }),
  }),
])
const named = {
  name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
  language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }),
  parameter_format: Type.Optional(Type.Union([Type.Literal('POSITIONAL'), Type.Literal('NAMED')])),
}
const Draft = closed({
  ...named,
  category: Type.Union([Type.Literal('UTILITY'), Type.Literal('MARKETING')]),
  components: Type.Array(Component, { minItems: 1 }),
})
const Otp = closed({
  type: Type.Literal('OTP'),
  otp_type: Type.Union(['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].map((each) => Type.Literal(each))),
  text: Type.Optional(text(25)),
  autofill_text: Type.Optional(text(25)),
  zero_tap_terms_accepted: Type.Optional(Type.Literal(true)),
  supported_apps: Type.Optional(
    Type.Array(
      closed({ package_name: text(224), signature_hash: Type.String({ pattern: '^.{11}$' }) }),
      {
        minItems: 1,
        maxItems: 5,
      },
    ),
  ),
})
const Code = closed({
  ...named,
  category: Type.Literal('AUTHENTICATION'),
  components: Type.Array(
    Type.Union([
      closed({
        type: Type.Literal('BODY'),
        add_security_recommendation: Type.Optional(Type.Boolean()),
      }),
      closed({
        type: Type.Literal('FOOTER'),
        code_expiration_minutes: Type.Integer({ minimum: 1, maximum: 90 }),
      }),
      buttons(Otp, 1),
    ]),
    { minItems: 2, maxItems: 3 },
  ),
})

/** A Page takes utility templates alone, with buttons of other kinds. */
const PageButton = Type.Union([
  closed({
    type: Type.Literal('URL'),
    text: text(25),
    url: text(2000),
    example: Type.Optional(closed({ url_suffix_example: text(2000) })),
  }),
  closed({ type: Type.Literal('POSTBACK'), text: text(25), payload: text(1000) }),
])
const PageDraft = closed({
  ...named,
  category: Type.Literal('UTILITY'),
  components: Type.Array(
    Type.Union([
      part('HEADER', { format: Type.Literal('TEXT'), text: text(60) }),
      part('BODY', { text: text(1024) }),
      buttons(PageButton, 3),
    ]),
    { minItems: 1 },
  ),
})

export function faultsOfTemplate({ json, query }: StrictCall, isOfPage: boolean): string[] {
  const strange = [...query.keys()].filter((name) => name !== 'appsecret_proof')
  const ofNumbers = json?.category === 'AUTHENTICATION' ? Code : Draft
  const schema = isOfPage ? PageDraft : ofNumbers
  return [...strange.map((name) => `the query has ${name}`), ...errorsOf(schema, json)]
}

/** A session says how long the file is and of what type; then its bytes come. */
export function faultsOfUploadSession(
  { path: [node = ''], query, bytes, headers }: StrictCall,
  appId: string,
): string[] {
  if (node.startsWith('upload:'))
    return headers['file_offset'] === '0' && bytes > 0 ? [] : ['no bytes from an offset']
  const missing = ['file_length', 'file_type'].filter((name) => !query.get(name))
  return [
    ...(node === appId ? [] : ['not our app']),
    ...missing.map((name) => `${name} is missing`),
  ]
}

function template(name: string, components: readonly object[]): object {
  return { id: name, name, language: 'en_US', status: 'APPROVED', category: 'UTILITY', components }
}
const Header = (format: string) => ({ type: 'HEADER', format, example: { header_handle: ['x'] } })
const card = {
  components: [
    Header('IMAGE'),
    { type: 'BODY', text: 'For {{1}}.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Keep it' },
        { type: 'URL', text: 'See', url: 'https://example.com/{{1}}' },
      ],
    },
  ],
}
/** What an account of the strict fake has. */
export const templates = [
  template('plain', [{ type: 'BODY', text: 'Hello there.' }]),
  template('numbered', [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'From {{1}} to {{2}}.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' },
        { type: 'COPY_CODE', text: 'Copy', example: ['A'] },
      ],
    },
  ]),
  template('form', [
    { type: 'BODY', text: 'Book.' },
    { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book', flow_id: 1122 }] },
  ]),
  template('items', [
    { type: 'BODY', text: 'Look.' },
    { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] },
  ]),
  template('named', [{ type: 'BODY', text: 'Dear {{name}}, on {{day}}.' }]),
  template('picture', [Header('IMAGE'), { type: 'BODY', text: 'Look.' }]),
  template('film', [Header('VIDEO'), { type: 'BODY', text: 'Look.' }]),
  template('paper', [Header('DOCUMENT'), { type: 'BODY', text: 'Read.' }]),
  template('place', [
    { type: 'HEADER', format: 'LOCATION' },
    { type: 'BODY', text: 'Come.' },
  ]),
  {
    ...template('code', [
      { type: 'BODY', text: '*{{1}}* is your verification code.' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
          },
        ],
      },
    ]),
    category: 'AUTHENTICATION',
  },
  template('carousel', [
    { type: 'BODY', text: 'New for {{1}}.' },
    { type: 'CAROUSEL', cards: [card, card] },
  ]),
]
/** What a Page of the strict fake has. */
export const pageTemplates = [
  template('reminder', [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'Hello {{1}}, come until {{2}}.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'See', url: 'https://example.com/{{1}}' },
        { type: 'POSTBACK', text: 'Keep', payload: 'keep_{{1}}' },
      ],
    },
  ]),
]
