/** Keeping connections alive: checks, webhook subscriptions, and tokens renewed before they end. */
import type { CheckResult } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import { getConnection } from './connection-list.ts'
import { type OpenConnection, placeOf } from './connections.ts'
import { seal } from './crypto.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import type { Connection } from './schemas/connection.ts'
import { syncTemplates } from './templates.ts'

/** Asks the platform, keeps what it says, and syncs templates while at it. */
export async function checkConnection(kernel: Kernel, id: string): Promise<Connection> {
  const connection = await kernel.connections.get(id)
  if (!connection) throw refuse('not_found')
  if (connection.status === 'disabled') return getConnection(kernel, id)
  const adapter = adapterOf(kernel, connection.channel)
  const mark = await postpone(kernel, id)
  let result = await ask(kernel, adapter, connection)
  if (result.problem === 'not_subscribed') {
    // platforms end a subscription whose webhook failed for a while; nobody should have to notice
    await subscribe(kernel, id)
    result = await ask(kernel, adapter, connection)
  }
  await change(kernel, async (tx, events) => {
    await tx.query(
      `update connections set status = $2, problem = $3, checks = $4, detail = detail || $5::jsonb, expires_at = coalesce($6, expires_at),
         account_id = coalesce($7, account_id), checked_at = now(),
         check_at = case when check_at = $8 then now() + make_interval(mins => $9) else check_at end
       where id = $1 and status <> 'disabled'`,
      [
        id,
        result.status,
        result.problem ?? null,
        JSON.stringify(result.checks),
        JSON.stringify(result.detail ?? {}),
        result.expiresAt ? new Date(result.expiresAt) : null,
        result.accountId ?? null,
        mark,
        isPassing(result) ? soonMinutes : dayMinutes,
      ],
    )
    events.push({ type: 'connection.updated', subject: id })
  })
  kernel.connections.changed(id)
  if (result.status !== 'needs_reconnect') {
    await syncTemplates(kernel, connection).catch((error: unknown) => {
      kernel.log.warn({ err: error, connectionId: id }, 'templates could not be synced')
    })
    if (connection.status === 'needs_reconnect') await fetchNow(kernel, id)
    kernel.bus.publish('outbox', null)
  }
  return getConnection(kernel, id)
}

/** Files that waited for a good token are due at once. */
async function fetchNow({ database, bus }: Kernel, id: string): Promise<void> {
  await database.query(
    `update attachments a set next_at = now() from messages m
     where m.id = a.message_id and m.connection_id = $1 and a.state = 'pending' and a.next_at > now()`,
    [id],
  )
  bus.publish('media', null)
}

const leaseMinutes = 2
const soonMinutes = 5
const dayMinutes = 1440

/** Until this check has ended nobody begins another. What the platform says meanwhile moves the mark, and is looked at afterwards. */
async function postpone({ database }: Pick<Kernel, 'database'>, id: string): Promise<string> {
  const [row] = await database.query<{ mark: string }>(
    `update connections set check_at = now() + make_interval(mins => $2) where id = $1 returning check_at::text as mark`,
    [id, leaseMinutes],
  )
  return row!.mark
}

function isPassing({ problem }: CheckResult): boolean {
  return problem === 'unreachable' || problem === 'rate_limited'
}

/** Idempotent; a failure shows in the next check. */
export async function subscribe(kernel: Kernel, id: string): Promise<void> {
  const connection = await kernel.connections.get(id)
  const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
  if (!connection || !adapter?.subscribe) return
  await adapter
    .subscribe(connection, {
      ...kernel.callContext(connection.channel),
      webhookUrl: webhookUrl(kernel, adapter),
    })
    .catch((error: unknown) => {
      kernel.log.warn({ err: error, connectionId: id }, 'webhooks could not be subscribed')
    })
}

export type Asked = Pick<OpenConnection, 'id' | 'externalId' | 'name' | 'config' | 'secrets'>

/** What the platform says of it now, without a secret in it. */
export async function ask(
  kernel: Kernel,
  adapter: Adapter,
  connection: Asked,
): Promise<CheckResult> {
  const context = {
    ...kernel.callContext(adapter.manifest.id),
    webhookUrl: webhookUrl(kernel, adapter),
  }
  return redact(
    await adapter.check(connection, context),
    Object.values(connection.secrets).map(String),
  )
}

export function webhookUrl(kernel: Pick<Kernel, 'config'>, adapter: Adapter): string {
  return `${kernel.config.frontendUrl}/api/webhooks/${adapter.webhook.path}`
}

export function adapterOf(kernel: Pick<Kernel, 'adapters'>, channel: string): Adapter {
  const adapter = kernel.adapters.byChannel.get(channel)
  if (!adapter)
    throw refuse('invalid', {
      detail: 'There is no such channel',
      errors: [{ pointer: '/channel', message: 'is not a loaded channel' }],
    })
  return adapter
}

const refreshAheadMs = 12 * 86_400_000

/** What is due: a first or daily check, a notice of the platform, a token that ends soon. Any number of processes may run this. */
export async function keepUp(kernel: Kernel): Promise<void> {
  for (let due = await claim(kernel); due; due = await claim(kernel)) {
    if (due.isEnding) await refreshToken(kernel, due.id)
    await checkConnection(kernel, due.id)
  }
}

// a token that came by hand tells no end; one that can be renewed says it then
async function claim({
  database,
}: Pick<Kernel, 'database'>): Promise<{ id: string; isEnding: boolean } | undefined> {
  const [row] = await database.query<{ id: string; isEnding: boolean }>(
    `update connections c set check_at = now() + make_interval(mins => $2) from (
       select id from connections where check_at <= now() and status <> 'disabled' and secrets is not null
       order by check_at limit 1 for update skip locked
     ) due where c.id = due.id
     returning c.id::text, coalesce(c.expires_at < now() + make_interval(secs => $1::float8 / 1000), true) as "isEnding"`,
    [refreshAheadMs, leaseMinutes],
  )
  return row
}

/** A longer-lived token where the platform gives one; else the connection says that it needs a person. */
export async function refreshToken(kernel: Kernel, id: string): Promise<boolean> {
  const connection = await kernel.connections.get(id)
  const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
  if (!connection || !adapter?.refresh) return false
  const result = redact(
    await adapter.refresh(connection, kernel.callContext(connection.channel)),
    [],
  )
  if ('failure' in result) {
    kernel.log.warn({ connectionId: id, code: result.failure.code }, 'a token could not be renewed')
    return false
  }
  const sealed = seal(JSON.stringify(result.secrets), placeOf(id), kernel.keys)
  await kernel.database.query(
    'update connections set secrets = $2, expires_at = $3 where id = $1',
    [id, sealed, result.expiresAt ? new Date(result.expiresAt) : null],
  )
  kernel.connections.changed(id)
  return true
}
