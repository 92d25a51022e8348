/** Instagram with Instagram Login, from the customer's phone to the agents' API and back. Names follow the rows of Meta's documentation. */
import { canTranscode } from '@parley/core'
import t from 'tap'

import { jpeg, mp4, pdf, png, wav } from '../../core/test/samples.ts'
import { comes, goes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'instagram')
const { act, api, control, happen, medium, upload } = tour

t.test('message: text, and who it is from', async (t) => {
  const text = 'Is it still for sale?'
  await comes(t, tour, ['text', { text }, { kind: 'text', text }])
  const contact = await until(async () => {
    const found = (await tour.chatOf()).contact
    return found.avatarUrl && found
  })
  t.match(contact, { name: 'Ana Lima', handle: 'ana_lima' })
})

t.test('attachments: image, ten of them, video, audio, pdf, heart, view once', async (t) => {
  const image = await medium(await png(), 'image/png')
  const one = { kind: 'image', mime: 'image/png' }
  const ten = { media: Array.from({ length: 10 }, () => image) }
  const message = await comes(t, tour, ['image', ten, { kind: 'image', attachments: [one, one] }])
  t.equal(message.attachments.length, 10)
  const film = { media: [await medium(mp4(), 'video/mp4')] }
  await comes(t, tour, ['video', film, { kind: 'video', attachments: [{ mime: 'video/mp4' }] }])
  const sound = { media: [await medium(wav(), 'audio/wav')] }
  await comes(t, tour, ['voice', sound, { kind: 'audio', attachments: [{ state: 'ready' }] }])
  const file = { media: [await medium(pdf, 'application/pdf', 'offer.pdf')] }
  await comes(t, tour, ['file', file, { kind: 'document' }])
  await comes(t, tour, ['sticker', {}, { kind: 'text', text: '❤️' }])
  const once = { kind: 'unsupported', content: { nativeType: 'ephemeral' } }
  await comes(t, tour, ['view_once', {}, once])
  await comes(t, tour, ['unsupported', {}, { kind: 'unsupported' }])
})

t.test('story reply, story mention, shared story, post and reel', async (t) => {
  const reply = { kind: 'story', text: 'Lovely', content: { relation: 'reply' } }
  await comes(t, tour, ['story_reply', { text: 'Lovely' }, reply])
  const picture = [{ kind: 'image', state: 'ready' }]
  const mention = { kind: 'story', content: { relation: 'mention' }, attachments: picture }
  await comes(t, tour, ['story_mention', {}, mention])
  await comes(t, tour, ['story_share', {}, { kind: 'story', content: { relation: 'share' } }])
  await comes(t, tour, ['share', {}, { kind: 'share', content: { what: 'post' } }])
  await comes(t, tour, ['reel', {}, { kind: 'share', content: { what: 'reel' } }])
})

t.test('referral, reaction, edit, unsend', async (t) => {
  await act('referral', { text: 'spring' })
  t.match(await tour.messages(), [{ kind: 'system', content: { referral: { ref: 'spring' } } }])
  const { id, externalId: target } = await comes(t, tour, ['text', { text: 'Tommorow' }, {}])
  const { closesAt } = (await tour.chatOf()).window
  await act('reaction', { target, emoji: '🔥' })
  t.match((await api('GET', `/api/messages/${id}`)).reactions, [{ emoji: '🔥' }])
  t.equal((await tour.chatOf()).window.closesAt, closesAt)
  await act('edit', { target, text: 'Tomorrow' })
  t.match(await api('GET', `/api/messages/${id}`), { text: 'Tomorrow' })
  await act('unsend', { target })
  t.match(await api('GET', `/api/messages/${id}`), { text: null, deletedAt: /Z$/ })
})

t.test('echoes of the app; what the account writes to itself opens no chat', async (t) => {
  await happen('inbox_reply', { text: 'From the app' })
  const [echo] = await tour.messages()
  t.match(echo, { direction: 'out', author: { type: 'external' }, text: 'From the app' })
  const { items } = await api('GET', `/api/chats?connectionId=${tour.connectionId}`)
  await happen('self_message')
  const after = await api('GET', `/api/chats?connectionId=${tour.connectionId}`)
  t.equal(after.items.length, items.length)
})

