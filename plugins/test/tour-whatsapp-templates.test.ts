/** Templates of WhatsApp and the window that they are for, through the running server. */
import { randomUUID } from 'node:crypto'

import t from 'tap'

import { pdf, png } from '../../core/test/samples.ts'
import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { act, api, call, control, happen } = tour
await control('PATCH', 'settings', { reviewMs: 0 })
await act('text', { text: 'Hello' })
const templates = `/api/social-connections/${tour.connectionId}/templates`

async function list(q?: string): Promise<any[]> {
  const query = new URLSearchParams({ connectionId: tour.connectionId, ...(q && { q }) })
  return (await api('GET', `/api/templates?${query.toString()}`)).items
}

/** A message that is not queued, and the field that is to blame. */
async function refused(more: object): Promise<string> {
  const { id: chatId } = await tour.chatOf()
  const message = { chatId, clientId: randomUUID(), ...more }
  const { status, body } = await call('POST', '/api/messages', message)
  t.equal(status, 422, JSON.stringify(body))
  return body.errors?.[0]?.pointer ?? body.code
}

t.test(
  'they are there once connected, are found by their words, and show what to fill',
  async (t) => {
    const [found] = await list('leaves our shop'.replace('leaves', 'left'))
    t.match(found, {
      name: 'order_shipped',
      language: 'en_US',
      status: 'approved',
      variables: [
        { place: 'header', media: 'image' },
        { place: 'body', name: 'order', example: '58213' },
        { place: 'body', name: 'day' },
        { place: 'body', name: 'name' },
        { place: 'button', name: '0' },
      ],
      buttons: [{ kind: 'url', label: 'Track parcel' }, { kind: 'phone_number' }],
    })
    t.equal((await list()).length, 6)
  },
)

t.test('positional parameters, a footer, quick replies', async (t) => {
  const template = { name: 'hello_again', language: 'de', parameters: ['Ana'] }
  const { message, phone } = await tour.send({ template })
  const text = 'Hallo Ana, wir haben eine Antwort auf Ihre Frage. Dürfen wir Ihnen hier schreiben?'
  t.match(message, { kind: 'template', text, status: /sent|delivered/ })
  t.match(phone, [{ shown: { kind: 'template', text } }])
  const english = { name: 'hello_again', language: 'en_US', parameters: { body: ['Ana'] } }
  const [shown] = (await tour.send({ template: english })).phone
  t.match(shown.shown, { footer: 'Harbour Lane Books', choices: [{ title: 'Yes, please' }, {}] })
  const tapped = await tour.received(await act('tap', { target: shown.id, title: 'Yes, please' }))
  t.match(tapped, { kind: 'interactive', text: 'Yes, please', replyToId: /\d/ })
})

t.test('named parameters, a picture as header, a button with a value', async (t) => {
  const attachmentIds = [await tour.upload(await png(), 'image/png')]
  const body = { order: '9', day: 'Friday', name: 'Ana' }
  const parameters = { body, buttons: { 0: '9' } }
  const template = { name: 'order_shipped', language: 'en_US', parameters }
  const { message, phone } = await tour.send({ template, attachmentIds })
  const text = 'Your order 9 left our shop and arrives on Friday, Ana.'
  t.match(message, { text, attachments: [{ state: 'ready' }] })
  const choices = [{ title: 'Track parcel', url: 'https://example.com/track/9' }]
  t.match(phone, [{ shown: { text, media: [{ kind: 'image' }], choices } }])
})

t.test('a header with a value, and a code to copy', async (t) => {
  const parameters = { header: ['20 %'], body: ['Sunday', 'LEAVES'], buttons: { 0: 'LEAVES' } }
  const { message, phone } = await tour.send({
    template: { name: 'autumn_sale', language: 'en_US', parameters },
  })
  t.match(message.content.template, { header: '20 % off everything' })
  t.match(phone, [
    { shown: { header: '20 % off everything', text: /Until Sunday with code LEAVES/ } },
  ])
})

t.test('what Meta would refuse is refused before it is queued, by its field', async (t) => {
  const name = 'hello_again'
  const language = 'en_US'
  const rows = [
    [{ template: { name: 'nothing', language } }, '/template/name'],
    [{ template: { name, language: 'fr' } }, '/template/name'],
    [{ template: { name, language } }, '/template/parameters/body/1'],
    [{ template: { name, language, parameters: ['a\nb'] } }, '/template/parameters/body/1'],
    [{ template: { name, language, parameters: ['a', 'b'] } }, '/template/parameters'],
  ] as const
  for (const [more, pointer] of rows) t.equal(await refused(more), pointer)
  const shipped = { name: 'order_shipped', language }
  const body = { order: '9', day: 'Friday', name: 'Ana' }
  t.equal(await refused({ template: { ...shipped, parameters: { body } } }), '/attachmentIds')
  const attachmentIds = [await tour.upload(pdf, 'application/pdf')]
  const wrong = { template: { ...shipped, parameters: { body } }, attachmentIds }
  t.equal(await refused(wrong), '/attachmentIds')
  const named = { template: { ...shipped, parameters: { body: { ...body, name: '' } } } }
  const image = [await tour.upload(await png(), 'image/png')]
  t.equal(await refused({ ...named, attachmentIds: image }), '/template/parameters/body/name')
})

