/** How often somebody may try to sign in: per address, and per e-mail. Counted here always, and in Redis for all processes. */
import { normalizeIP } from '@fastify/rate-limit'
import { type Kernel, refuse, sha256 } from '@parley/core'
import { LRUCache } from 'lru-cache'

const windowMs = 15 * 60_000
const limits = { address: 60, email: 20 }

export interface Attempt {
  address: string
  email?: string
}
export interface SignInLimit {
  /** Counts the attempt before any work is done for it; throws 429 when there were too many. */
  take(attempt: Attempt): Promise<void>
  /** It succeeded: the person's own slips are forgotten, those of the address are not. */
  forgive(attempt: Attempt): void
}

interface Count {
  count: number
  until: number
}

export function openSignInLimit({ bus, now }: Pick<Kernel, 'bus' | 'now'>): SignInLimit {
  const counts = new LRUCache<string, Count>({ max: 50_000 })
  function countHere(key: string): Count {
    const time = now().getTime()
    const known = counts.get(key)
    const entry = known && known.until > time ? known : { count: 0, until: time + windowMs }
    entry.count++
    counts.set(key, entry)
    return entry
  }
  async function countEverywhere(key: string): Promise<Count> {
    const here = countHere(key)
    if (!bus.redis) return here
    try {
      const [count, waitMs] = (await bus.redis.eval(script, 1, key, windowMs)) as [number, number]
      // kept here too: what was known stays known when Redis goes
      if (count > here.count) Object.assign(here, { count, until: now().getTime() + waitMs })
    } catch {
      // Redis is away: this process goes on counting alone, the limiter never opens
    }
    return here
  }
  return {
    async take(attempt) {
      for (const [key, limit] of keysOf(attempt)) {
        const { count, until } = await countEverywhere(key)
        const waitSeconds = Math.ceil((until - now().getTime()) / 1000)
        if (count > limit)
          throw refuse('too_many_requests', { headers: { 'retry-after': String(waitSeconds) } })
      }
    },
    forgive(attempt) {
      const [, email] = keysOf(attempt)
      if (!email) return
      counts.delete(email[0])
      bus.redis?.del(email[0]).catch(() => undefined)
    },
  }
}

function keysOf({ address, email }: Attempt): [key: string, limit: number][] {
  const keys: [string, number][] = [
    [`parley:sign-in:address:${normalizeIP(address, 64)}`, limits.address],
  ]
  // hashed: addresses of people do not lie about in Redis
  if (email)
    keys.push([`parley:sign-in:email:${sha256(email).toString('base64url')}`, limits.email])
  return keys
}

const script = `
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
return {count, redis.call('pttl', KEYS[1])}`
