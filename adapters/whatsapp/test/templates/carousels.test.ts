/** Carousels: made, listed, sent. */
import type { OutboundMedia, Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account, phoneNumberId } from '../bodies.ts'
import { callWith, connection, fakeGraph, graphError, sendWith } from '../fake-graph.ts'
import { bodyOf } from '../outbound/request.ts'

const edge = `POST ${account}/message_templates`
const sample = 'https://files.example.com/a.jpg'
const buttons = [
  { kind: 'quick_reply', label: 'Keep it' },
  { kind: 'url', label: 'See', url: 'https://example.com/{{1}}', example: 'https://example.com/7' },
]
const draft = {
  name: 'arrivals',
  language: 'en',
  category: 'MARKETING',
  body: 'New for you, {{1}}:',
  examples: { '1': 'Ann' },
  cards: [
    { sample, body: 'A chair, {{1}}.', examples: { '1': '9 €' }, buttons },
    { sample, body: 'A table, {{1}}.', examples: { '1': '99 €' }, buttons },
  ],
}

async function saved(more: object) {
  const platform = fakeGraph({
    [`GET ${sample}`]: { body: 'bytes', headers: { 'content-type': 'image/jpeg' } },
    'POST 100/uploads': { body: { id: 'upload:MTpz' } },
    'POST upload:MTpz': [{ body: { h: '4:one' } }, { body: { h: '4:two' } }],
    [edge]: { body: { id: '90', status: 'PENDING' } },
  })
  const result = await channel.templates!.save!({ ...draft, ...more }, connection, {
    ...callWith(platform.http),
    openUpload: async () => undefined,
  })
  return { result, sent: platform.sent, body: platform.sent.at(-1)?.body as any }
}

t.test('made with a sample, a text and buttons for every card', async (t) => {
  const { result, body } = await saved({})
  t.match(result, { ok: true, id: '90' })
  t.equal(body.parameter_format, 'POSITIONAL')
  t.same(
    body.components.map(({ type }: any) => type),
    ['BODY', 'CAROUSEL'],
  )
  const [first, second] = body.components[1].cards
  t.same(first.components, [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:one'] } },
    { type: 'BODY', text: 'A chair, {{1}}.', example: { body_text: [['9 €']] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Keep it' },
        {
          type: 'URL',
          text: 'See',
          url: 'https://example.com/{{1}}',
          example: ['https://example.com/7'],
        },
      ],
    },
  ])
  t.match(second.components[0], { example: { header_handle: ['4:two'] } })
  const film = await saved({ cardMedia: 'video' })
  t.match(film.body.components[1].cards[0].components[0], { format: 'VIDEO' })
})

t.test('what WhatsApp would refuse of it is said before a file is uploaded', async (t) => {
  const [card] = draft.cards
  const rows = [
    [{ category: 'UTILITY' }, /marketing/],
    [{ cards: [{ body: 'A chair.' }] }, /sample file/],
    [{ footer: 'Oak' }, /text only/],
    [{ headerText: 'New' }, /text only/],
    [{ cards: [card, { sample, buttons }] }, /same parts/],
    [{ cards: [card, { ...card, buttons: buttons.slice(1) }] }, /same parts/],
  ] as const
  for (const [more, userMessage] of rows) {
    const { result, sent } = await saved(more)
    t.match(result, { ok: false, failure: { kind: 'template', userMessage } })
    t.equal(sent.length, 0)
  }
  const long = await saved({ cards: [{ ...card, body: 'x'.repeat(161) }] })
  t.match(long.result, { ok: false })
})

const parts = [
  { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['x'] } },
  { type: 'BODY', text: 'A chair, {{1}}.', example: { body_text: [['9 €']] } },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Keep it' },
      { type: 'URL', text: 'See', url: 'https://example.com/{{1}}', example: ['7'] },
    ],
  },
]
const native = {
  id: '90',
  name: 'arrivals',
  language: 'en',
  status: 'APPROVED',
  category: 'MARKETING',
  components: [
    { type: 'BODY', text: 'New for you, {{1}}:' },
    { type: 'CAROUSEL', cards: [{ components: parts }, { components: parts }] },
  ],
}

t.test('listed with the values and files of every card, and its words for a preview', async (t) => {
  const platform = fakeGraph({ [`GET ${account}/message_templates`]: { body: { data: [native] } } })
  const [template] = await channel.templates!.list(connection, callWith(platform.http))
  t.same(template?.variables.slice(0, 4), [
    { place: 'body', name: '1' },
    { place: 'header', name: 'media', media: 'image', card: 0 },
    { place: 'body', name: '1', example: '9 €', card: 0 },
    { place: 'button', name: '1', example: '7', card: 0 },
  ])
  t.equal(template?.variables.length, 7)
  t.match(template?.cards, [
    { body: 'A chair, {{1}}.', buttons: [{ kind: 'quick_reply', label: 'Keep it' }, {}] },
    {},
  ])
})

const picture: OutboundMedia = {
  kind: 'image',
  mime: 'image/png',
  name: 'a.png',
  bytes: 1,
  url: 'https://files.example.com/1',
  isPublic: true,
  open: async () => new TextEncoder().encode('x'),
}
const step: Extract<Step, { kind: 'template' }> = {
  kind: 'template',
  name: 'arrivals',
  language: 'en',
  native,
  cardMedia: [picture, { ...picture, url: 'https://files.example.com/2' }],
  parameters: {
    body: ['Ann'],
    cards: [
      { body: ['9 €'], buttons: { '1': '7' } },
      { body: ['99 €'], buttons: { '1': '8' } },
    ],
  },
}

t.test('sent with a file, values and buttons for every card', async (t) => {
  const { template } = (await bodyOf(step)) as any
  t.same(template.components[0], { type: 'body', parameters: [{ type: 'text', text: 'Ann' }] })
  const { type, cards } = template.components[1]
  t.equal(type, 'carousel')
  t.same(cards[1], {
    card_index: 1,
    components: [
      {
        type: 'header',
        parameters: [{ type: 'image', image: { link: 'https://files.example.com/2' } }],
      },
      { type: 'body', parameters: [{ type: 'text', text: '99 €' }] },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: 'Keep it' }],
      },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '8' }] },
    ],
  })
})

t.test('a file of a card that cannot be uploaded sends nothing', async (t) => {
  const platform = fakeGraph({ [`POST ${phoneNumberId}/media`]: graphError(131_053) })
  const own = { ...step, cardMedia: [{ ...picture, isPublic: false }] }
  const result = await channel.send(own, sendWith(platform.http))
  t.match(result, { ok: false, failure: { certain: true } })
  t.equal(platform.sent.length, 1)
})
