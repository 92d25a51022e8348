/** Numbers for Prometheus at /metrics: counted by the kernel, or read when somebody asks. No label comes from user data. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

import { type Ingest, isEqual, type Kernel, type Meters, refuse } from '@parley/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { Type } from 'typebox'

import { freeBytesOf } from './health.ts'
import type { App } from './http.ts'

export interface Metrics {
  readonly registry: Registry
  /** For the kernel. */
  readonly meters: Meters
  /** Clients told to load again; counted by the realtime plugin. */
  readonly resets: Counter
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  function counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `parley_${name}`, help, labelNames, registers })
  }
  collectDefaultMetrics({ register: registry, prefix: 'parley_' })
  const acks = new Histogram({
    name: 'parley_webhook_ack_seconds',
    help: 'From a webhook to its 200, which follows the commit',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const batches = new Histogram({
    name: 'parley_ingest_batch_events',
    help: 'Inbound events of one commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers,
  })
  const rejected = counter('webhook_rejected_total', 'Webhooks refused', ['reason'])
  const deliveries = counter('deliveries_total', 'Deliveries stored', ['state'])
  const sends = counter('sends_total', 'Attempts to send', ['channel', 'result'])
  const lookups = counter('cache_lookups_total', 'Look-ups in memory', ['cache', 'result'])
  const resets = counter('ws_reset_total', 'Clients told to load again', ['cause'])
  return {
    registry,
    resets,
    meters: {
      acknowledged: (seconds) => acks.observe(seconds),
      batch: (events) => batches.observe(events),
      rejected: (reason) => rejected.inc({ reason }),
      delivery: (state) => deliveries.inc({ state }),
      sent: (channel, result) => sends.inc({ channel, result }),
      cached(cache, { hits, misses }) {
        lookups.inc({ cache, result: 'hit' }, hits)
        lookups.inc({ cache, result: 'miss' }, misses)
      },
    },
  }
}

/** `GET /metrics`, for this machine or with METRICS_TOKEN. */
export const metrics = fp(
  async (app: App, { registry, ingest }: Metrics & { ingest: Ingest }) => {
    const read = observe(app.kernel, registry, ingest)
    const stopDelay = observeDelay(registry)
    app.addHook('onClose', async () => stopDelay())
    app.get(
      '/metrics',
      {
        config: { right: 'public', quiet: true },
        schema: { response: { 200: Type.String() } },
        onRequest: async (request: FastifyRequest) => {
          if (!isAllowed(request)) throw refuse('unauthorized')
        },
      },
      async (_request, reply) => {
        await read()
        return reply.type(registry.contentType).send(await registry.metrics())
      },
    )
  },
  { name: 'metrics' },
)

function isAllowed(request: FastifyRequest): boolean {
  const { metricsToken } = request.server.kernel.config
  const { authorization, ...headers } = request.headers
  if (metricsToken && isEqual(authorization ?? '', `Bearer ${metricsToken}`)) return true
  // a proxy on this machine speaks for strangers
  const isForwarded = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['via']
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
}

function observeDelay(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  registry.registerMetric(
    new Gauge({
      name: 'parley_eventloop_delay_p99_seconds',
      help: 'Since the last scrape',
      registers: [],
      collect() {
        // the histogram counts its own sampling interval
        this.set(Math.max(0, delay.percentile(99) / 1e9 - 0.01))
        delay.reset()
      },
    }),
  )
  return () => delay.disable()
}

/** Gauges of the database, read all at once before a scrape is answered. */
function observe(kernel: Kernel, registry: Registry, ingest: Ingest): () => Promise<void> {
  function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name: `parley_${name}`, help, labelNames, registers: [registry] })
  }
  const oldest = gauge('outbox_oldest_seconds', 'Age of the oldest message', ['status'])
  const waiting = gauge('outbox_messages', 'Messages on their way', ['status'])
  const queued = gauge('ingest_waiting', 'Deliveries that wait for their commit')
  const lag = gauge('ingest_lag_seconds', 'Age of the oldest of them')
  const pool = gauge('db_pool_waiting', 'Queries that wait for a connection')
  const connections = gauge('db_pool_connections', 'Connections open', ['state'])
  const disk = gauge('disk_free_bytes', 'Where DATA_DIR lies')
  const backup = gauge('backup_age_seconds', 'Since the newest backup')
  const isUp = gauge('database_up', '1 while the database answers')
  return async () => {
    const { waitingCount, idleCount, totalCount } = kernel.database.pool
    queued.set(ingest.depth)
    lag.set(ingest.lagMs / 1000)
    pool.set(waitingCount)
    connections.set({ state: 'idle' }, idleCount)
    connections.set({ state: 'busy' }, totalCount - idleCount)
    disk.set((await freeBytesOf(kernel.config.dataDir)) ?? NaN)
    try {
      for (const row of await readOutbox(kernel)) {
        oldest.set({ status: row.status }, row.oldest)
        waiting.set({ status: row.status }, row.messages)
      }
      backup.set(await readBackupAge(kernel))
      isUp.set(1)
    } catch {
      isUp.set(0)
    }
  }
}

interface Reading {
  status: string
  messages: number
  oldest: number
}
function readOutbox({ database }: Kernel): Promise<Reading[]> {
  return database.query<Reading>(
    `select s.status, count(m.id)::int as messages,
            coalesce(extract(epoch from now() - min(m.created_at)), 0)::float8 as oldest
     from unnest(array['queued', 'sending', 'unknown']) s (status)
     left join messages m on m.status = s.status and m.status in ('queued', 'sending', 'unknown')
     group by s.status`,
  )
}

async function readBackupAge(kernel: Kernel): Promise<number> {
  const [row] = await kernel.database.query<{ value: string }>(
    "select value from facts where name = 'backup_at'",
  )
  // never is older than any limit: an alert compares, and nothing compares to NaN
  return row ? (kernel.now().getTime() - Date.parse(row.value)) / 1000 : Infinity
}
