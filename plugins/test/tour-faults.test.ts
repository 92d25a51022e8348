/** What goes wrong between us and Meta, and how the running server gets over it. */
import t from 'tap'

import { png } from '../../core/test/samples.ts'
import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { account, act, api, control, happen, kernel } = tour
await act('text', { text: 'Hello' })
await act('text', { person: 'p2', text: 'Hello' })
const connection = `/api/social-connections/${tour.connectionId}`

function fault(kind: string, more: object = {}): Promise<unknown> {
  return control('POST', 'faults', { kind, left: 1, ...more })
}
function statusOf({ id }: { id: string }): Promise<string> {
  return api('GET', `/api/messages/${id}`).then(({ status }) => status)
}
/** As if the waiting time were over. */
async function dueNow(): Promise<void> {
  await kernel.database.query('update connections set paused_until = null')
  await kernel.database.query('update chats set paused_until = null')
  await kernel.database.query("update messages set next_at = now() where status = 'queued'")
  kernel.bus.publish('outbox', null)
}
async function pausedFor(): Promise<number> {
  const [row] = await kernel.database.query<{ seconds: number }>(
    'select coalesce(extract(epoch from paused_until - now()), 0)::float8 as seconds from connections where id = $1',
    [tour.connectionId],
  )
  return row!.seconds
}
async function onPhone(text: string, person?: string): Promise<number> {
  return (await tour.phone(person)).filter(({ shown }) => shown?.text === text).length
}

t.test('a reached limit holds the connection, and what waits goes out once', async (t) => {
  await fault('rate_limit')
  const queued = await tour.queue({ text: 'After the limit' })
  await until(async () => (await pausedFor()) > 0)
  t.equal(await statusOf(queued), 'queued')
  await dueNow()
  await tour.reaches(queued, 'delivered')
  t.equal(await onPhone('After the limit'), 1)
})

t.test('a pair limit holds one recipient, not the others', async (t) => {
  await fault('pair_limit')
  const held = await tour.queue({ text: 'To the busy one' })
  const free = await tour.queue({ text: 'To another' }, 'p2')
  await tour.reaches(free, 'delivered')
  t.equal(await statusOf(held), 'queued')
  t.ok((await pausedFor()) <= 0)
  await dueNow()
  await tour.reaches(held, 'delivered')
})

t.test('usage of 80 percent slows down, all of it stops until Meta says', async (t) => {
  await fault('usage', { percent: 79 })
  await tour.send({ text: 'Below' })
  t.ok((await pausedFor()) <= 0)
  await fault('usage', { percent: 95 })
  await tour.send({ text: 'Near' })
  const near = await pausedFor()
  t.ok(near > 5 && near <= 16, `${near} s`)
  await dueNow()
  await fault('usage', { percent: 100, regainMinutes: 7 })
  await tour.send({ text: 'All' })
  const all = await pausedFor()
  t.ok(all > 400 && all <= 420, `${all} s`)
  const queued = await tour.queue({ text: 'Later' })
  await dueNow()
  await tour.reaches(queued, 'delivered')
})

t.test('a lost answer is unknown until the status webhook settles it', async (t) => {
  await control('PATCH', 'settings', { webhooks: { isHeld: true } })
  await fault('lost_answer')
  const queued = await tour.queue({ text: 'Did it arrive?' })
  await tour.reaches(queued, 'unknown')
  await control('PATCH', 'settings', { webhooks: { isHeld: false } })
  await control('POST', 'webhooks/flush')
  await tour.settle()
  t.match(await tour.reaches(queued, 'delivered'), { failure: null })
  t.equal(await onPhone('Did it arrive?'), 1)
})

t.test(
  'an error after acceptance is unknown too; a 500 is sent again on an agent’s word',
  async (t) => {
    await fault('ambiguous')
    const queued = await tour.queue({ text: 'Twice?' })
    await tour.reaches(queued, 'delivered')
    t.equal(await onPhone('Twice?'), 1)
    await fault('server_error')
    const broken = await tour.queue({ text: 'Broken' })
    const doubtful = await tour.reaches(broken, 'unknown')
    t.match(doubtful, { failure: { retryable: true } })
    t.equal(await onPhone('Broken'), 0)
    const next = await tour.queue({ text: 'And next' })
    const waitMs = Date.parse(doubtful.holdsUntil) - Date.now()
    t.ok(waitMs > 0 && waitMs <= 60_000, 'the next one waits, and it is said until when')
    t.equal(await statusOf(next), 'queued')
    await api('POST', `/api/messages/${broken.id}/retry`)
    const sent = await tour.reaches(broken, 'delivered')
    t.notOk(sent.holdsUntil)
    t.equal(await onPhone('Broken'), 1)
    await tour.reaches(next, 'delivered')
  },
)

