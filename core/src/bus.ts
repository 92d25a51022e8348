/** Wakes other parts and other processes. Only hints and passing states go through it; the database holds every fact. */
import { EventEmitter } from 'node:events'

import { Redis } from 'ioredis'

import type { Config } from './config.ts'

interface Topics {
  /** There is something new in the event log. */
  events: null
  /** There is something to send. */
  outbox: null
  /** There are media or profiles to fetch. */
  media: null
  /** A platform said something about a connection. */
  connections: null
  /** Connections, merged chats or rights changed: drop what is cached. */
  stale: { what: 'connections' | 'identities' | 'session'; id: string }
  /** Passing states, straight to the screens. */
  presence: { userId: string; name: string; online: boolean; chatId: string | null }
  typing: {
    chatId: string
    user: { id: string; name: string } | null
    contact: boolean
    on: boolean
    mode: string
  }
}
export interface Bus {
  publish<T extends keyof Topics>(topic: T, data: Topics[T]): void
  subscribe<T extends keyof Topics>(topic: T, listener: (data: Topics[T]) => void): () => void
  /** False while Redis is configured but away: then events arrive by polling. */
  readonly isHealthy: boolean
  /** The shared Redis, for rate limits and presence; undefined in process. */
  readonly redis: Redis | undefined
  close(): Promise<void>
}

const channel = 'parley:bus'

/** In process without REDIS_URL, over Redis with it. */
export function openBus(
  config: Pick<Config, 'redisUrl' | 'redisPassword'>,
  report: (line: string) => void = () => undefined,
): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  const remote = config.redisUrl ? connect(config, { emitter, report }) : undefined
  return {
    publish(topic, data) {
      emitter.emit(topic, data)
      remote?.send(topic, data)
    },
    subscribe(topic, listener) {
      emitter.on(topic, listener)
      return () => emitter.off(topic, listener)
    },
    get isHealthy() {
      return !remote || remote.redis.status === 'ready'
    },
    redis: remote?.redis,
    close: async () => remote?.close(),
  }
}

function connect(
  config: Pick<Config, 'redisUrl' | 'redisPassword'>,
  { emitter, report }: { emitter: EventEmitter; report: (line: string) => void },
) {
  const sender = `${process.pid}.${Math.random().toString(36).slice(2)}`
  const options = {
    ...(config.redisPassword && { password: config.redisPassword }),
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 3000,
    // never gives up: Redis may come back after hours
    retryStrategy: (times: number) => Math.min(100 * 2 ** Math.min(times, 6), 5000),
  }
  const redis = new Redis(config.redisUrl!, options)
  const subscriber = new Redis(config.redisUrl!, { ...options, autoResubscribe: true })
  let isAway = false
  for (const client of [redis, subscriber]) {
    client.on('error', (error: Error) => {
      if (!isAway) report(`Redis is away: ${error.message}`)
      isAway = true
    })
    client.on('ready', () => {
      isAway = false
    })
  }
  subscriber.on('ready', () => {
    void subscriber.subscribe(channel).then(
      () => emitter.emit('events', null),
      () => undefined,
    )
  })
  subscriber.on('message', (_channel: string, text: string) => {
    const { from, topic, data } = JSON.parse(text) as { from: string; topic: string; data: unknown }
    if (from !== sender) emitter.emit(topic, data)
  })
  return {
    redis,
    send(topic: string, data: unknown) {
      // a lost hint costs one polling interval, never a message
      redis.publish(channel, JSON.stringify({ from: sender, topic, data })).catch(() => undefined)
    },
    async close() {
      redis.disconnect()
      subscriber.disconnect()
    },
  }
}
