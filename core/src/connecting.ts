/** Making, changing and ending connections. Secrets are sealed before they touch a row, and history stays whatever happens. */
import type { TObject } from 'typebox'
import { Value } from 'typebox/value'

import type { CheckResult, NewConnection } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import { getConnection } from './connection-list.ts'
import { type OpenConnection, placeOf } from './connections.ts'
import { seal } from './crypto.ts'
import { type FieldFault, refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { beginPast } from './past.ts'
import { replayUnrouted } from './replay.ts'
import type { Connection } from './schemas/connection.ts'
import { adapterOf, ask, checkConnection, subscribe } from './upkeep.ts'

interface Given {
  channel: string
  name?: string | undefined
  config: Record<string, unknown>
  secrets: Record<string, unknown>
  check?: boolean | undefined
}

/** By hand. Asks the platform first, unless told not to. */
export async function createConnection(kernel: Kernel, given: Given): Promise<Connection> {
  const adapter = adapterOf(kernel, given.channel)
  const { config, secrets } = checkedBoth(adapter, given)
  const externalId = adapter.externalId(config)
  await checkFree(kernel, given.channel, externalId)
  const asked = { id: '0', externalId, name: externalId, config, secrets }
  const result = given.check === false ? undefined : await ask(kernel, adapter, asked)
  if (result?.status === 'needs_reconnect') throw failedChecks(result)
  const accountId = adapter.accountId?.(config)
  const name = given.name ?? result?.name ?? externalId
  const fresh = { ...asked, name, ...(accountId && { accountId }) } as NewConnection
  const id = await save(kernel, given.channel, fresh)
  if (result) await begin(kernel, id)
  await replayUnrouted(kernel, fresh)
  return getConnection(kernel, id)
}

async function checkFree(kernel: Kernel, channel: string, externalId: string): Promise<void> {
  const there = await kernel.connections.find(channel, externalId)
  // one that was disconnected holds only history: connecting again goes on with it
  if (!there || there.status === 'disabled') return
  const errors = [{ pointer: '/config', message: 'is connected already' }]
  throw refuse('conflict', { detail: 'This account is connected already', errors })
}

/** Webhooks on, what the platform then says of it, and what was said there before. */
export async function begin(kernel: Kernel, id: string): Promise<void> {
  await subscribe(kernel, id)
  await beginPast(kernel, id, { isAgain: false })
  await checkConnection(kernel, id)
}

function checkedBoth(
  { schemas }: Adapter,
  { config, secrets }: Pick<Given, 'config' | 'secrets'>,
): Pick<Given, 'config' | 'secrets'> {
  return {
    config: checked(schemas.config as TObject, config, '/config'),
    secrets: checked(schemas.secrets as TObject, secrets, '/secrets'),
  }
}

/** What a finished connect flow or a form gives. The same account again is the same connection: its chats stay, and what was set by hand. */
export async function save(kernel: Kernel, channel: string, fresh: NewConnection): Promise<string> {
  const id = await change(kernel, async (tx, events) => {
    const [row] = await tx.query<{ id: string }>(
      `insert into connections (channel, external_id, account_id, name, config, expires_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (channel, external_id) do update set account_id = coalesce(excluded.account_id, connections.account_id), config = connections.config || excluded.config,
         expires_at = excluded.expires_at, status = case when connections.status = 'connected' then 'connected' else 'unverified' end, problem = null, paused_until = null
       returning id::text`,
      [
        channel,
        fresh.externalId,
        fresh.accountId ?? null,
        fresh.name,
        JSON.stringify(fresh.config),
        fresh.expiresAt ? new Date(fresh.expiresAt) : null,
      ],
    )
    await tx.query('update connections set secrets = $2 where id = $1', [
      row!.id,
      seal(JSON.stringify(fresh.secrets), placeOf(row!.id), kernel.keys),
    ])
    events.push({ type: 'connection.updated', subject: row!.id })
    return row!.id
  })
  kernel.connections.changed(id)
  kernel.bus.publish('outbox', null)
  return id
}

interface Patch {
  name?: string | undefined
  config?: Record<string, unknown> | undefined
  secrets?: Record<string, unknown> | undefined
  disabled?: boolean | undefined
  check?: boolean | undefined
}

/** New secrets let waiting messages out; what is not given stays as it is. */
export async function patchConnection(
  kernel: Kernel,
  id: string,
  patch: Patch,
): Promise<Connection> {
  const before = await kernel.connections.get(id)
  if (!before) throw refuse('not_found')
  const after = { ...before, ...patched(adapterOf(kernel, before.channel), before, patch) }
  const isNew = patch.secrets !== undefined || patch.config !== undefined
  const isAsked = isNew && patch.check !== false
  if (isAsked) {
    const result = await ask(kernel, adapterOf(kernel, before.channel), after)
    if (result.status === 'needs_reconnect') throw failedChecks(result)
  }
  await update(kernel, after, patch)
  if (isAsked || patch.disabled === false) await checkConnection(kernel, id)
  kernel.bus.publish('outbox', null)
  return getConnection(kernel, id)
}

function patched(
  adapter: Adapter,
  before: OpenConnection,
  patch: Patch,
): Pick<Given, 'config' | 'secrets'> {
  const config = patch.config ? { ...before.config, ...patch.config } : before.config
  const secrets = patch.secrets ? { ...before.secrets, ...patch.secrets } : before.secrets
  // what is not touched is not judged: a name can be changed while a token is missing
  if (!patch.config && !patch.secrets) return { config, secrets }
  const after = checkedBoth(adapter, { config, secrets })
  if (adapter.externalId(after.config) === before.externalId) return after
  const errors = [{ pointer: '/config', message: 'names another account' }]
  throw refuse('invalid', { detail: 'A connection cannot become another account', errors })
}

async function update(kernel: Kernel, after: OpenConnection, patch: Patch): Promise<void> {
  const isRevived = patch.secrets !== undefined || patch.disabled === false
  await change(kernel, async (tx, events) => {
    await tx.query(
      `update connections set name = $2, config = $3, secrets = $4,
         status = case when $5::boolean then 'disabled' when $6::boolean then 'unverified' else status end,
         problem = case when $6::boolean then null else problem end, expires_at = case when $7::boolean then null else expires_at end, paused_until = case when $6::boolean then null else paused_until end
       where id = $1`,
      [
        after.id,
        patch.name ?? after.name,
        JSON.stringify(after.config),
        seal(JSON.stringify(after.secrets), placeOf(after.id), kernel.keys),
        patch.disabled === true,
        isRevived,
        patch.secrets !== undefined,
      ],
    )
    events.push({ type: 'connection.updated', subject: after.id })
  })
  kernel.connections.changed(after.id)
}

/** Stops webhooks and sending. The chats stay: connecting the same account again goes on with them. */
export async function disableConnection(kernel: Kernel, id: string): Promise<void> {
  const connection = await kernel.connections.get(id)
  if (!connection) throw refuse('not_found')
  const adapter = kernel.adapters.byChannel.get(connection.channel)
  await adapter
    ?.disconnect?.(connection, kernel.callContext(connection.channel))
    .catch((error: unknown) => {
      kernel.log.warn(
        { err: error, connectionId: id },
        'the platform was not told that we disconnect',
      )
    })
  await change(kernel, async (tx, events) => {
    await tx.query(
      "update connections set status = 'disabled', problem = null, secrets = null where id = $1",
      [id],
    )
    events.push({ type: 'connection.updated', subject: id })
  })
  kernel.connections.changed(id)
}

function checked(
  schema: TObject,
  value: Record<string, unknown>,
  pointer: string,
): Record<string, unknown> {
  const clean = Value.Clean(schema, Value.Default(schema, structuredClone(value))) as Record<
    string,
    unknown
  >
  if (Value.Check(schema, clean)) return clean
  const errors: FieldFault[] = [...Value.Errors(schema, clean)].map((error) => ({
    pointer: `${pointer}${error.instancePath}${missingOf(error)}`,
    message: error.message,
  }))
  throw refuse('invalid', { detail: 'Some fields are not acceptable', errors })
}

function missingOf({ params }: { params: object }): string {
  const [name] = (params as { requiredProperties?: readonly string[] }).requiredProperties ?? []
  return name ? `/${name}` : ''
}

function failedChecks(result: CheckResult) {
  const failed = result.checks.filter(({ ok }) => !ok)
  return refuse('check_failed', {
    detail: failed[0]?.fix ?? failed[0]?.detail ?? 'The platform refused these credentials',
    errors: failed.map(({ id, label, detail, fix }) => ({
      pointer: `/checks/${id}`,
      message: [label, detail, fix].filter(Boolean).join('. '),
    })),
    extra: { checks: result.checks },
  })
}
