/** Is it alive, is it ready, and how is it: for supervisors, load balancers and people. */
import { statfs } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

import type { Kernel } from '@parley/core'
import { oneOf } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from './http.ts'
import { versionOf } from './setup.ts'

const needsFreeBytes = 500 * 1024 * 1024
const trustMs = 1000
const patienceMs = 1000

const Part = Type.Object(
  { status: oneOf(['ok', 'degraded', 'down', 'off']) },
  { additionalProperties: true },
)
const Health = Type.Object({
  status: oneOf(['ok', 'degraded', 'down']),
  version: Type.String(),
  checks: Type.Object({ database: Part, redis: Part, storage: Part, outbox: Part }),
})
const Status = Type.Object({ status: Type.String() })
type Condition = 'ok' | 'degraded' | 'down' | 'off'
interface Checks {
  database: { status: Condition; ms?: number }
  redis: { status: Condition }
  storage: { status: Condition; freeBytes?: number }
  outbox: { status: Condition; queued?: number; unknown?: number; oldestSeconds?: number }
}

export async function health(app: App): Promise<void> {
  const { kernel } = app
  const version = versionOf(kernel)
  const check = remembered(() => checkAll(kernel))
  const config = { right: 'public', quiet: true } as const
  app.readiness.isOn = true
  app.get(
    '/health',
    { config, schema: { response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const checks = await check()
      const conditions = Object.values(checks).map((each) => each.status)
      const isDown = checks.database.status === 'down'
      const isWhole = conditions.every((each) => each === 'ok' || each === 'off')
      const status = isDown ? 'down' : isWhole ? 'ok' : 'degraded'
      return reply.code(isDown ? 503 : 200).send({ status, version, checks })
    },
  )
  app.get('/livez', { config, schema: { response: { 200: Status } } }, async () => ({
    status: 'ok',
  }))
  app.get(
    '/readyz',
    { config, schema: { response: { 200: Status, 503: Status } } },
    async (_request, reply) => {
      const { database, redis, storage } = await check()
      const isReady = app.readiness.isOn && database.status === 'ok' && storage.status !== 'down'
      if (!isReady) return reply.code(503).send({ status: 'not ready' })
      return { status: redis.status === 'degraded' ? 'degraded' : 'ok' }
    },
  )
}

// anybody may ask as often as they like; the database answers once a second
function remembered(check: () => Promise<Checks>): () => Promise<Checks> {
  let last: Promise<Checks> | undefined
  let at = 0
  return () => {
    if (!last || performance.now() - at > trustMs) {
      at = performance.now()
      last = check()
    }
    return last
  }
}

async function checkAll(kernel: Kernel): Promise<Checks> {
  const [{ database, outbox }, storage] = await Promise.all([
    checkDatabase(kernel),
    checkStorage(kernel),
  ])
  const { bus, config } = kernel
  const redis: Condition = !config.redisUrl ? 'off' : bus.isHealthy ? 'ok' : 'degraded'
  return { database, redis: { status: redis }, storage, outbox }
}

async function checkDatabase(kernel: Kernel): Promise<Pick<Checks, 'database' | 'outbox'>> {
  const startedAt = performance.now()
  const late = new AbortController()
  try {
    const row = await Promise.race([
      readOutbox(kernel),
      wait(patienceMs, undefined, { signal: late.signal }).then(() => undefined),
    ])
    if (!row) return away
    return {
      database: { status: 'ok', ms: Math.round(performance.now() - startedAt) },
      outbox: { status: row.oldestSeconds > 600 ? 'degraded' : 'ok', ...row },
    }
  } catch {
    return away
  } finally {
    late.abort()
  }
}
const away = { database: { status: 'down' }, outbox: { status: 'down' } } as const

async function readOutbox({ database }: Kernel) {
  const [row] = await database.query<{ queued: number; unknown: number; oldestSeconds: number }>(
    `select count(*) filter (where status in ('queued', 'sending'))::int as queued,
            count(*) filter (where status = 'unknown')::int as unknown,
            coalesce(round(extract(epoch from now() - min(coalesce(next_at, created_at)) filter (where status = 'queued'))), 0)::int as "oldestSeconds"
     from messages where status in ('queued', 'sending', 'unknown')`,
  )
  return row
}

async function checkStorage({ config }: Pick<Kernel, 'config'>): Promise<Checks['storage']> {
  const freeBytes = await freeBytesOf(config.dataDir)
  if (freeBytes === undefined) return { status: 'off' }
  return { status: freeBytes > needsFreeBytes ? 'ok' : 'down', freeBytes }
}

/** Undefined where there is no such folder: everything is kept elsewhere. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}
