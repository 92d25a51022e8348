/** What agents send from a Page, from their API to the customer's phone, and the ticks back. */
import { canTranscode } from '@parley/core'
import t from 'tap'

import { mp4, ogg, pdf, png, wav } from '../../core/test/samples.ts'
import { openScreen } from './screen.ts'
import { comes, goes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'messenger')
const { act, api, call, control, upload } = tour
const asked = await tour.received(await act('text', { text: 'What do you have?' }))

t.test('text with its ticks, a quote, and a text that is too long for one message', async (t) => {
  const sent = await goes(t, tour, [{ text: 'Look' }, { kind: 'text', text: 'Look' }])
  await tour.reaches(sent, 'delivered')
  await act('read')
  await tour.reaches(sent, 'read')
  await goes(t, tour, [{ text: 'This one', replyToId: asked.id }, { text: 'This one' }])
  t.match((await tour.phone()).at(-1).replyTo, { id: asked.externalId })
  const long = await tour.send({ text: '🪑'.repeat(2001) })
  t.same(
    long.phone.map(({ shown }) => Array.from(shown.text).length),
    [2000, 1],
  )
})

t.test('image, video, audio, file; a caption becomes a text of its own', async (t) => {
  const rows = [
    [await png(), 'image/png', 'image'],
    [mp4(), 'video/mp4', 'video'],
    [ogg(), 'audio/ogg', 'audio'],
    [pdf, 'application/pdf', 'file'],
  ] as const
  for (const [bytes, mime, kind] of rows) {
    const attachmentIds = [await upload(bytes, mime)]
    await goes(t, tour, [{ attachmentIds }, { kind, media: [{ kind, mime }] }])
  }
  const attachmentIds = [
    await upload(await png(), 'image/png'),
    await upload(await png(9, 9), 'image/png'),
  ]
  const { message, phone } = await tour.send({ attachmentIds, text: 'Both' })
  t.match(message, { kind: 'image', text: 'Both', attachments: [{}, {}] })
  t.match(
    phone.map(({ shown }) => shown.kind),
    ['image', 'image', 'text'],
  )
})

const skip = !(await canTranscode()) && 'ffmpeg is not on this machine'
t.test('a voice note becomes what Messenger plays', { skip }, async (t) => {
  const attachmentIds = [await upload(wav(900), 'audio/wav', 'note.wav')]
  const expected = { kind: 'audio', media: [{ mime: 'audio/mp4' }] }
  t.match(await goes(t, tour, [{ attachmentIds, voice: true }, expected]), { kind: 'voice' })
})

t.test('quick replies, buttons, a link, cards; what is tapped comes back', async (t) => {
  const buttons = [
    { title: 'Delivery', payload: 'd' },
    { title: 'Pick-up', payload: 'p' },
  ]
  const choices = [{ kind: 'quick_reply', title: 'Delivery' }, { title: 'Pick-up' }]
  await goes(t, tour, [
    { text: 'How?', buttons },
    { text: 'How?', choices },
  ])
  const target = (await tour.phone()).at(-1).id
  const picked = { kind: 'interactive', text: 'Pick-up', content: { payload: 'p' } }
  await comes(t, tour, ['tap', { target, ...buttons[1] }, picked])
  const mixed = [
    { title: 'Call', phone: '+12025550100' },
    { title: 'More', url: 'https://harbour.example' },
    { title: 'Later', payload: 'later' },
  ]
  const shown = [{ kind: 'phone' }, { kind: 'url' }, { kind: 'postback', payload: 'later' }]
  await goes(t, tour, [
    { text: 'Or', buttons: mixed },
    { text: 'Or', choices: shown },
  ])
  const later = { target: (await tour.phone()).at(-1).id, title: 'Later', payload: 'later' }
  await comes(t, tour, ['tap', later, { kind: 'interactive', content: { payload: 'later' } }])
  const link = { label: 'Open', url: 'https://harbour.example/all' }
  await goes(t, tour, [{ text: 'All', link }, { choices: [{ kind: 'url', title: 'Open' }] }])
  const cards = [
    {
      title: 'Oak',
      subtitle: '140 €',
      url: link.url,
      buttons: [{ title: 'Take it', payload: 'o' }],
    },
    { title: 'Ash' },
  ]
  await goes(t, tour, [
    { cards },
    { cards: [{ title: 'Oak', subtitle: '140 €' }, { title: 'Ash' }] },
  ])
})

t.test('a sticker of Messenger, and a number and an address asked for with one tap', async (t) => {
  const stock = { id: '369239263222822' }
  const sent = await goes(t, tour, [{ stock }, { kind: 'sticker', text: '👍' }])
  t.match(sent, { kind: 'sticker', text: '👍', content: { stock } })
  for (const [what, answer] of [
    ['phone', /^\+\d+$/],
    ['email', /@/],
  ] as const) {
    const choices = [{ kind: 'ask', payload: what }]
    await goes(t, tour, [{ text: 'May we have it?', ask: { what } }, { choices }])
    const tapped = { target: (await tour.phone()).at(-1).id, payload: what }
    await comes(t, tour, ['tap', tapped, { kind: 'interactive', text: answer }])
  }
})

