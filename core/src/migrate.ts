/** Brings a database to this version's schema, and refuses one that another version's migrations made. */
import { Client, type PoolClient } from 'pg'

import { sha256 } from './crypto.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'

/** Runs what is pending, one process at a time. Refuses a database that is newer than the code, or that was made by other code. */
export async function migrate(database: Database): Promise<string[]> {
  // beside the pool: the migrator takes a connection of its own, and a pool may hold only one
  const client = new Client(database.pool.options)
  await client.connect()
  try {
    await client.query("set lock_timeout = '60s'; set statement_timeout = 0")
    await client.query('select pg_advisory_lock(7203)')
    const known = new Set(migrations.map(({ name }) => name))
    const executed = await executedNames(client)
    const strange = executed.filter((name) => !known.has(name))
    if (strange.length > 0)
      throw new NewerDatabaseError(
        `the database is newer than this version of Parley: ${strange.join(', ')}`,
      )
    await refuseChanged(client, database)
    const isCurrent = executed.length === known.size
    const applied = isCurrent ? [] : await database.orm.migrator.up()
    await recordSums(client, database)
    return applied.map(({ name }) => name)
  } finally {
    // the lock ends with its session
    await client.end()
  }
}

export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError'
}
export class ChangedMigrationError extends Error {
  override name = 'ChangedMigrationError'
}

export async function executedNames(sql: Pick<PoolClient, 'query'>): Promise<string[]> {
  const {
    rows: [table],
  } = await sql.query("select to_regclass('migrations') as name")
  if (!(table as { name: string | null }).name) return []
  return (await sql.query('select name from migrations order by id')).rows.map(
    (row: { name: string }) => row.name,
  )
}

/** Its migrations say something else today than when they ran here: the schema is not what this code expects. */
export async function refuseChanged(
  sql: Pick<PoolClient, 'query'>,
  database: Pick<Database, 'orm'>,
): Promise<void> {
  if ((await executedNames(sql)).length === 0) return
  const { rows } = await sql.query(
    `select substr(name, 11) as name, value from facts where name like 'migration:%'`,
  )
  const sums = sumsOf(database)
  const changed = (rows as { name: string; value: string }[])
    .filter(({ name, value }) => sums.has(name) && sums.get(name) !== value)
    .map(({ name }) => name)
  if (changed.length > 0)
    throw new ChangedMigrationError(
      `changed after it had run on this database: ${changed.join(', ')}. Start the version that ran it; a change of the schema is a migration of its own`,
    )
}

async function recordSums(client: Client, database: Database): Promise<void> {
  const sums = sumsOf(database)
  await client.query(
    `insert into facts (name, value)
     select 'migration:' || s.name, s.sum from unnest($1::text[], $2::text[]) as s (name, sum)
     where not exists (select from facts f where f.name = 'migration:' || s.name)`,
    [[...sums.keys()], [...sums.values()]],
  )
}

/** Of each migration the sum of its statements, however they are laid out. */
function sumsOf({ orm }: Pick<Database, 'orm'>): Map<string, string> {
  const sums = new Map<string, string>()
  for (const { name, class: Migration } of migrations) {
    const migration = new Migration(orm.em.getDriver(), orm.config)
    migration.up()
    const text = migration.getQueries().map(String).join(';').replaceAll(/\s+/g, ' ')
    sums.set(name, sha256(text).toString('hex'))
  }
  return sums
}