t.test('made with a sample file, reviewed, paused by a webhook, edited, taken away', async (t) => {
  const headerSample = await tour.upload(await png(), 'image/png')
  const draft = {
    name: 'new_shelf',
    language: 'en_US',
    category: 'UTILITY',
    headerMedia: 'image',
    headerSample,
    body: 'The {{thing}} is here.',
    examples: { thing: 'shelf' },
    buttons: [{ kind: 'quick_reply', label: 'Hold it' }],
  }
  await api('POST', templates, { draft })
  const made = await until(async () => {
    const [found] = await list('new_shelf')
    return found?.status === 'approved' && found
  })
  t.match(made, { variables: [{ media: 'image' }, { name: 'thing', example: 'shelf' }] })
  await happen('template', { target: made.id, detail: { event: 'PAUSED' } })
  await until(async () => (await list('new_shelf'))[0]?.status === 'paused')
  const use = { name: 'new_shelf', language: 'en_US', parameters: { thing: 'table' } }
  t.equal(await refused({ template: use }), '/template/name')
  t.match(made.draft, {
    id: made.id,
    body: draft.body,
    examples: draft.examples,
    buttons: draft.buttons,
  })
  await api('POST', templates, { draft: { ...draft, id: made.id, body: 'Here: {{thing}}!' } })
  t.match((await list('new_shelf'))[0], { body: 'Here: {{thing}}!' })
  await call('DELETE', `${templates}/${made.id}`)
  t.same(await list('new_shelf'), [])
  const ends = { ...draft, name: 'ends_open', body: 'Here: {{thing}}' }
  const open = await call('POST', templates, { draft: ends })
  t.match(open, { status: 422, body: { code: 'platform_refused', detail: /variable/i } })
  const bad = await call('POST', templates, { draft: { ...draft, name: 'No Capitals' } })
  t.match(bad, { status: 422, body: { errors: [{ pointer: '/draft/name' }] } })
  await api('POST', templates, { draft: { ...draft, name: 'reject_me' } })
  const rejected = await until(async () => {
    const [found] = await list('reject_me')
    return found?.status === 'rejected' && found
  })
  t.equal(rejected.reason, 'INVALID_FORMAT')
})

t.test('outside the window only templates; the customer opens it again', async (t) => {
  await control('POST', 'clock', { offsetMs: -25 * 3_600_000 })
  await act('text', { person: 'p2', text: 'Yesterday' })
  await control('POST', 'clock', {})
  const chat = await tour.chatOf('p2')
  t.match(chat.window, { state: 'closed', closesAt: null, allows: ['template'] })
  const late = { chatId: chat.id, clientId: randomUUID(), text: 'Are you still there?' }
  const { status, body } = await call('POST', '/api/messages', late)
  t.match({ status, body }, { status: 422, body: { code: 'window_closed', allows: ['template'] } })
  const template = { name: 'hello_again', language: 'de', parameters: ['Kofi'] }
  const { phone } = await tour.send({ template }, 'p2')
  t.match(phone, [{ error: null, shown: { kind: 'template' } }])
  await act('text', { person: 'p2', text: 'Yes' })
  t.match((await tour.chatOf('p2')).window, { state: 'open' })
  t.equal((await tour.send({ text: 'Good' }, 'p2')).phone.length, 1)
})

t.test('a chat may begin with a template, whichever form of the number is typed', async (t) => {
  const { connectionId } = tour
  const typed = [' +55 11 98765-0101', '551187650101', '5511987650101']
  const chats = []
  for (const identity of typed)
    chats.push(await call('POST', '/api/chats', { connectionId, identity }))
  t.same(
    new Set(chats.map(({ body }) => body.id)).size,
    1,
    'Brazil with and without its ninth digit',
  )
  const mexico = await call('POST', '/api/chats', { connectionId, identity: '+52 1 55 1234 5678' })
  t.equal(mexico.status, 201)
  const again = await call('POST', '/api/chats', { connectionId, identity: '525512345678' })
  t.match(again, { status: 200, body: { id: mexico.body.id } })
  const template = { name: 'hello_again', language: 'de', parameters: ['Inés'] }
  const queued = await tour.queue({ template, chatId: mexico.body.id })
  await tour.reaches(queued, 'sent')
})
