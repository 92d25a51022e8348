/** Keeps to the rates that an adapter declares, before the platform has to refuse. Token buckets of this process. */
import { LRUCache } from 'lru-cache'

import type { Rate } from './adapter.ts'
import type { Claimed } from './claims.ts'

interface Bucket {
  tokens: number
  at: number
}
export interface Throttle {
  /** 0 takes a token of every rate that applies; else how long until all have one. */
  waitFor(
    message: Pick<Claimed, 'adapter' | 'connection' | 'chatId' | 'step'>,
    now?: number,
  ): number
}

export function openThrottle(): Throttle {
  const buckets = new LRUCache<string, Bucket>({ max: 20_000 })
  return {
    waitFor({ adapter, connection, chatId, step }, now = performance.now()) {
      const rates = (adapter.narrow?.({ config: connection.config }).rates ?? adapter.rates).filter(
        ({ kinds }) => !kinds || kinds.includes(step.kind),
      )
      const taken = rates
        .map((rate, index) => ({
          rate,
          key: `${connection.id}|${rate.scope === 'chat' ? chatId : ''}|${index}|${rate.scope}`,
        }))
        .map(({ rate, key }) => ({ rate, key, bucket: filled(buckets.get(key), rate, now) }))
      const waitMs = Math.max(
        0,
        ...taken.map(({ rate, bucket }) => ((1 - bucket.tokens) / rate.perSecond) * 1000),
      )
      for (const { key, bucket } of taken)
        buckets.set(key, { tokens: bucket.tokens - (waitMs > 0 ? 0 : 1), at: now })
      return Math.ceil(waitMs)
    },
  }
}

function filled(bucket: Bucket | undefined, { perSecond, burst }: Rate, now: number): Bucket {
  const most = Math.max(1, burst ?? perSecond)
  return bucket
    ? { tokens: Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * perSecond), at: now }
    : { tokens: most, at: now }
}
