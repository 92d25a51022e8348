/** Connections: found by what a webhook names, with their secrets opened. Held in memory, dropped when one changes. */
import type { Bus } from './bus.ts'
import { type Keys, open, type Place } from './crypto.ts'
import type { Database, Sql } from './database.ts'
import type { ConnectionStatus } from './schemas/connection.ts'

export interface OpenConnection {
  readonly id: string
  readonly channel: string
  readonly externalId: string
  readonly accountId: string | null
  readonly name: string
  readonly status: ConnectionStatus
  readonly config: Record<string, unknown>
  readonly secrets: Record<string, unknown>
  readonly expiresAt: Date | null
}
export interface Connections {
  /** All of them; one query after a change, none otherwise. */
  all(): Promise<readonly OpenConnection[]>
  get(id: string): Promise<OpenConnection | undefined>
  find(channel: string, externalId: string): Promise<OpenConnection | undefined>
  /** Those below a business account, for events that name no connection. */
  below(channel: string, accountId: string): Promise<readonly OpenConnection[]>
  /** After a commit that changed one: drops the copy here and in the other processes. */
  changed(id: string): void
}

export function placeOf(id: string): Place {
  return ['connections', id, 'secrets']
}

export function openConnections({
  database,
  bus,
  keys,
}: {
  database: Database
  bus: Bus
  keys: Keys
}): Connections {
  let held: Promise<OpenConnection[]> | undefined
  let heldAt = 0
  bus.subscribe('stale', ({ what }) => {
    if (what === 'connections') held = undefined
  })
  function all(): Promise<OpenConnection[]> {
    // a hint may be lost while Redis is away: a copy is never older than a minute
    if (held && Date.now() - heldAt < 60_000) return held
    heldAt = Date.now()
    const reading = read(database, keys)
    reading.catch(() => {
      held = undefined
    })
    held = reading
    return reading
  }
  return {
    all,
    get: async (id) => (await all()).find((each) => each.id === id),
    find: async (channel, externalId) =>
      (await all()).find((each) => each.channel === channel && each.externalId === externalId),
    below: async (channel, accountId) =>
      (await all()).filter((each) => each.channel === channel && each.accountId === accountId),
    changed(id) {
      held = undefined
      bus.publish('stale', { what: 'connections', id })
    },
  }
}

async function read(sql: Sql, keys: Keys): Promise<OpenConnection[]> {
  const rows = await sql.query<Omit<OpenConnection, 'secrets'> & { sealed: string | null }>(
    `select id::text, channel, external_id as "externalId", account_id as "accountId", name, status, config,
            expires_at as "expiresAt", secrets as sealed from connections order by connections.id`,
  )
  return rows.map(({ sealed, ...row }) => ({ ...row, secrets: openSecrets(row.id, sealed, keys) }))
}

// secrets that do not open make one connection unusable, not all
function openSecrets(id: string, sealed: string | null, keys: Keys): Record<string, unknown> {
  try {
    return sealed ? (JSON.parse(open(sealed, placeOf(id), keys)) as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