t.test('a dead token stops sending and files, not receiving; both go on after it', async (t) => {
  await control('POST', 'tokens', { account, subcode: 463 })
  const queued = await tour.queue({ text: 'Waits' })
  await until(async () => (await api('GET', connection)).status === 'needs_reconnect')
  t.match(await api('GET', connection), { problem: 'bad_credentials' })
  t.equal(await statusOf(queued), 'queued')
  const media = [await tour.medium(await png(), 'image/png')]
  const { id } = await act('image', { media })
  const arrived = await until(async () =>
    (await tour.messages()).find((each) => each.externalId === id),
  )
  t.match(arrived, { kind: 'image', attachments: [{ state: 'pending' }] })
  const { checks } = await api('POST', `${connection}/check`)
  t.match(
    checks.filter(({ ok }: { ok: boolean }) => !ok),
    [{ id: 'token', fix: /Reconnect/ }],
  )
  const sync = await tour.call('POST', `${connection}/templates/sync`)
  t.match(sync, { status: 422, body: { code: 'platform_refused', detail: /token/ } })
  await control('POST', 'tokens', { account, revive: true })
  const [fresh] = await kernel.connections
    .all()
    .then((all) => all.filter((each) => each.id === tour.connectionId))
  await api('PATCH', connection, { secrets: fresh!.secrets })
  t.match(await api('GET', connection), { status: 'connected', problem: null })
  await tour.reaches(queued, 'delivered')
  t.match(await tour.received({ id }), { attachments: [{ state: 'ready' }] })
})

t.test('a file that is found dead with the token waits without using up its tries', async (t) => {
  const media = [await tour.medium(await png(31, 7), 'image/png')]
  await control('POST', 'tokens', { account, subcode: 460 })
  const { id } = await act('image', { media })
  await until(async () => (await api('GET', connection)).status === 'needs_reconnect')
  await control('POST', 'tokens', { account, revive: true })
  t.match(await api('POST', `${connection}/check`), { status: 'connected' })
  t.match(await tour.received({ id }), { attachments: [{ state: 'ready' }] })
})

t.test('a file that is gone is shown as such, and another try is a person’s word', async (t) => {
  const media = [await tour.medium(await png(11, 13), 'image/png')]
  await fault('error', { on: 'all', code: 100, subcode: 33, left: 4 })
  const { id } = await act('image', { media })
  await until(async () => {
    await kernel.database.query("update attachments set next_at = now() where state = 'pending'")
    kernel.bus.publish('media', null)
    return (await tour.messages()).some(
      (each) => each.externalId === id && each.attachments[0].state === 'failed',
    )
  })
  await control('DELETE', 'faults')
  const failed = (await tour.messages()).find((each) => each.externalId === id)
  await api('POST', `/api/attachments/${failed.attachments[0].id}/retry`)
  t.match(await tour.received({ id }), { attachments: [{ state: 'ready' }] })
})

t.test('a refusal that comes as a status fails the message, with Meta’s reason', async (t) => {
  await control('PATCH', 'people/p3', { hasWhatsapp: false })
  const { body } = await tour.call('POST', '/api/chats', {
    connectionId: tour.connectionId,
    identity: '46705550133',
  })
  const template = { name: 'hello_again', language: 'de', parameters: ['Mia'] }
  const queued = await tour.queue({ template, chatId: body.id })
  t.match(await tour.reaches(queued, 'failed'), {
    failure: { code: '131026', kind: 'recipient', message: /WhatsApp/, retryable: false },
  })
})

t.test('a restricted account is degraded, and what waits goes out when it is lifted', async (t) => {
  await happen('restrict')
  const queued = await tour.queue({ text: 'Restricted' })
  await until(async () => (await api('GET', connection)).status === 'degraded')
  t.equal(await statusOf(queued), 'queued')
  await happen('lift')
  await dueNow()
  await tour.reaches(queued, 'delivered')
})

t.test('a subscription that Meta ended is made again by the next check', async (t) => {
  await happen('unsubscribe')
  await act('text', { text: 'Nobody hears this' })
  t.notOk((await tour.messages()).some(({ text }) => text === 'Nobody hears this'))
  t.match(await api('POST', `${connection}/check`), { status: 'connected' })
  await act('text', { text: 'But this' })
  t.ok((await tour.messages()).some(({ text }) => text === 'But this'))
})

t.test('webhooks twice, out of order, many in one: each message once, in its place', async (t) => {
  await control('PATCH', 'settings', { webhooks: { copies: 3, isShuffled: true, batch: 4 } })
  const at = Date.now()
  const person = 'p4'
  for (let n = 0; n < 10; n++)
    await control('POST', 'acts', {
      account,
      person,
      kind: 'text',
      text: `${n}`,
      at: at + n * 1000,
    })
  await tour.settle()
  await control('PATCH', 'settings', { webhooks: { copies: 1, isShuffled: false, batch: 1 } })
  const texts = (await tour.messages(person)).map(({ text }) => text)
  t.same(texts, ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
  t.match(await tour.chatOf(person), { unreadCount: 10, lastMessage: { text: '9' } })
})
