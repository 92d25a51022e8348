/** One-time passwords and carousels of WhatsApp, made and sent through the running server. */
import { randomUUID } from 'node:crypto'

import t from 'tap'

import { pdf, png } from '../../core/test/samples.ts'
import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { act, api, call, control, upload } = tour
await control('PATCH', 'settings', { reviewMs: 0 })
await act('text', { text: 'Hello' })
const templates = `/api/social-connections/${tour.connectionId}/templates`
const language = 'en_US'

async function approved(name: string): Promise<any> {
  return until(async () => {
    const query = new URLSearchParams({ connectionId: tour.connectionId, q: name })
    const [found] = (await api('GET', `/api/templates?${query.toString()}`)).items
    return found?.status === 'approved' && found
  })
}

async function refused(more: object, person?: string): Promise<any> {
  const { id: chatId } = await tour.chatOf(person)
  const message = { chatId, clientId: randomUUID(), ...more }
  const { status, body } = await call('POST', '/api/messages', message)
  t.equal(status, 422, JSON.stringify(body))
  return body
}

t.test('a one-time password is made, reviewed, and asks for the code alone', async (t) => {
  const code = { expiresMinutes: 10, label: 'Copy it' }
  const draft = { name: 'shop_code', language, category: 'AUTHENTICATION', code }
  await api('POST', templates, { draft })
  t.match(await approved('shop_code'), {
    category: 'AUTHENTICATION',
    body: '*{{1}}* is your verification code. For your security, do not share this code.',
    footer: 'This code expires in 10 minutes.',
    variables: [{ place: 'body', name: '1', max: 15 }],
    buttons: [{ kind: 'copy_code', label: 'Copy it' }],
  })
  const wrong = { ...draft, name: 'wrong', body: 'Your code: {{1}}' }
  const { status, body } = await call('POST', templates, { draft: wrong })
  t.match({ status, body }, { status: 422, body: { detail: /own text/ } })
})

t.test('the code reaches the phone, with a button that copies it', async (t) => {
  const template = { name: 'shop_code', language, parameters: ['483921'] }
  const { message, phone } = await tour.send({ template })
  const text = '*483921* is your verification code. For your security, do not share this code.'
  t.match(message, { kind: 'template', text })
  const choices = [{ title: 'Copy it', payload: '483921' }]
  t.match(phone, [{ error: null, shown: { text, choices } }])
})

t.test('what Meta would refuse of a code is not even queued', async (t) => {
  const long = { name: 'shop_code', language, parameters: ['1234567890123456'] }
  const { errors } = await refused({ template: long })
  t.match(errors, [{ pointer: '/template/parameters/body/1', message: /15 characters/ }])
  // p4 hides the number: WhatsApp sends codes to numbers only
  await act('text', { person: 'p4', text: 'Hello' })
  const fine = { name: 'shop_code', language, parameters: ['483921'] }
  t.match(await refused({ template: fine }, 'p4'), { detail: /phone number/ })
})

const buttons = [
  { kind: 'quick_reply', label: 'Keep it for me' },
  {
    kind: 'url',
    label: 'See it',
    url: 'https://example.com/{{1}}',
    example: 'https://example.com/7',
  },
]

t.test('a carousel is made with a sample for each card, and shows its cards', async (t) => {
  const samples = [await upload(await png(), 'image/png'), await upload(await png(), 'image/png')]
  const cards = samples.map((sample, at) => ({
    sample,
    body: `Shelf ${at + 1} for {{1}} today.`,
    examples: { 1: '9 €' },
    buttons,
  }))
  const draft = { name: 'oak_corner', language, category: 'MARKETING', body: 'New shelves:', cards }
  await api('POST', templates, { draft })
  const made = await approved('oak_corner')
  t.match(made, {
    cards: [{ body: 'Shelf 1 for {{1}} today.', buttons: [{ label: 'Keep it for me' }, {}] }, {}],
  })
  t.same(
    made.variables.map(({ place, name, card }: any) => `${card} ${place} ${name}`),
    ['0 header media', '0 body 1', '0 button 1', '1 header media', '1 body 1', '1 button 1'],
  )
})

const filled = [
  { body: ['9 €'], buttons: { 1: 'a' } },
  { body: ['12 €'], buttons: { 1: 'b' } },
]

t.test('its cards reach the phone, and a tap on one comes back', async (t) => {
  const attachmentIds = [
    await upload(await png(), 'image/png'),
    await upload(await png(), 'image/png'),
  ]
  const template = { name: 'oak_corner', language, parameters: { cards: filled } }
  const { message, phone } = await tour.send({ template, attachmentIds })
  t.match(message, {
    text: 'New shelves:',
    attachments: [{ state: 'ready' }, { state: 'ready' }],
    content: { template: { cards: [{ body: 'Shelf 1 for 9 € today.' }, {}] } },
  })
  const [shown] = phone
  t.match(shown, {
    error: null,
    shown: {
      text: 'New shelves:',
      cards: [
        {
          title: 'Shelf 1 for 9 € today.',
          image: /media/,
          choices: [{ title: 'Keep it for me' }, { url: 'https://example.com/a' }],
        },
        { title: 'Shelf 2 for 12 € today.', choices: [{}, { url: 'https://example.com/b' }] },
      ],
    },
  })
  const tapped = await act('tap', { target: shown.id, title: 'Keep it for me' })
  t.match(await tour.received(tapped), { kind: 'interactive', replyToId: message.id })
})

t.test('a card without its file or values is refused by its field', async (t) => {
  const picture = () => png().then((bytes) => upload(bytes, 'image/png'))
  const whole = { name: 'oak_corner', language, parameters: { cards: filled } }
  const none = await refused({ template: whole, attachmentIds: [await picture()] })
  t.match(none.errors, [{ pointer: '/attachmentIds', message: /card 2/ }])
  const paper = [await picture(), await upload(pdf, 'application/pdf')]
  t.match((await refused({ template: whole, attachmentIds: paper })).errors, [
    { pointer: '/attachmentIds', message: /card 2/ },
  ])
  const three = [await picture(), await picture(), await picture()]
  t.match((await refused({ template: whole, attachmentIds: three })).errors, [
    { pointer: '/attachmentIds', message: /no place/ },
  ])
  const two = [await picture(), await picture()]
  const [first] = filled
  for (const [cards, pointer] of [
    [[first], '/template/parameters/cards/1/body/1'],
    [[first, { body: ['12 €'] }], '/template/parameters/cards/1/button/1'],
    [[...filled, first], '/template/parameters'],
    [[first, { ...filled[1], buttons: { 1: 'b', 2: 'c' } }], '/template/parameters'],
  ] as const) {
    const template = { ...whole, parameters: { cards } }
    t.match((await refused({ template, attachmentIds: two })).errors, [{ pointer }])
  }
  const gap = { ...whole, parameters: { cards: [first, { buttons: { 1: 'b' } }] } }
  t.match(await refused({ template: gap, attachmentIds: two }), {
    detail: 'The template cannot be sent: body 1 of card 2 is missing',
  })
})