t.test('a comment waits, opens no window, and has one private answer', async (t) => {
  await act('comment', { person: 'p2', text: 'How much?' })
  const [comment] = await tour.messages('p2')
  t.match(comment, { kind: 'share', text: 'How much?', content: { what: 'comment' } })
  t.match(await tour.chatOf('p2'), { waitingSince: /Z$/, window: { state: 'closed' } })
  await t.rejects(tour.queue({ text: 'Hello' }, 'p2'), /422.*window_closed/)
  const { phone } = await tour.send({ text: 'We wrote to you', replyToId: comment.id }, 'p2')
  t.match(phone, [{ error: null, shown: { text: 'We wrote to you' } }])
  await t.rejects(tour.queue({ text: 'Again', replyToId: comment.id }, 'p2'), /422.*private/)
  await act('live_comment', { person: 'p2', text: 'Hi all' })
  await act('mention', { person: 'p2' })
  const { detail } = await api('GET', `/api/social-connections/${tour.connectionId}`)
  t.match(detail, { mention: /comment/ })
})

t.test('standby and taking over', async (t) => {
  await happen('take_thread')
  await comes(t, tour, ['text', { text: 'To the bot' }, { content: { standby: true } }])
  const { id } = await tour.chatOf()
  t.match(await api('POST', `/api/chats/${id}/handover`, { action: 'take' }), { standby: false })
  await goes(t, tour, [{ text: 'Now me' }, { text: 'Now me' }])
})

t.test('text is counted in bytes; a read mark ticks it and all before', async (t) => {
  const long = await tour.send({ text: `${'é'.repeat(499)} ${'é'.repeat(499)}` })
  t.equal(long.phone.length, 2)
  const sent = await goes(t, tour, [{ text: 'And this' }, { text: 'And this' }])
  await act('read')
  await tour.reaches(sent, 'read')
  await tour.reaches(long.message, 'read')
})

t.test('image, ten in one message, video, audio, pdf', async (t) => {
  const rows = [
    [await jpeg(), 'image/jpeg', 'image'],
    [mp4(), 'video/mp4', 'video'],
    [pdf, 'application/pdf', 'file'],
  ] as const
  for (const [bytes, mime, kind] of rows) {
    const attachmentIds = [await upload(bytes, mime)]
    await goes(t, tour, [{ attachmentIds }, { kind, media: [{ mime }] }])
  }
  const pictures = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => upload(await png(20 + n, 20), 'image/png')),
  )
  const { phone } = await tour.send({ attachmentIds: pictures })
  t.equal(phone.length, 1)
  t.equal(phone[0].shown.media.length, 10)
})

const skip = !(await canTranscode()) && 'ffmpeg is not on this machine'
t.test('a voice note becomes what Instagram plays', { skip }, async (t) => {
  const attachmentIds = [await upload(wav(900), 'audio/wav', 'note.wav')]
  await goes(t, tour, [{ attachmentIds, voice: true }, { media: [{ mime: 'audio/mp4' }] }])
})

t.test('quick replies, a template, cards, our reaction', async (t) => {
  const buttons = [{ title: 'Delivery', payload: 'd' }]
  await goes(t, tour, [{ text: 'How?', buttons }, { choices: [{ title: 'Delivery' }] }])
  const tapped = { target: (await tour.phone()).at(-1).id, ...buttons[0] }
  const answer = { kind: 'interactive', text: 'Delivery', content: { payload: 'd' } }
  const { id } = await comes(t, tour, ['tap', tapped, answer])
  const link = { label: 'Open', url: 'https://harbour.example/all' }
  await goes(t, tour, [{ text: 'All', link }, { choices: [{ kind: 'url', title: 'Open' }] }])
  const cards = [{ title: 'Oak', subtitle: '140 €' }]
  await goes(t, tour, [{ cards }, { cards: [{ title: 'Oak' }] }])
  const reactions = `/api/messages/${id}/reactions`
  t.match((await api('POST', reactions, { emoji: '🔥' })).reactions, [{ emoji: '🔥' }])
  t.same((await api('DELETE', reactions)).reactions, [])
})

t.test('the heart, and a post of the account', async (t) => {
  const stock = { id: 'like_heart' }
  const sent = await goes(t, tour, [{ stock }, { kind: 'sticker', text: '❤️' }])
  t.match(sent, { kind: 'sticker', content: { stock: { ...stock, label: 'Heart' } } })
  const share = { id: '17900000000000001' }
  const shared = await goes(t, tour, [{ share }, { kind: 'share', text: `Post ${share.id}` }])
  t.match(shared, { kind: 'share', content: { what: 'post', targetId: share.id } })
})

t.test('the seven days of a human agent', async (t) => {
  await control('POST', 'clock', { offsetMs: -2 * 86_400_000 })
  await act('text', { person: 'p3', text: 'Hello' })
  await control('POST', 'clock', {})
  await tour.send({ text: 'Sorry for the delay' }, 'p3')
  const { sends } = await control('GET', 'ledger')
  t.match(sends.at(-1).body, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })
})
