/** Every kind of message of WhatsApp, against a Graph API that knows nothing but Meta's documentation; and files by link. */
import t from 'tap'

import { mp4, ogg, pdf, png } from '../../core/test/samples.ts'
import { business, number, openOffice, page, texted, written } from './strict-office.ts'
import { until } from './until.ts'

const config = { phoneNumberId: number, businessAccountId: business }
const language = 'en_US'
const everyType = [
  'audio',
  'contacts',
  'document',
  'image',
  'interactive',
  'location',
  'reaction',
  'sticker',
  'template',
  'text',
  'video',
]

t.test('WhatsApp, with uploads', async (t) => {
  const { call, connect, edges, graph, newestIn, receive, send, upload } = await openOffice(t)
  const id = await connect('whatsapp', config)
  const chatId = await receive(id, texted({ from: '15550001234' }))
  const asked = await newestIn(chatId)
  const film = () => upload(mp4(), 'video/mp4')
  const paper = () => upload(pdf, 'application/pdf', 'offer.pdf')
  const sound = () => upload(ogg(), 'audio/ogg')
  const picture = () => png().then((bytes) => upload(bytes, 'image/png'))

  await send(chatId, { text: 'See https://example.com', replyToId: asked })
  await send(chatId, { text: 'é'.repeat(5000) })
  await send(chatId, { attachmentIds: [await picture()], text: 'Oak' })
  await send(chatId, { attachmentIds: [await picture()], sticker: true })
  await send(chatId, { attachmentIds: [await film()], text: 'A film' })
  await send(chatId, { attachmentIds: [await sound()] })
  await send(chatId, { attachmentIds: [await sound()], voice: true })
  await send(chatId, { attachmentIds: [await paper()], text: 'Prices' })
  await send(chatId, { location: { lat: 0, lon: 2.5, label: 'Shop', address: 'Lane 1' } })
  const card = { name: 'Noor Halvorsen', phones: ['+12025550147'], emails: ['n@example.com'] }
  await send(chatId, { contacts: [card] })
  const address = { street: 'Lane 1', city: 'Hamburg', zip: '20457', country: 'Germany' }
  const whole = { company: 'Shop', department: 'Sales', jobTitle: 'Head', birthday: '1990-02-03' }
  const websites = ['https://example.com']
  await send(chatId, { contacts: [{ ...card, ...whole, websites, address, isReachable: true }] })
  await send(chatId, { text: 'Where to?', ask: { what: 'location' } })
  const form = { id: '1122334455', label: 'Book', screen: 'TABLE', values: { name: 'Ann' } }
  await send(chatId, { text: 'A table?', header: 'Booking', form })
  await send(chatId, { text: 'A table?', form: { id: 'booking', label: 'Book', isDraft: true } })
  const buttons = [
    { title: 'Yes', payload: 'y' },
    { title: 'No', payload: 'n' },
  ]
  await send(chatId, { text: 'Right?', header: 'Order', footer: 'Until six', buttons })
  const above = [await picture(), await film(), await paper()]
  await send(chatId, { text: 'Right?', buttons, attachmentIds: above.slice(0, 1) })
  const all = { label: 'Open', url: 'https://example.com' }
  await send(chatId, { text: 'All', link: all, attachmentIds: above.slice(1, 2) })
  const booking = { id: '1122', label: 'Book' }
  await send(chatId, { text: 'A table?', form: booking, attachmentIds: above.slice(2) })
  const rows = Array.from({ length: 10 }, (_, n) => ({
    title: `Row ${n}`,
    payload: `${n}`,
    description: 'at nine',
    section: n < 5 ? 'Morning' : 'Evening',
  }))
  await send(chatId, { text: 'When?', list: { button: 'Times', rows } })
  await send(chatId, { text: 'All of it', link: { label: 'Open', url: 'https://example.com' } })
  const reactions = `/api/messages/${asked}/reactions`
  t.equal((await call('POST', reactions, { emoji: '🧡' })).status, 200)
  t.equal((await call('DELETE', reactions)).status, 200)
  await call('POST', `/api/chats/${chatId}/read`)
  await until(async () => graph.calls.some(({ json }) => json?.status === 'read'))

  const numbered = { header: ['9'], body: ['a', 'b'], buttons: { 0: 'yes', 1: 'nine', 2: 'CODE' } }
  const place = { latitude: '1.5', longitude: '2.5', name: 'Shop', address: 'Lane 1' }
  for (const [name, parameters, file] of [
    ['plain', {}],
    ['numbered', numbered],
    ['named', { name: 'Ann', day: 'Friday' }],
    ['picture', {}, picture],
    ['film', {}, film],
    ['paper', {}, paper],
    ['place', { header: place }],
    ['form', {}],
    ['items', { buttons: { 0: 'SKU-1, SKU-2' } }],
  ] as const) {
    const attachmentIds = file && [await file()]
    await send(chatId, {
      template: { name, language, parameters },
      ...(attachmentIds && { attachmentIds }),
    })
  }
  await send(chatId, { template: { name: 'code', language, parameters: ['483921'] } })
  const pictures = [await picture(), await picture()]
  const one = { body: ['Ann'], buttons: { 1: '7' } }
  const filled = { body: ['Ann'], cards: [one, one] }
  await send(chatId, {
    template: { name: 'carousel', language, parameters: filled },
    attachmentIds: pictures,
  })
  const hidden = texted({ from_user_id: 'US.13491208655302741918' })
  await send(await receive(id, hidden), { text: 'To an id' })
  const group = texted({ from: '15550001234', group_id: 'abc@g.us' })
  await send(await receive(id, group), { text: 'To a group' })
  const types = new Set(graph.calls.flatMap(({ json }) => json?.type ?? []))
  t.same(types, new Set(everyType))
  t.ok(edges().includes(`${number}/media`))
  t.same(graph.faults, [])
})

