/** What agents send on WhatsApp, from their API to the customer's phone, and the ticks back. */
import { canTranscode } from '@parley/core'
import type { NewMessage } from '@parley/core/schemas'
import t from 'tap'

import { mp4, ogg, pdf, png, wav, webp } from '../../core/test/samples.ts'
import { comes, goes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { act, api, upload } = tour
const asked = await tour.received(await act('text', { text: 'What do you have?' }))

t.test('text, a quote, and a text that is too long for one message', async (t) => {
  const text = 'Look: https://harbour.example'
  const sent = await goes(t, tour, [{ text }, { kind: 'text', text }])
  const { content } = await tour.reaches(sent, 'delivered')
  t.match(content, { cost: { category: 'service', billable: false } })
  await act('read')
  await tour.reaches(sent, 'read')
  await goes(t, tour, [{ text: 'This one', replyToId: asked.id }, { text: 'This one' }])
  t.match((await tour.phone()).at(-1).replyTo, { id: asked.externalId })
  const long = await tour.send({ text: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` })
  t.same(
    long.phone.map(({ shown }) => shown.text.length),
    [4000, 4000],
  )
  t.equal(long.message.text.length, 8001, 'one message of ours')
})

t.test('image, video, audio, voice, document, sticker', async (t) => {
  const rows = [
    [await png(), 'image/png', { text: 'Oak' }, { kind: 'image', text: 'Oak' }],
    [await webp(), 'image/webp', {}, { kind: 'image', media: [{ mime: 'image/jpeg' }] }],
    [await png(), 'image/png', { sticker: true }, { kind: 'sticker' }],
    [mp4(), 'video/mp4', { text: 'A film' }, { kind: 'video', text: 'A film' }],
    [ogg(), 'audio/ogg', {}, { kind: 'audio' }],
    [ogg(), 'audio/ogg', { voice: true }, { kind: 'voice' }],
    [pdf, 'application/pdf', { text: 'Prices' }, { kind: 'document', text: 'Prices' }],
  ] as const
  for (const [bytes, mime, more, expected] of rows) {
    const attachmentIds = [await upload(bytes, mime, 'price list')]
    await goes(t, tour, [{ attachmentIds, ...more }, expected])
  }
  t.match((await tour.phone()).at(-1).shown.media, [{ name: 'price list.pdf' }])
})

const skip = !(await canTranscode()) && 'ffmpeg is not on this machine'
t.test('a voice note is made of what a browser records', { skip }, async (t) => {
  const attachmentIds = [await upload(wav(900), 'audio/wav', 'note.wav')]
  const expected = { kind: 'voice', media: [{ mime: 'audio/ogg' }] }
  const message = await goes(t, tour, [{ attachmentIds, voice: true }, expected])
  const attachments = [{ mime: 'audio/ogg', name: 'note.ogg' }]
  t.match(message, { kind: 'voice', attachments })
})

t.test('location and contacts', async (t) => {
  const location = { lat: 12.5, lon: -3, label: 'The shop', address: 'Harbour Lane 1' }
  await goes(t, tour, [{ location }, { kind: 'location', location: { lat: 12.5, lon: -3 } }])
  const known = { name: 'Noor Halvorsen', phones: ['+12025550147'] }
  const contacts = [
    {
      ...known,
      isReachable: true,
      emails: ['noor@harbour.example'],
      company: 'Harbour',
      department: 'Repairs',
      jobTitle: 'Carpenter',
      websites: ['https://harbour.example'],
      birthday: '1990-02-03',
      address: { street: 'Harbour Lane 1', city: 'Hamburg', zip: '20457', country: 'Germany' },
    },
  ]
  await goes(t, tour, [{ contacts }, { kind: 'contacts', contacts: [known] }])
  t.match((await tour.control('GET', 'ledger')).sends.at(-1).body.contacts, [
    {
      name: { formatted_name: 'Noor Halvorsen', first_name: 'Noor', last_name: 'Halvorsen' },
      phones: [{ phone: '+12025550147', wa_id: '12025550147' }],
      org: { company: 'Harbour', department: 'Repairs', title: 'Carpenter' },
      addresses: [{ city: 'Hamburg' }],
    },
  ])
})

t.test('a place that is asked for with one tap, and a form that is filled in', async (t) => {
  const asking = { text: 'Where to?', ask: { what: 'location' } } as const
  await goes(t, tour, [asking, { text: 'Where to?', choices: [{ payload: 'location' }] }])
  const replyTo = (await tour.phone()).at(-1).id
  const detail = { lat: 53.5, lon: 10, label: 'Pier 7' }
  await comes(t, tour, ['location', { replyTo, detail }, { kind: 'location', content: detail }])
  const form = { id: '1122334455', label: 'Book', screen: 'TABLE', values: { name: 'Ana' } }
  await goes(t, tour, [
    { text: 'A table?', header: 'Booking', form },
    { text: 'A table?', header: 'Booking', choices: [{ kind: 'flow', title: 'Book' }] },
  ])
  const opened = (await tour.phone()).at(-1)
  const { payload } = opened.shown.choices[0]
  const filled = { replyTo: opened.id, detail: { flow_token: payload, people: 4 } }
  await comes(t, tour, ['flow', filled, { kind: 'interactive', content: { form: { people: 4 } } }])
})

t.test('interactive: buttons, list, call to action; what is tapped comes back', async (t) => {
  const buttons = [
    { title: 'Delivery', payload: 'd' },
    { title: 'Pick-up', payload: 'p' },
  ]
  const frame = { text: 'Delivery or pick-up?', header: 'Your table', footer: 'Until six' }
  await goes(t, tour, [
    { ...frame, buttons },
    { kind: 'buttons', ...frame, choices: buttons },
  ])
  await comes(t, tour, [
    'tap',
    { target: (await tour.phone()).at(-1).id, ...buttons[1] },
    { kind: 'interactive', text: 'Pick-up', content: { payload: 'p' } },
  ])
  const rows = [
    { title: 'Nine', payload: '9', description: 'in the morning' },
    { title: 'Five', payload: '17' },
  ]
  const list = { button: 'Times', rows }
  await goes(t, tour, [
    { text: 'When?', list },
    { listButton: 'Times', choices: rows },
  ])
  await comes(t, tour, [
    'tap',
    { target: (await tour.phone()).at(-1).id, ...rows[1] },
    { kind: 'interactive', text: 'Five', content: { payload: '17' } },
  ])
  const link = { label: 'Open', url: 'https://harbour.example/all' }
  const choices = [{ kind: 'url', title: 'Open', url: link.url }]
  await goes(t, tour, [{ text: 'All of it is here', link }, { choices }])
})

t.test('a file stands above buttons, a link and a form', async (t) => {
  const link = { label: 'Open', url: 'https://harbour.example/all' }
  const form = { id: '1122334455', label: 'Book' }
  for (const [bytes, mime, kind, more] of [
    [await png(), 'image/png', 'image', { buttons: [{ title: 'Take it' }] }],
    [mp4(), 'video/mp4', 'video', { link }],
    [pdf, 'application/pdf', 'document', { form }],
  ] as const) {
    const attachmentIds = [await upload(bytes, mime, 'oak')]
    const message = { text: 'This one?', attachmentIds, ...more } as Partial<NewMessage>
    const sent = await goes(t, tour, [message, { text: 'This one?', media: [{ kind }] }])
    t.match(sent, { kind: 'interactive', attachments: [{ kind, state: 'ready' }] })
  }
  const picture = () => png().then((bytes) => upload(bytes, 'image/png'))
  const buttons = [{ title: 'Take it' }]
  for (const more of [
    { buttons, header: 'Both', attachmentIds: [await picture()] },
    { buttons, attachmentIds: [await picture(), await picture()] },
    { list: { button: 'See', rows: [{ title: 'Oak' }] }, attachmentIds: [await picture()] },
  ])
    await t.rejects(tour.queue({ text: 'x', ...(more as object) }), /: 422/)
})

t.test('what WhatsApp would refuse is not even queued', async (t) => {
  const group = await tour.received(await act('group', { text: 'All of us' }))
  const yes = { title: 'Yes', payload: 'y' }
  const row = { title: 'Nine', payload: '9' }
  const open = { title: 'Open', url: 'https://harbour.example' }
  const long = 'a'.repeat(61)
  for (const more of [
    { buttons: [yes, open] },
    { buttons: [yes, { ...yes, payload: 'other' }] },
    { buttons: [yes], header: long },
    { buttons: [yes], footer: long },
    { list: { button: 'Times', rows: [row, { ...row, title: 'Ten' }] } },
    { list: { button: 'Times', rows: [{ ...row, section: long }] } },
    { buttons: [{ title: 'Open', url: 'javascript:alert(1)' }] },
    { buttons: [yes], chatId: group.chatId },
    { replyToId: group.id },
  ])
    await t.rejects(tour.queue({ text: 'Which?', ...more }), /: 422/, JSON.stringify(more))
  await t.rejects(api('POST', `/api/messages/${group.id}/reactions`, { emoji: '👍' }), /: 422/)
})

t.test('our reaction, its removal, and that we have read', async (t) => {
  const { id, externalId } = await comes(t, tour, ['text', { text: 'Thank you!' }, {}])
  const reactions = `/api/messages/${id}/reactions`
  const given = { reactions: [{ emoji: '🧡', by: 'business' }] }
  async function shown(): Promise<any> {
    return (await tour.phone()).find((message) => message.id === externalId).reactions
  }
  t.match(await api('POST', reactions, { emoji: '🧡' }), given)
  t.equal((await shown()).business, '🧡')
  t.same((await api('DELETE', reactions)).reactions, [])
  t.notOk((await shown()).business)
  await api('POST', `/api/chats/${(await tour.chatOf()).id}/read`)
  t.ok(await until(async () => (await tour.thread()).seenByBusinessAt > 0))
})