t.test('what Messenger would refuse is not even queued', async (t) => {
  const open = { title: 'Open', url: 'https://harbour.example' }
  const pick = { title: 'Pick', payload: 'p' }
  const words = 'a'.repeat(600)
  for (const more of [
    { buttons: [open, open, pick, pick] },
    { buttons: [open], header: words },
    { link: { label: 'Open', url: 'ftp://harbour.example' } },
    { ask: { what: 'location' } },
    { buttons: [pick], attachmentIds: [await upload(await png(), 'image/png')] },
    { text: '', stock: { id: '1' } },
    { stock: { id: '369239263222822' } },
    { text: '', share: { id: '1' } },
    { text: 'Both', link: { label: 'A', url: 'https://a.example' }, ask: { what: 'email' } },
    { text: '', cards: [{ title: 'Oak', imageUrl: 'file:///oak.jpg' }] },
  ])
    await t.rejects(tour.queue({ text: words, ...(more as object) }), /: 422/, JSON.stringify(more))
})

t.test('what Messenger has no message for goes as words', async (t) => {
  const location = { lat: 12.5, lon: -3, label: 'The shop' }
  await goes(t, tour, [{ location }, { kind: 'text', text: /The shop[^]*12\.5/ }])
  const contacts = [{ name: 'Noor', phones: ['+12025550147'] }]
  await goes(t, tour, [{ contacts }, { kind: 'text', text: 'Noor\n+12025550147' }])
  const list = { button: 'Times', rows: [{ title: 'Nine', payload: '9' }] }
  await goes(t, tour, [
    { text: 'When?', list },
    { kind: 'text', text: 'When?\n• Nine' },
  ])
})

t.test('our reaction, its removal, and that we have read', async (t) => {
  const { id, externalId } = await comes(t, tour, ['text', { text: 'Thank you!' }, {}])
  const reactions = `/api/messages/${id}/reactions`
  async function shown(): Promise<any> {
    return (await tour.phone()).find((message) => message.id === externalId).reactions
  }
  await api('POST', reactions, { emoji: '❤️' })
  t.equal((await shown()).business, '❤️')
  t.same((await api('DELETE', reactions)).reactions, [])
  t.notOk((await shown()).business)
  await api('POST', `/api/chats/${(await tour.chatOf()).id}/read`)
  t.ok(await until(async () => (await tour.thread()).seenByBusinessAt > 0))
})

t.test('an agent’s typing shows on the phone', async (t) => {
  const account = { email: 'ada@example.com', password: 'a long password' }
  const screen = await openScreen(
    tour.app,
    (await api('POST', '/api/auth/login', account)).accessToken,
  )
  screen.say({ type: 'typing', chatId: (await tour.chatOf()).id, on: true })
  t.ok(await until(async () => (await tour.thread()).isTyping))
  await tour.send({ text: 'Typed' })
  t.notOk((await tour.thread()).isTyping)
  screen.close()
})

t.test('the seven days of a human agent, and then nothing', async (t) => {
  for (const [person, days] of [
    ['p2', 3],
    ['p3', 8],
  ] as const) {
    await control('POST', 'clock', { offsetMs: -days * 86_400_000 })
    await act('text', { person, text: 'Hello' })
    await control('POST', 'clock', {})
  }
  const { window } = await tour.chatOf('p2')
  t.equal(window.state, 'open')
  t.notOk(window.allows.includes('reaction'), 'the tag is for messages alone')
  const { phone } = await tour.send({ text: 'Sorry for the delay' }, 'p2')
  t.match(phone, [{ error: null }])
  const { sends } = await control('GET', 'ledger')
  t.match(sends.at(-1).body, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })
  t.match((await tour.chatOf('p3')).window, { state: 'closed', allows: ['read', 'handover'] })
  await t.rejects(tour.queue({ text: 'Too late' }, 'p3'), /422.*window_closed/)
  const { status } = await call('POST', '/api/chats', {
    connectionId: tour.connectionId,
    identity: '123',
  })
  t.equal(status, 422, 'the contact must write first')
})

t.test('what waits in the queue while the window narrows goes out with the tag', async (t) => {
  await control('POST', 'clock', { offsetMs: -86_400_000 + 60_000 })
  await act('text', { person: 'p4', text: 'Hello' })
  await control('POST', 'clock', {})
  await tour.kernel.database.query(
    "update connections set paused_until = now() + interval '1 hour'",
  )
  const queued = await tour.queue({ text: 'Just in time' }, 'p4')
  await tour.kernel.database.query(
    "update chats set last_in_at = last_in_at - interval '2 minutes' where id = $1",
    [queued.chatId],
  )
  await tour.kernel.database.query('update connections set paused_until = null')
  await until(async () =>
    ['sent', 'delivered'].includes((await api('GET', `/api/messages/${queued.id}`)).status),
  )
  const { sends } = await control('GET', 'ledger')
  t.match(sends.at(-1).body, { tag: 'HUMAN_AGENT', message: { text: 'Just in time' } })
})