t.test('templates of every kind are made, with their samples', async (t) => {
  const { call, connect, graph, upload } = await openOffice(t)
  const id = await connect('whatsapp', config)
  const sample = await upload(await png(), 'image/png')
  const link = {
    kind: 'url',
    label: 'See',
    url: 'https://example.com/{{1}}',
    example: 'https://a.com/1',
  }
  const reply = { kind: 'quick_reply', label: 'Yes' }
  const named = { language, category: 'UTILITY', body: 'Dear {{name}}, hello.' }
  const card = { sample, body: 'For {{1}} now.', examples: { 1: 'Ann' }, buttons: [reply, link] }
  const app = { packageName: 'com.example.shop', signatureHash: 'K8a/AINcGX7' }
  for (const [at, draft] of [
    { ...named, examples: { name: 'Ann' }, headerText: 'News', footer: 'Oak' },
    { ...named, examples: { name: 'Ann' }, headerMedia: 'image', headerSample: sample },
    {
      ...named,
      examples: { name: 'Ann' },
      headerMedia: 'location',
      buttons: [
        reply,
        link,
        { kind: 'phone_number', label: 'Call', phone: '+4930' },
        { kind: 'copy_code', example: 'OAK' },
      ],
    },
    {
      language,
      category: 'MARKETING',
      body: 'New for {{1}} here.',
      examples: { 1: 'Ann' },
      cards: [card, card],
    },
    ...[
      { kind: 'flow', label: 'Book', flow: '1122', screen: 'SEATS' },
      { kind: 'catalog', label: 'View catalog' },
      { kind: 'mpm', label: 'View items' },
    ].map((button) => ({ language, category: 'MARKETING', body: 'Look.', buttons: [button] })),
    { language, category: 'AUTHENTICATION', code: { expiresMinutes: 5, label: 'Copy' } },
    { language, category: 'AUTHENTICATION', code: { handing: 'one_tap', ...app } },
    {
      language,
      category: 'AUTHENTICATION',
      code: { handing: 'zero_tap', acceptsTerms: true, ...app },
    },
  ].entries()) {
    const path = `/api/social-connections/${id}/templates`
    const { status, body } = await call('POST', path, { draft: { name: `t_${at}`, ...draft } })
    t.equal(status, 201, JSON.stringify(body))
  }
  t.same(graph.faults, [])
})

t.test('files go by link where the inbox is on the internet', async (t) => {
  const env = { FRONTEND_URL: 'https://inbox.harbour-lane.com' }
  const { connect, edges, graph, receive, send, upload } = await openOffice(t, env)
  for (const [id, inbound] of [
    [await connect('messenger', { pageId: page }), written('page', page, { person: '6001' })],
    [await connect('whatsapp', config), texted({ from: '15550001234' })],
  ] as const) {
    const chatId = await receive(id, inbound)
    await send(chatId, { attachmentIds: [await upload(await png(), 'image/png')] })
    await send(chatId, { attachmentIds: [await upload(pdf, 'application/pdf')] })
  }
  const bodies = JSON.stringify(graph.calls.map(({ json }) => json))
  const link = /https:\/\/inbox\.harbour-lane\.com\/api\/files\/[\w-]+\?e=\d+&s=[\w-]+/g
  t.equal(bodies.match(link)?.length, 4)
  t.notOk(edges().some((edge) => /message_attachments|media/.test(edge)))
  t.same(graph.faults, [])
})
