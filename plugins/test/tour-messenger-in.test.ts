/** What people write to a Page, from their phone to the agents' API. Names follow the rows of Meta's documentation. */
import t from 'tap'

import { mp4, pdf, png, wav } from '../../core/test/samples.ts'
import { comes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'messenger')
const { act, api, happen, medium } = tour

async function topics(): Promise<string[]> {
  const found = await tour.messages()
  return found.flatMap(({ kind, content }) => (kind === 'system' ? [content.topic] : []))
}

t.test('message: text, and a link with its preview', async (t) => {
  const text = 'Zwei Tische, bitte 🪑'
  await comes(t, tour, ['text', { text }, { kind: 'text', text }])
  t.match(await tour.chatOf(), { channel: 'messenger', unreadCount: 1, standby: false })
  const link = 'See https://harbour.example/x'
  const share = { kind: 'share', text: link, content: { url: 'https://harbour.example/x' } }
  await comes(t, tour, ['text', { text: link }, share])
})

t.test('name and picture of the person follow by themselves', async (t) => {
  const contact = await until(async () => {
    const found = (await tour.chatOf()).contact
    return found.avatarUrl && found
  })
  t.match(contact, { name: 'Ana Lima', avatarUrl: /^\/api\/files\// })
  t.equal((await fetch(`${tour.origin}${contact.avatarUrl}`)).status, 200)
})

t.test('attachments: image, several, video, audio, file, sticker', async (t) => {
  const image = await medium(await png(), 'image/png')
  const one = { kind: 'image', mime: 'image/png', width: 40 }
  await comes(t, tour, ['image', { media: [image] }, { kind: 'image', attachments: [one] }])
  const three = { media: [image, image, image] }
  await comes(t, tour, ['image', three, { kind: 'image', attachments: [one, one, one] }])
  const film = { media: [await medium(mp4(), 'video/mp4')] }
  await comes(t, tour, ['video', film, { kind: 'video', attachments: [{ mime: 'video/mp4' }] }])
  const sound = { media: [await medium(wav(), 'audio/wav')] }
  await comes(t, tour, ['audio', sound, { kind: 'audio', attachments: [{ mime: 'audio/wav' }] }])
  const file = { media: [await medium(pdf, 'application/pdf', 'offer.pdf')] }
  const document = { kind: 'document', mime: 'application/pdf' }
  await comes(t, tour, ['file', file, { kind: 'document', attachments: [document] }])
  const sticker = { kind: 'sticker', attachments: [{ kind: 'sticker', state: 'ready' }] }
  await comes(t, tour, ['sticker', {}, sticker])
})

t.test('location, post, reel, product, appointment, order', async (t) => {
  const detail = { lat: 52.5, lon: 13.4 }
  await comes(t, tour, ['location', { detail }, { kind: 'location', content: detail }])
  const post = { kind: 'share', content: { what: 'post', url: /facebook/ } }
  await comes(t, tour, ['share', { text: 'Look at this' }, post])
  await comes(t, tour, ['reel', {}, { kind: 'share', content: { what: 'reel' } }])
  await comes(t, tour, ['product', {}, { kind: /share|template/, text: /still for sale/ }])
  const appointment = { kind: 'system', content: { topic: 'appointment' } }
  await comes(t, tour, ['appointment', {}, appointment])
  await act('order', { text: 'As a present' })
  const [order] = await tour.messages()
  t.match(order, { kind: 'order', text: 'As a present', content: { items: [{ quantity: 1 }] } })
})

t.test('message with an ad behind it, referral, opt-in, feedback, account linking', async (t) => {
  const referral = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '6045246247433' }
  const led = { content: { referral: { adId: '6045246247433' } } }
  await comes(t, tour, ['text', { text: 'Hi', detail: { referral } }, led])
  await act('referral', { text: 'spring' })
  t.match(await tour.messages(), [{ kind: 'system', content: { referral: { ref: 'spring' } } }])
  await act('optin', { detail: { type: 'notification_messages', title: 'News' } })
  const { contact } = await tour.chatOf()
  const details = { 'consent: News': 'granted' }
  t.match(await api('GET', `/api/contacts/${contact.id}`), { details })
  const sent = await tour.send({ text: 'Was this good?' })
  await act('feedback', { target: sent.message.externalId, text: 'Good response' })
  await act('account_linking')
  t.same((await topics()).slice(0, 2), ['account_linking', 'feedback'])
})

t.test('reaction and its removal; it opens the window, as Meta says', async (t) => {
  const { id, externalId: target } = (await tour.send({ text: 'Ready on Friday' })).message
  const { closesAt } = (await tour.chatOf()).window
  await act('reaction', { target, emoji: '❤️' })
  const shown = await api('GET', `/api/messages/${id}`)
  t.match(shown.reactions, [{ emoji: '❤️', by: /^\d+$/ }])
  t.ok((await tour.chatOf()).window.closesAt > closesAt)
  await act('reaction', { target, emoji: null })
  t.same((await api('GET', `/api/messages/${id}`)).reactions, [])
})

t.test('message_edit, then an unsend', async (t) => {
  const { id, externalId: target } = await comes(t, tour, ['text', { text: 'Tommorow' }, {}])
  await act('edit', { target, text: 'Tomorrow' })
  const edited = { text: 'Tomorrow', edits: [{ text: 'Tommorow' }] }
  t.match(await api('GET', `/api/messages/${id}`), edited)
  await act('unsend', { target })
  t.match(await api('GET', `/api/messages/${id}`), { text: null, deletedAt: /Z$/ })
})

t.test('echoes of the Page inbox and of another app are ours, from elsewhere', async (t) => {
  await act('text', { text: 'Anybody?' })
  await happen('inbox_reply', { text: 'From the inbox' })
  await happen('app_reply', { text: 'From a bot' })
  const [bot, inbox] = await tour.messages()
  const external = { direction: 'out', author: { type: 'external' }, status: /sent|delivered/ }
  t.match(inbox, { ...external, text: 'From the inbox', content: { origin: 'native_app' } })
  t.match(bot, { ...external, text: 'From a bot', content: { origin: 'other_app' } })
  t.match(await tour.chatOf(), { waitingSince: null })
})

t.test('standby: seen, and not talked over until it is taken', async (t) => {
  await happen('take_thread')
  t.match(await tour.chatOf(), { standby: true })
  const standby = { content: { standby: true } }
  await comes(t, tour, ['text', { text: 'To the bot' }, standby])
  const { id } = await tour.chatOf()
  await t.rejects(tour.queue({ text: 'Me too' }), /409.*standby/)
  t.match(await api('POST', `/api/chats/${id}/handover`, { action: 'take' }), { standby: false })
  t.match((await tour.send({ text: 'Now me' })).phone, [{ shown: { text: 'Now me' } }])
  t.match(await api('POST', `/api/chats/${id}/handover`, { action: 'pass' }), { standby: true })
  t.equal((await tour.thread()).isOurs, false)
  await happen('give_thread')
  t.match(await tour.chatOf(), { standby: false })
  t.match(await api('POST', `/api/chats/${id}/handover`, { action: 'release' }), { standby: true })
  await api('POST', `/api/chats/${id}/handover`, { action: 'take' })
})

t.test('policy_enforcement and app_roles stand on the connection', async (t) => {
  await happen('policy', { text: 'Too many unwanted messages' })
  await happen('app_roles')
  const { detail } = await api('GET', `/api/social-connections/${tour.connectionId}`)
  t.match(detail, { policy_enforcement: /block/, app_roles: /primary_receiver/ })
})

t.test('a comment is shown as such, and has one private answer', async (t) => {
  await act('comment', { person: 'p2', text: 'How much?' })
  const [comment] = await tour.messages('p2')
  t.match(comment, { kind: 'share', text: 'How much?', content: { what: 'comment' } })
  const { phone } = await tour.send({ text: 'We wrote to you', replyToId: comment.id }, 'p2')
  t.match(phone, [{ error: null, shown: { text: 'We wrote to you' } }])
  await t.rejects(tour.queue({ text: 'And again', replyToId: comment.id }, 'p2'), /422.*private/)
})
