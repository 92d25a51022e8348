import t from 'tap'

import { number, page, signatureOf, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

async function webhooks(world: Simulated, change: object): Promise<void> {
  await world.control('PATCH', 'settings', { webhooks: change })
}

/** Waits for so many deliveries to reach the webhook. */
async function arrived(world: Simulated, count: number): Promise<void> {
  while (world.sink.deliveries.length < count)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

t.test('a body is signed over its bytes, escaped as Meta escapes', async (t) => {
  const world = await startPlatform(t)
  await world.act(page, 'text', { text: 'Grüße / 👋' })
  const [delivery] = world.sink.take()
  t.match(delivery!.body, String.raw`Gr\u00fc\u00dfe \/ \ud83d\udc4b`)
  t.notMatch(delivery!.body, /[^\x20-\x7e]/)
  t.notMatch(delivery!.body, /": |, "/, 'compact')
  t.equal(delivery!.headers['x-hub-signature-256'], signatureOf(delivery!.body))
  t.match(delivery!.headers['x-hub-signature'], /^sha1=[0-9a-f]{40}$/)
  t.equal(delivery!.headers['content-type'], 'application/json')
})

t.test('what is not answered with 200 comes again, byte for byte', async (t) => {
  const world = await startPlatform(t)
  await webhooks(world, { retrySpeed: 10_000 })
  world.sink.answers(503, 500, 401)
  await world.control('POST', 'acts', { account: page, person: 'p1', kind: 'text', text: 'Hi' })
  await arrived(world, 4)
  await world.settle()
  const bodies = world.sink.take().map(({ body }) => body)
  t.equal(bodies.length, 4)
  t.equal(new Set(bodies).size, 1)
  const { deliveries } = await world.control('GET', 'webhooks')
  t.match(deliveries.at(-1), { status: 200, attempts: 4 })
  t.equal((await world.control('GET', 'state')).pendingWebhooks, 0)
})

t.test('one that waits holds nobody back', async (t) => {
  const world = await startPlatform(t)
  world.sink.refuses(/first/)
  await world.act(page, 'text', { text: 'first' })
  await world.act(page, 'text', { text: 'second' })
  await world.act(number, 'text', { text: 'third' })
  const bodies = world.sink.take().map(({ body }) => body)
  t.ok(bodies.some((body) => body.includes('second')))
  t.ok(bodies.some((body) => body.includes('third')))
  t.equal((await world.control('GET', 'state')).pendingWebhooks, 1)
})

t.test('everything twice, in one, out of order, held back', async (t) => {
  const world = await startPlatform(t)
  await webhooks(world, { copies: 2 })
  await world.act(page, 'text', { text: 'twice' })
  const [one, two] = world.sink.take()
  t.equal(one!.body, two!.body)
  await webhooks(world, { copies: 1, batch: 20 })
  await world.control('POST', 'acts', { account: page, person: 'p1', kind: 'text', text: 'a' })
  await world.control('POST', 'acts', { account: page, person: 'p2', kind: 'text', text: 'b' })
  await world.control('POST', 'acts', { account: number, person: 'p2', kind: 'text', text: 'c' })
  await world.settle()
  const batches = world.sink.take()
  t.same(
    batches.map(
      ({ json }) => json.entry.flatMap((entry: any) => entry.messaging ?? entry.changes).length,
    ),
    [2, 1],
    'one POST for each object',
  )
  await webhooks(world, { batch: 1, isShuffled: true })
  await world.control('POST', 'acts', { account: page, person: 'p1', kind: 'text', text: 'd' })
  await world.control('POST', 'acts', { account: page, person: 'p1', kind: 'text', text: 'e' })
  await world.settle()
  t.same(
    world.items().map((item) => item.message.text),
    ['e', 'd'],
  )
  await webhooks(world, { isShuffled: false, isHeld: true })
  await world.act(page, 'text', { text: 'f' })
  t.same(world.items(), [])
  await world.control('POST', 'webhooks/flush')
  t.equal(world.items()[0].message.text, 'f')
})

t.test('a logged delivery can be sent again', async (t) => {
  const world = await startPlatform(t)
  await world.act(page, 'text', { text: 'Hi' })
  const [first] = world.sink.take()
  const { deliveries } = await world.control('GET', 'webhooks')
  await world.control('POST', `webhooks/${deliveries[0].id}`)
  t.equal(world.sink.take()[0]?.body, first?.body)
})

t.test(
  'after an hour of failures the Page is unsubscribed, where that is switched on',
  async (t) => {
    const world = await startPlatform(t)
    await webhooks(world, { retrySpeed: 100_000_000, givesUp: true })
    world.sink.answers(...Array.from({ length: 50 }, () => 500))
    await world.control('POST', 'acts', { account: page, person: 'p1', kind: 'text', text: 'Hi' })
    async function subscribed(): Promise<unknown> {
      const { accounts } = await world.control('GET', 'state')
      return accounts.find((each: any) => each.id === page).subscribedFields
    }
    while ((await subscribed()) !== null) await new Promise((resolve) => setTimeout(resolve, 10))
    const { deliveries } = await world.control('GET', 'webhooks')
    t.equal(deliveries.at(-1).status, 'given up')
  },
)

t.test('the handshake, and the callbacks about a person', async (t) => {
  const world = await startPlatform(t)
  t.strictSame(await world.control('POST', 'handshake'), { ok: true })
  await world.control('POST', 'callbacks', { name: 'data-deletion', userId: '123' })
  const [request] = world.sink.take()
  t.match(request!.headers['content-type'], 'application/x-www-form-urlencoded')
  const [signature, payload] = new URLSearchParams(request!.body).get('signed_request')!.split('.')
  t.match(JSON.parse(Buffer.from(payload!, 'base64url').toString()), {
    user_id: '123',
    algorithm: 'HMAC-SHA256',
  })
  t.equal(Buffer.from(signature!, 'base64url').length, 32)
})
