/** What customers write on WhatsApp, from their phone to the agents' API. Names follow the rows of Meta's documentation. */
import t from 'tap'

import { docx, mp4, ogg, pdf, png, wav, webp } from '../../core/test/samples.ts'
import { comes, startTour } from './tour.ts'

const tour = await startTour(t, 'whatsapp')
const { act, medium, api } = tour

t.test('text makes a chat that waits', async (t) => {
  const text = 'Is it still for sale? 🪑'
  const { id } = await comes(t, tour, ['text', { text }, { kind: 'text', text, attachments: [] }])
  t.match(await tour.chatOf(), {
    channel: 'whatsapp',
    contact: { name: 'Ana Lima' },
    unreadCount: 1,
    waitingSince: /Z$/,
    window: { state: 'open' },
    lastMessage: { id },
  })
})

t.test('image, video, audio, voice, document, sticker', async (t) => {
  const files = [
    ['image', await png(), 'image/png', { width: 40, height: 30 }],
    ['video', mp4(), 'video/mp4', { durationMs: 2500 }],
    ['audio', wav(), 'audio/wav', {}],
    ['voice', ogg(), 'audio/ogg', { durationMs: 1500 }],
    ['sticker', await webp(), 'image/webp', {}],
  ] as const
  for (const [kind, bytes, mime, more] of files) {
    const media = [await medium(bytes, mime)]
    const attachments = [{ kind, mime, ...more }]
    await comes(t, tour, [kind, { media }, { kind, text: null, attachments }])
  }
  const captioned = { media: [await medium(await png(), 'image/png')], text: 'This one' }
  await comes(t, tour, ['image', captioned, { kind: 'image', text: 'This one' }])
  for (const [bytes, name] of [
    [pdf, 'price list.pdf'],
    [docx(), 'offer.docx'],
  ] as const) {
    const media = [await medium(bytes, 'application/octet-stream', name)]
    const attachments = [{ kind: 'document', name }]
    const expected = { kind: 'document', text: 'Our list', attachments }
    await comes(t, tour, ['file', { media, text: 'Our list' }, expected])
  }
})

t.test('the same bytes twice are kept once', async (t) => {
  const bytes = await png(33, 21)
  const hashes = new Set<string>()
  for (const name of ['a.png', 'b.png']) {
    const media = [await medium(bytes, 'image/png', name)]
    const { attachments } = await comes(t, tour, ['image', { media }, {}])
    const [row] = await tour.kernel.database.query<{ sha256: string }>(
      'select sha256 from attachments where id = $1',
      [attachments[0].id],
    )
    hashes.add(row!.sha256)
  }
  t.equal(hashes.size, 1)
})

t.test('location, contacts, flow reply, order', async (t) => {
  const place = { lat: 0, lon: -3.5, label: 'The shop', address: 'Harbour Lane 1' }
  await comes(t, tour, ['location', { detail: place }, { kind: 'location', content: place }])
  const card = { name: 'Noor Halvorsen', phone: '+12025550147' }
  const cards = [{ name: card.name, phones: [card.phone] }]
  await comes(t, tour, ['contacts', { detail: card }, { kind: 'contacts', content: { cards } }])
  const form = { size: 'L' }
  await comes(t, tour, ['flow', { detail: form }, { kind: 'interactive', content: { form } }])
  const items = [{ id: 'oak-shelf', quantity: 1, price: 140, currency: 'EUR' }]
  const text = 'Please wrap it'
  await comes(t, tour, ['order', { text }, { kind: 'order', text, content: { items } }])
})

t.test('what WhatsApp does not pass on is shown as that', async (t) => {
  const expected = { kind: 'unsupported', content: { nativeType: /poll|unsupported/ } }
  await comes(t, tour, ['unsupported', {}, expected])
  const strange = { type: 'hologram', hologram: { depth: 3 } }
  const shown = { kind: 'unsupported', content: { nativeType: 'hologram' } }
  await comes(t, tour, ['raw', { detail: strange }, shown])
})

t.test('context: reply, forwarded, an ad that led here', async (t) => {
  const first = await comes(t, tour, ['text', { text: 'Which one?' }, {}])
  const answer = { text: 'This', replyTo: first.externalId }
  await comes(t, tour, ['text', answer, { text: 'This', replyToId: first.id }])
  const look = { text: 'Look', detail: { forwarded: true } }
  await comes(t, tour, ['text', look, { content: { forwarded: true } }])
  const referral = { source_type: 'ad', source_id: '120', headline: 'Oak', ctwa_clid: 'clid' }
  const led = { content: { referral: { adId: '120', headline: 'Oak' } } }
  await comes(t, tour, ['text', { text: 'Hello', detail: { referral } }, led])
})

t.test('reaction, another one, and its removal', async (t) => {
  const { id, externalId: target } = await comes(t, tour, ['text', { text: 'Like it?' }, {}])
  for (const emoji of ['👍', '🧡', null]) {
    await act('reaction', { target, emoji })
    const { reactions } = await api('GET', `/api/messages/${id}`)
    t.match(reactions, emoji ? [{ emoji }] : [])
    t.equal(reactions.length, emoji ? 1 : 0)
  }
})

t.test('edit, then revoke', async (t) => {
  const { id, externalId: target } = await comes(t, tour, ['text', { text: 'Tommorow' }, {}])
  await act('edit', { target, text: 'Tomorrow' })
  const edited = { text: 'Tomorrow', edits: [{ text: 'Tommorow' }], editedAt: /Z$/ }
  t.match(await api('GET', `/api/messages/${id}`), edited)
  await act('unsend', { target })
  t.match(await api('GET', `/api/messages/${id}`), { text: null, deletedAt: /Z$/ })
})

t.test('a group is a chat of its own, with the author of each message', async (t) => {
  const expected = { text: 'Who is coming?', author: { name: 'Ana Lima' } }
  const { chatId } = await comes(t, tour, ['group', { text: 'Who is coming?' }, expected])
  t.not(chatId, (await tour.chatOf()).id)
})
