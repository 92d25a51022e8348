/** Every kind of message of Messenger and Instagram, against a Graph API that knows nothing but Meta's documentation. */
import t from 'tap'

import { jpeg, mp4, ogg, pdf, png, wav } from '../../core/test/samples.ts'
import { instagram, linkedPage, type Office, openOffice, page, written } from './strict-office.ts'
import { until } from './until.ts'

const office = await openOffice(t)
const { call, connect, graph, newestIn, receive, send, upload } = office
const threeDaysMs = 3 * 86_400_000

/** Reads go on meanwhile. */
function lastSent(): unknown {
  return graph.calls.findLast(({ path, json }) => path[1] === 'messages' && json)?.json
}

t.test('Messenger', async (t) => {
  const id = await connect('messenger', { pageId: page })
  const chatId = await receive(id, written('page', page, { person: '6001' }))
  await converse(office, chatId, '❤️')
  await attach(chatId, [
    [await png(), 'image/png'],
    [mp4(), 'video/mp4'],
    [ogg(), 'audio/ogg'],
    [pdf, 'application/pdf'],
  ])
  await send(chatId, { text: 'Or call', buttons: [{ title: 'Call us', phone: '+12025550100' }] })
  await send(chatId, { stock: { id: '369239263222822' } })
  await send(chatId, { text: 'May we?', ask: { what: 'phone' } })
  await send(chatId, { text: 'May we?', ask: { what: 'email' } })
  const late = written('page', page, { person: '6002', agoMs: threeDaysMs })
  await send(await receive(id, late), { text: 'Sorry' })
  t.match(lastSent(), { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })
  const value = {
    item: 'comment',
    verb: 'add',
    comment_id: '77_88',
    post_id: `${page}_77`,
    from: { id: '6003', name: 'Bo' },
    created_time: Math.floor(Date.now() / 1000),
    message: 'How much?',
  }
  const entry = [{ id: page, time: Date.now(), changes: [{ field: 'feed', value }] }]
  const commented = await receive(id, [{ object: 'page', entry }, '6003'])
  await send(commented, { text: 'We wrote to you', replyToId: await newestIn(commented) })
  t.match(lastSent(), { recipient: { comment_id: '77_88' } })
  t.ok(office.edges().includes(`${page}/message_attachments`))
  t.same(graph.faults, [])
})

t.test('utility messages of a Page, made and sent', async (t) => {
  const { items } = (await call('GET', '/api/social-connections')).body
  const { id } = items.find((each: any) => each.externalId === page)
  const path = `/api/social-connections/${id}`
  await call('PATCH', path, { config: { utilityMessages: true } })
  const draft = {
    name: 'pick_up',
    language: 'en_US',
    headerText: 'Order {{1}}',
    body: 'Hello {{1}}, it is here.',
    examples: { 1: 'Ann', 'header.1': '7' },
    buttons: [
      { kind: 'url', label: 'See', url: 'https://a.com/{{1}}', example: 'https://a.com/7' },
      { kind: 'postback', label: 'Keep it' },
    ],
  }
  t.equal((await call('POST', `${path}/templates`, { draft })).status, 201)
  const old = written('page', page, { person: '6009', agoMs: 9 * 86_400_000 })
  const parameters = { header: ['7'], body: ['Ann', 'Friday'], buttons: { 0: '7', 1: 'a' } }
  await send(await receive(id, old), {
    template: { name: 'reminder', language: 'en_US', parameters },
  })
  t.match(lastSent(), { messaging_type: 'UTILITY' })
  t.same(graph.faults, [])
})

t.test('Instagram with its own login', async (t) => {
  const { own } = instagram
  const id = await connect('instagram', { instagramId: own, login: 'instagram' })
  await everythingOnInstagram({ id, account: own, emoji: '🔥' })
  t.ok(office.edges().includes(`${own}/message_attachments`))
  t.same(graph.faults, [])
})

t.test('Instagram through a Page', async (t) => {
  const { linked } = instagram
  const config = { instagramId: linked, login: 'facebook', pageId: linkedPage }
  const id = await connect('instagram', config)
  await everythingOnInstagram({ id, account: linked, emoji: '❤️' })
  t.ok(office.edges().includes(`${linkedPage}/message_attachments`))
  t.same(graph.faults, [])
})

async function everythingOnInstagram({
  id,
  account,
  emoji,
}: {
  id: string
  account: string
  emoji: string
}): Promise<void> {
  const chatId = await receive(id, written('instagram', account, { person: '7001' }))
  await converse(office, chatId, emoji)
  await attach(chatId, [
    [await jpeg(), 'image/jpeg'],
    [mp4(), 'video/mp4'],
    [wav(), 'audio/wav'],
    [pdf, 'application/pdf'],
  ])
  const attachmentIds = [
    await upload(await png(), 'image/png'),
    await upload(await jpeg(), 'image/jpeg'),
  ]
  await send(chatId, { attachmentIds, text: 'Both' })
  await send(chatId, { stock: { id: 'like_heart' } })
  await send(chatId, { share: { id: '17900000000000001' } })
  const late = written('instagram', account, { person: '7002', agoMs: threeDaysMs })
  await send(await receive(id, late), { text: 'Sorry' })
}

async function attach(
  chatId: string,
  files: readonly (readonly [Uint8Array, string])[],
): Promise<void> {
  for (const [bytes, mime] of files)
    await send(chatId, { attachmentIds: [await upload(bytes, mime)], text: 'A file' })
}

/** What both products send, in one conversation. */
async function converse({ edges }: Office, chatId: string, emoji: string): Promise<void> {
  const asked = await newestIn(chatId)
  await send(chatId, { text: 'Hello' })
  await send(chatId, { text: 'About this', replyToId: asked })
  await send(chatId, { text: 'é🪑'.repeat(1200) })
  const answers = Array.from({ length: 13 }, (_, n) => ({ title: `Answer ${n}`, payload: `${n}` }))
  await send(chatId, { text: 'Which?', buttons: answers })
  const mixed = [
    { title: 'Open', url: 'https://example.com' },
    { title: 'Later', payload: 'later' },
  ]
  await send(chatId, { text: 'More', buttons: mixed })
  const link = { label: 'Open', url: 'https://example.com' }
  await send(chatId, { text: 'All of it', link })
  const oak = {
    title: 'Oak',
    subtitle: '140 €',
    imageUrl: 'https://example.com/oak.jpg',
    url: 'https://example.com',
    buttons: [{ title: 'Take it', payload: 'oak' }],
  }
  await send(chatId, { cards: [oak, { title: 'Ash' }] })
  await send(chatId, { location: { lat: 1.5, lon: 2.5, label: 'The shop' } })
  await send(chatId, { contacts: [{ name: 'Noor', phones: ['+12025550147'] }] })
  const reactions = `/api/messages/${asked}/reactions`
  const statuses = [
    (await call('POST', reactions, { emoji })).status,
    (await call('DELETE', reactions)).status,
  ]
  for (const action of ['pass', 'take', 'release', 'request', 'take'])
    statuses.push((await call('POST', `/api/chats/${chatId}/handover`, { action })).status)
  t.same(new Set(statuses), new Set([200]))
  const before = edges().length
  await call('POST', `/api/chats/${chatId}/read`)
  await until(async () => edges().length > before)
}
