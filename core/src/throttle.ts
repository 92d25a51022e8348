/** Keeps to the rates that an adapter declares, before the platform has to refuse. Token buckets, shared by all processes where there is Redis. */
import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'

import type { Rate } from './adapter.ts'
import type { Bus } from './bus.ts'
import type { Claimed } from './claims.ts'

interface Bucket {
  key: string
  perSecond: number
  most: number
}
export type Rated = Pick<Claimed, 'adapter' | 'connection' | 'chatId' | 'step'>
export interface Throttle {
  /** 0 takes a token of every rate that applies; else how long until all have one. */
  waitFor(message: Rated): Promise<number>
}

/** While Redis is away each process keeps to the rates by itself: too fast together, but never stopped. */
export function openThrottle(bus: Pick<Bus, 'redis' | 'isHealthy'>): Throttle {
  const own = openBuckets()
  return {
    async waitFor(message) {
      const buckets = bucketsOf(message)
      if (!bus.redis || !bus.isHealthy) return own(buckets)
      return takeShared(bus.redis, buckets).catch(() => own(buckets))
    },
  }
}

function bucketsOf({ adapter, connection, chatId, step }: Rated): Bucket[] {
  const rates: readonly Rate[] =
    adapter.narrow?.({ config: connection.config }).rates ?? adapter.rates
  return rates.flatMap(({ scope, perSecond, burst, kinds }, index) => {
    if (kinds && !kinds.includes(step.kind)) return []
    const key = `${connection.id}|${scope === 'chat' ? chatId : ''}|${index}|${scope}`
    return [{ key, perSecond, most: Math.max(1, burst ?? perSecond) }]
  })
}

function openBuckets(): (buckets: readonly Bucket[]) => number {
  const levels = new LRUCache<string, { tokens: number; at: number }>({ max: 20_000 })
  return (buckets) => {
    const now = performance.now()
    const filled = buckets.map(({ key, perSecond, most }) => {
      const { tokens, at } = levels.get(key) ?? { tokens: most, at: now }
      return Math.min(most, tokens + ((now - at) / 1000) * perSecond)
    })
    const waits = buckets.map(({ perSecond }, i) => ((1 - filled[i]!) / perSecond) * 1000)
    const waitMs = Math.max(0, ...waits)
    buckets.forEach(({ key }, i) =>
      levels.set(key, { tokens: filled[i]! - (waitMs > 0 ? 0 : 1), at: now }),
    )
    return Math.ceil(waitMs)
  }
}

// one clock, that of Redis; a bucket that would be full again is forgotten
const script = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  local filled, wait = {}, 0
  for i, key in ipairs(KEYS) do
    local rate, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
    local level = redis.call('HMGET', key, 'tokens', 'at')
    filled[i] = most
    if level[1] then filled[i] = math.min(most, level[1] + (now - level[2]) / 1000 * rate) end
    wait = math.max(wait, (1 - filled[i]) / rate * 1000)
  end
  for i, key in ipairs(KEYS) do
    local rate, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
    redis.call('HSET', key, 'tokens', filled[i] - (wait > 0 and 0 or 1), 'at', now)
    redis.call('PEXPIRE', key, math.ceil(most / rate * 1000) + 1000)
  end
  return math.ceil(wait)`

async function takeShared(redis: Redis, buckets: readonly Bucket[]): Promise<number> {
  if (buckets.length === 0) return 0
  const keys = buckets.map(({ key }) => `parley:rate:${key}`)
  const limits = buckets.flatMap(({ perSecond, most }) => [perSecond, most])
  return Number(await redis.eval(script, keys.length, ...keys, ...limits))
}
