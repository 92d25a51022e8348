/** The database: one pool of `pg`, shared by the ORM and the set-based SQL of the hot paths. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'

import type { EntityManager } from '@mikro-orm/core'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import { type Pool, type PoolClient, type QueryConfig, type QueryResult, types } from 'pg'

import type { Config } from './config.ts'
import { startEmbedded } from './embedded.ts'
import { entities } from './entities.ts'
import { migrations } from './migrations/index.ts'

export interface Sql {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
}
/** A transaction of a hot path. */
export interface HotSql extends Sql {
  /** Does not wait; a failure fails the transaction. */
  send(text: string, values?: readonly unknown[]): void
}
/** A transaction of the ORM whose SQL and entities share one connection. */
export interface Transaction extends Sql {
  readonly em: EntityManager
}
export interface Database extends Sql {
  readonly orm: MikroORM
  readonly pool: Pool
  readonly isEmbedded: boolean
  /** One transaction; inside it only the value passed may reach the database. Opening a second one throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** The bare form for the hot paths: no ORM. Its statements are prepared, so their text must be constant. */
  hotTransaction<T>(work: (sql: HotSql) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const inside = new AsyncLocalStorage<true>()

/** Connects, or starts the embedded server. Does not migrate. */
export async function openDatabase(
  config: Config,
  report: (line: string) => void = () => undefined,
): Promise<Database> {
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.dataDir, report)
  try {
    const orm = await MikroORM.init(ormOptions(config, embedded?.connection))
    const pool = await orm.em.getConnection().getNativeClient()
    // the driver emits errors of idle connections; without a listener they end the process
    pool.on('error', (error) => {
      // the embedded server may be gone before the last connection has said goodbye
      if (!pool.ending) report(`a database connection broke: ${error.message}`)
    })
    takeBackBroken(pool)
    return asDatabase({
      orm,
      pool,
      isEmbedded: embedded !== undefined,
      stop: async () => embedded?.stop(),
    })
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

function ormOptions(config: Config, embedded?: { host: string; user: string; database: string }) {
  const connection = embedded
    ? { host: embedded.host, user: embedded.user, dbName: embedded.database }
    : { clientUrl: config.databaseUrl! }
  const ssl = config.databaseUrl ? tlsOf(config.databaseUrl) : undefined
  return {
    ...connection,
    entities,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      tableName: 'migrations',
      snapshot: false,
      transactional: true,
      allOrNothing: true,
    },
    pool: { min: config.dbPoolMin, max: config.dbPoolMax },
    driverOptions: {
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 30_000,
      statement_timeout: 15_000,
      application_name: 'parley',
      keepAlive: true,
      // https://node-postgres.com/features/pipelining
      pipeline: true,
      ...(ssl && { ssl }),
      // times come as Date everywhere; the ORM would have the driver leave them as text
      onPoolCreated: (pool: Pool) => {
        pool.options.types = types
      },
    },
    ensureDatabase: false,
    logger: () => undefined,
    allowGlobalContext: false,
  }
}

/** What libpq's `sslmode` and `sslrootcert` in DATABASE_URL ask for: the ORM reads neither, and would speak in the clear. */
function tlsOf(databaseUrl: string): ConnectionOptions | undefined {
  const query = new URL(databaseUrl).searchParams
  const mode = query.get('sslmode') ?? 'disable'
  if (['disable', 'allow', 'prefer'].includes(mode)) return undefined
  const root = query.get('sslrootcert')
  return {
    rejectUnauthorized: mode.startsWith('verify-'),
    ...(root && { ca: readFileSync(root) }),
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  }
}

function asDatabase({
  orm,
  pool,
  isEmbedded,
  stop,
}: {
  orm: MikroORM
  pool: Pool
  isEmbedded: boolean
  stop(): Promise<void>
}): Database {
  return {
    orm,
    pool,
    isEmbedded,
    async query<Row>(text: string, values: readonly unknown[] = []) {
      guard()
      return (await pool.query(text, values as unknown[])).rows as Row[]
    },
    transaction(work) {
      guard()
      return inside.run(true, () =>
        orm.em
          .fork()
          .transactional((em) => work({ em, query: (text, values) => queryIn(em, text, values) })),
      )
    },
    async hotTransaction(work) {
      guard()
      const client = await pool.connect()
      return inside.run(true, () => commit(client, work))
    },
    async close() {
      await orm.close()
      // the ORM ends only a pool that it has used itself
      if (!pool.ending) await pool.end()
      await stop()
    },
  }
}

// A second connection taken inside a transaction waits for ever on a pool of one, and deadlocks a bigger one under load.
function guard(): void {
  if (inside.getStore()) throw new Error('a second database connection inside a transaction')
}

const takenBack = new WeakSet<PoolClient>()

// The ORM forgets a connection whose rollback fails: each outage would cost places in the pool until none is left.
function takeBackBroken(pool: Pool): void {
  const lent = new Set<PoolClient>()
  pool.on('acquire', (client) => lent.add(client))
  pool.on('release', (_error, client) => lent.delete(client))
  pool.on('connect', (client) => {
    client.once('end', () => {
      // whoever noticed has given it back by then
      setTimeout(() => {
        if (!lent.has(client)) return
        takenBack.add(client)
        client.release(true)
      }, 1000).unref()
    })
  })
}

/** Sent without waiting for `begin`, and the commit right behind the last statement: each answer that is waited for lets the database idle while requests are read. */
async function commit<T>(client: PoolClient, work: (sql: HotSql) => Promise<T>): Promise<T> {
  const sent: Promise<unknown>[] = []
  function send(query: string | QueryConfig): Promise<QueryResult> {
    const answer = client.query(query)
    sent.push(answer)
    // whoever waits hears of it; the others at the end
    answer.catch(() => undefined)
    return answer
  }
  function prepared(text: string, values: readonly unknown[] = []): QueryConfig {
    return { name: nameOf(text), text, values: values as unknown[] }
  }
  let broken: Error | undefined
  try {
    void send('begin')
    const result = await work({
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        (await send(prepared(text, values))).rows as Row[],
      send: (text, values) => void send(prepared(text, values)),
    })
    void send('commit')
    await Promise.all(sent)
    return result
  } catch (error) {
    await Promise.allSettled(sent)
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    if (!takenBack.has(client)) client.release(broken)
  }
}

// Few, long and always the same: each connection parses and plans them once, which takes longer than running them.
const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `hot-${names.size}`
  names.set(text, name)
  return name
}

async function queryIn<Row>(
  em: EntityManager,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  await em.flush()
  const context = em.getTransactionContext<{ getExecutor(): Executor }>()
  const result = await context!
    .getExecutor()
    .provideConnection((connection) =>
      connection.executeQuery({ sql: text, parameters: values, query: { kind: 'RawNode' } }),
    )
  return result.rows as Row[]
}
interface Executor {
  provideConnection<T>(
    use: (connection: { executeQuery(query: object): Promise<{ rows: unknown[] }> }) => Promise<T>,
  ): Promise<T>
}
