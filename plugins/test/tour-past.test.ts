/** What customers wrote before a Page or an account was connected, fetched once it is. */
import t from 'tap'

import { png } from '../../core/test/samples.ts'
import { allowOn } from './login.ts'
import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'messenger')
const { api, call, control, kernel } = tour
const cafe = '102030405060702'
const instagramCafe = '17841400000000102'

function act(account: string, kind: string, more: object): Promise<any> {
  return control('POST', 'acts', { account, person: 'p1', kind, ...more })
}

/** As a new user does, through Meta's pages; answers the id of the connection. */
async function connect(channel: string, account: string): Promise<string> {
  const step = await api('POST', '/api/connect', { channel, flow: 'facebook' })
  const { answer } = await allowOn(step.url)
  await api('POST', `/api/connect/${step.flowId}`, { input: answer })
  const done = await api('POST', `/api/connect/${step.flowId}`, { input: [account] })
  return done.connectionIds[0]
}

async function imported(id: string): Promise<any> {
  return until(async () => {
    const { detail } = await api('GET', `/api/social-connections/${id}`)
    const words = detail['earlier chats']
    return words && !/so far/.test(words) && words
  })
}

async function messagesOf(connectionId: string): Promise<any[]> {
  const { items } = await api('GET', `/api/chats?connectionId=${connectionId}&status=all&limit=100`)
  const threads = items.map(async ({ id }: any) => {
    const found = await api('GET', `/api/messages/chat/${id}?limit=100`)
    return found.items
  })
  return (await Promise.all(threads)).flat()
}

let connectionId = ''

t.test('a Page’s earlier chats come quietly, with files, and no message twice', async (t) => {
  await control('POST', 'clock', { offsetMs: -2 * 3_600_000 })
  await act(cafe, 'text', { text: 'Do you open on Sunday?' })
  const media = [await tour.medium(await png(), 'image/png', 'table.png')]
  await act(cafe, 'image', { media })
  for (let n = 0; n < 12; n++) {
    const { id } = await control('POST', 'people', { name: `Guest ${n}` })
    await act(cafe, 'text', { person: id, text: `Guest ${n} was here` })
  }
  await control('POST', 'settle')
  await control('POST', 'clock', {})
  connectionId = await connect('messenger', cafe)
  t.equal(await imported(connectionId), '14 messages of 13 chats')
  const { past } = await api('GET', `/api/social-connections/${connectionId}`)
  t.same(past, { state: 'done', chats: 13, messages: 14 })
  const messages = await messagesOf(connectionId)
  t.equal(messages.length, 14)
  t.match(
    messages.find(({ text }) => text === 'Do you open on Sunday?'),
    { direction: 'in', content: { history: true } },
  )
  const picture = await until(async () => {
    const found = (await messagesOf(connectionId)).find(({ kind }) => kind === 'image')
    return found?.attachments[0].state === 'ready' && found
  })
  t.match(picture, { attachments: [{ mime: 'image/png' }] })
  const { items } = await api('GET', `/api/chats?connectionId=${connectionId}&status=all&limit=100`)
  t.ok(items.every(({ unreadCount }: any) => unreadCount === 0))
  t.ok(items.every(({ window }: any) => window.state === 'open'))
  t.equal((await api('GET', '/api/notifications')).items.length, 0)
})

t.test('asked for again it doubles nothing, and finds what was missed', async (t) => {
  await control('PATCH', 'settings', { webhooks: { isHeld: true } })
  await act(cafe, 'text', { text: 'Missed' })
  const again = await call('POST', `/api/social-connections/${connectionId}/past`)
  t.equal(again.status, 202)
  await until(async () => (await messagesOf(connectionId)).length === 15)
  await imported(connectionId)
  await control('PATCH', 'settings', { webhooks: { isHeld: false } })
  await control('POST', 'webhooks/flush')
  await control('POST', 'settle')
  t.equal((await messagesOf(connectionId)).length, 15)
})

t.test('it goes on where it was after a stumble, and after the token has died', async (t) => {
  await control('POST', 'faults', { kind: 'rate_limit', on: 'all', left: 1 })
  await call('POST', `/api/social-connections/${connectionId}/past`)
  const paused = await until(async () => {
    const [row] = await kernel.database.query<{ value: string }>(
      'select value from facts where name = $1',
      [`past:${connectionId}`],
    )
    return row!.value.includes('notBefore') && JSON.parse(row!.value)
  })
  t.match(paused, { state: 'running', chats: 0 })
  const due = JSON.stringify({ ...paused, notBefore: 0 })
  await kernel.database.query('update facts set value = $2 where name = $1', [
    `past:${connectionId}`,
    due,
  ])
  await until(async () => (await imported(connectionId)) === '15 messages of 13 chats')
  t.equal((await messagesOf(connectionId)).length, 15)
})

t.test('what was refused for good is tried again with the next connecting', async (t) => {
  await control('POST', 'faults', { kind: 'error', code: 10, on: 'all', left: 1 })
  await call('POST', `/api/social-connections/${connectionId}/past`)
  await until(async () => /gave no more/.test(await imported(connectionId)))
  t.match(await api('GET', `/api/social-connections/${connectionId}`), { status: 'connected' })
  t.equal(await connect('messenger', cafe), connectionId)
  await until(async () => (await imported(connectionId)) === '15 messages of 13 chats')
})

t.test('an Instagram account’s earlier chats', async (t) => {
  await act(instagramCafe, 'text', { text: 'Is this still there?' })
  await control('POST', 'settle')
  const id = await connect('instagram', instagramCafe)
  t.equal(await imported(id), '1 message of 1 chat')
  t.match(await messagesOf(id), [{ text: 'Is this still there?', direction: 'in' }])
})

t.test('a channel that keeps nothing for us says so', async (t) => {
  const { items: channels } = await api('GET', '/api/channels')
  const keeping = channels.filter(({ hasPast }: any) => hasPast).map(({ id }: any) => id)
  t.same(new Set(keeping), new Set(['messenger', 'instagram']))
  const { items } = await api('GET', '/api/social-connections')
  const { id } = items.find((each: any) => each.channel === 'whatsapp')
  t.match(await call('POST', `/api/social-connections/${id}/past`), {
    status: 422,
    body: { code: 'unsupported' },
  })
})
