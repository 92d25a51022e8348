import { change, type Kernel } from '@parley/core'
import t from 'tap'

import { joinKernel } from '../../core/test/rig.ts'
import { health } from '../src/health.ts'
import type { App } from '../src/http.ts'
import { realtime } from '../src/realtime.ts'
import { hasRedis, startRedis } from './redis.ts'
import { callerOf, type Rig, startApp, startRig } from './rig.ts'
import { openScreen } from './screen.ts'

interface Two extends Rig {
  /** The other process: its own bus, caches and sockets on the same database. */
  other: App
}

async function startTwo(
  t: Parameters<typeof startRig>[0],
  env: Record<string, string>,
): Promise<Two> {
  async function routes(app: App): Promise<void> {
    await app.register(health)
    await app.register(realtime, {})
  }
  const rig = await startRig(t, { env, routes })
  const other = await startApp(t, await joinKernel(t, rig.kernel), { routes })
  for (const app of [rig.app, other]) await app.listen({ port: 0, host: '127.0.0.1' })
  return { ...rig, other }
}

t.test('two processes without Redis: events still arrive, by looking', async (t) => {
  const { app, other, kernel, admin } = await startTwo(t, {})
  const [here, there] = await Promise.all(
    [app, other].map((each) => openScreen(each, admin.accessToken)),
  )
  await tell(kernel, '1')
  const { cursor } = await here!.until(({ event }) => event === 'labels.updated')
  // the other process has not looked yet: who comes from here is ahead of it
  const moved = await openScreen(other, admin.accessToken, { cursor: cursor! })
  t.match(await there!.until(({ event }) => event === 'labels.updated'), { data: { id: '1' } })
  await tell(kernel, '2')
  await moved.until(({ data }) => data?.id === '2')
  t.equal(moved.cursors().length, 1, 'what it had is not told again')
  for (const screen of [here!, there!, moved]) screen.close()
})

t.test('two processes with Redis', { skip: !hasRedis && 'no redis-server here' }, async (t) => {
  const redis = await startRedis(t)
  const { app, other, kernel, admin, agent, signUp } = await startTwo(t, { REDIS_URL: redis.url })

  t.test('what happens in one is told by the other, in the order of the log', async (t) => {
    const [here, there] = await Promise.all(
      [app, other].map((each) => openScreen(each, admin.accessToken)),
    )
    await Promise.all([1, 2, 3].map((n) => tell(kernel, String(n))))
    const newest = await kernel.database.query<{ id: string }>(
      'select max(id)::text as id from events',
    )
    for (const screen of [here!, there!]) {
      await screen.until(({ cursor, type }) => type === 'event' && cursor === newest[0]!.id)
      t.equal(screen.cursors().length, 3)
      screen.close()
    }
    t.same(here!.cursors(), there!.cursors())
  })
  t.test('people see each other over the border, and go', async (t) => {
    const mine = await openScreen(app, admin.accessToken)
    const theirs = await openScreen(other, agent.accessToken)
    await mine.until(({ data }) => data?.userId === agent.id && data.online)
    await theirs.until(({ data }) => data?.userId === admin.id && data.online)
    theirs.say({ type: 'typing', chatId: '5', on: true, mode: 'note' })
    t.match(await mine.until(({ event }) => event === 'typing.changed'), {
      data: { chatId: '5', user: { name: 'Ben Agent' }, mode: 'note' },
    })
    theirs.close()
    await mine.until(({ data }) => data?.userId === agent.id && data.online === false)
    mine.close()
  })
  t.test('a session that ends in one ends in the other, for REST and the socket', async (t) => {
    const someone = await signUp('Xenia Cross')
    const away = callerOf(other, someone)
    const screen = await openScreen(other, someone.accessToken)
    t.equal((await away.get('/api/auth/me')).status, 200)
    await someone.post('/api/auth/logout')
    t.equal(await screen.closed, 4401)
    t.equal((await away.get('/api/auth/me')).status, 401)
  })
  t.test('tries to sign in are counted together', async (t) => {
    const [here, there] = [callerOf(app, nobody), callerOf(other, nobody)]
    const body = { email: 'counted@example.com', password: 'guess' }
    for (let i = 0; i < 10; i++) {
      t.equal((await here.post('/api/auth/login', body)).status, 401)
      t.equal((await there.post('/api/auth/login', body)).status, 401)
    }
    t.equal((await here.post('/api/auth/login', body)).status, 429)
    t.equal((await there.post('/api/auth/login', body)).status, 429)
  })
  t.test('one predecessor gives one successor in both', async (t) => {
    const someone = await signUp('Rolf Racer')
    const answers = await Promise.all(
      [app, other, app, other].map((each) =>
        callerOf(each, nobody).post(
          '/api/auth/refresh',
          { refreshToken: someone.refreshToken },
          { headers: { 'x-token-delivery': 'body' } },
        ),
      ),
    )
    t.same(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    t.equal(new Set(answers.map(({ body }) => body.refreshToken)).size, 1)
  })
  t.test('losing Redis delays, and never loses', async (t) => {
    const screen = await openScreen(other, admin.accessToken)
    await redis.kill()
    await tell(kernel, '77')
    t.match(await screen.until(({ data }) => data?.id === '77'), { event: 'labels.updated' })
    t.match((await callerOf(other, nobody).get('/readyz')).body, { status: 'degraded' })
    t.equal((await callerOf(other, nobody).get('/readyz')).status, 200)
    const { status } = await callerOf(app, nobody).post('/api/auth/login', {
      email: 'counted@example.com',
      password: 'guess',
    })
    t.equal(status, 429, 'the limit of sign-ins does not open')
    screen.close()
  })
})
const nobody = { id: '', email: '', password: '', accessToken: '', refreshToken: '' }

function tell(kernel: Kernel, subject: string): Promise<unknown> {
  return change(
    kernel,
    async (_tx, events) => void events.push({ type: 'labels.updated', subject }),
  )
}
