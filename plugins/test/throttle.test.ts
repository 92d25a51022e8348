import { once } from 'node:events'

import { openBus } from '@parley/core'
import t from 'tap'

import { openThrottle, type Rated } from '../../core/src/throttle.ts'
import { hasRedis, startRedis } from './redis.ts'

const rates = [
  { scope: 'connection', perSecond: 0.001, burst: 3, kinds: ['text'] },
  { scope: 'chat', perSecond: 0.001, burst: 2 },
] as const

function message(chatId: string, kind = 'text'): Rated {
  const adapter = { rates } as unknown as Rated['adapter']
  const connection = { id: '1', config: {} } as unknown as Rated['connection']
  return { adapter, connection, chatId, step: { kind } as Rated['step'] }
}

t.test('a burst passes, then the wait is as long as the rate says', async (t) => {
  const throttle = openThrottle({ redis: undefined, isHealthy: true })
  t.equal(await throttle.waitFor(message('a')), 0)
  t.equal(await throttle.waitFor(message('a')), 0)
  const waitMs = await throttle.waitFor(message('a'))
  t.ok(waitMs > 900_000 && waitMs <= 1_000_000, `${waitMs} ms until the chat may have another`)
})

t.test('one busy recipient takes nothing from another', async (t) => {
  const throttle = openThrottle({ redis: undefined, isHealthy: true })
  for (const chat of ['a', 'a']) t.equal(await throttle.waitFor(message(chat)), 0)
  for (let i = 0; i < 10; i++) t.not(await throttle.waitFor(message('a')), 0)
  t.equal(await throttle.waitFor(message('b')), 0, 'what had to wait has used up nothing')
  t.not(await throttle.waitFor(message('b')), 0, 'now the connection has had its three')
  t.equal(await throttle.waitFor(message('c', 'media')), 0, 'another kind has its own allowance')
})

t.test(
  'processes share their allowance over Redis',
  { skip: !hasRedis && 'no redis-server' },
  async (t) => {
    const redis = await startRedis(t)
    const buses = [openBus({ redisUrl: redis.url }), openBus({ redisUrl: redis.url })]
    t.teardown(() => Promise.all(buses.map((bus) => bus.close())))
    for (const { redis: client } of buses)
      if (client!.status !== 'ready') await once(client!, 'ready')
    const [first, second] = buses.map((bus) => openThrottle(bus))
    t.equal(await first!.waitFor(message('a')), 0)
    t.equal(await second!.waitFor(message('a')), 0)
    for (const throttle of [first!, second!]) {
      const waitMs = await throttle.waitFor(message('a'))
      t.ok(waitMs > 900_000 && waitMs <= 1_000_000, `${waitMs} ms`)
    }
    t.equal(await first!.waitFor(message('b')), 0)
    t.not(await second!.waitFor(message('c')), 0)
    await redis.kill()
    t.equal(await first!.waitFor(message('d')), 0, 'without Redis each process goes on by itself')
  },
)
