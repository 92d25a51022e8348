/** SIGTERM: what is under way is finished, what is new is told to come again, and nothing stays behind. */
import { randomUUID } from 'node:crypto'

import t from 'tap'

import { crashAndJudge } from './crash-run.ts'
import { openSite } from './crash-site.ts'
import { appSecret, numberToConnect, post, webhookOf } from './fake-meta.ts'
import { databasePid } from './server-process.ts'
import { until } from './until.ts'
import { startWhole } from './whole.ts'

const words = [{ id: 'wamid.1', from: '491511', text: 'hi' }]

t.test('a server that is stopped under load loses nothing and doubles nothing', async (t) => {
  const site = await openSite(t)
  const graceful = { code: 0, signal: null }
  await crashAndJudge(t, site, {
    times: 2,
    faults: ['answer', 'answer', 'answer', 'answer', 'cut', 'lose'],
    async kill() {
      t.same(await site.server().kill('SIGTERM'), graceful, 'it ends with grace')
      t.equal(databasePid(site.dataDir), undefined, 'its database is stopped too')
      await site.start()
    },
  })
})

t.test('a platform that never answers does not hold up the stop', async (t) => {
  const site = await openSite(t)
  site.graph.behave = () => 'hang'
  await site.meta.deliver(webhookOf({ words }))
  const { body } = await site.call('GET', '/api/chats')
  const message = { chatId: body.items[0].id, clientId: randomUUID(), text: 'hello' }
  const { body: queued } = await site.call('POST', '/api/messages', message)
  await until(async () => site.graph.ledger.length === 1)
  t.same(await site.server().kill('SIGTERM'), { code: 0, signal: null }, 'it ends with grace')
  t.equal(databasePid(site.dataDir), undefined)
  await site.start()
  t.match((await site.call('GET', `/api/messages/${queued.id}`)).body, { status: 'unknown' })
  t.equal(site.graph.ledger.length, 1)
})

t.test(
  'what came before the stop gets its answer, later ones are told to come again',
  async (t) => {
    const { call, origin, kernel, close } = await startWhole(t, {
      META_APP_SECRET: appSecret,
      META_WEBHOOK_VERIFY_TOKEN: 'a token to verify with',
    })
    await call('POST', '/api/social-connections', numberToConnect)
    const url = `${origin}/api/webhooks/meta`
    const client = await kernel.database.pool.connect()
    // the lock of the event log: whoever writes waits for it
    await client.query('select pg_advisory_lock(7201)')
    let answered: Promise<number | undefined> | undefined
    await until(async () => {
      // a machine that is busy may refuse the first try
      answered ??= post(url, webhookOf({ words }))
      const { rows } = await client.query('select from pg_locks where not granted')
      if (rows.length === 0 && (await isSettled(answered))) answered = undefined
      return rows.length > 0
    })
    const closing = close()
    await until(async () => (await post(url, webhookOf({}))) !== 200)
    await client.query('select pg_advisory_unlock(7201)')
    client.release()
    t.ok(await answered, 'it was answered, and not cut off')
    await closing
  },
)

function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<boolean>((r) => setTimeout(r, 20, false)),
  ])
}
