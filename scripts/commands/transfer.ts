/** The whole database as one file of JSON lines, in this version's schema: from the embedded server to another, or between major versions of PostgreSQL. */
import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

import { type Kernel, migrations, type Sql } from '@parley/core'

import { settle } from '../settle-restore.ts'
import { type Command, needed } from './command.ts'

// what belongs to the server and not to the business
const left = new Set(['migrations', 'sessions', 'tickets', 'events', 'connect_flows'])
const batch = 200

export const exportAll: Command = {
  usage: 'FILE.gz',
  does: 'writes everything but files and sessions, as it is at one moment',
  async run(kernel, { words: [file] }) {
    const path = needed(file, 'FILE')
    const rows = { count: 0 }
    // a name of its own until it is whole
    await pipeline(
      Readable.from(readAll(kernel, rows)),
      createGzip(),
      createWriteStream(`${path}.part`, { mode: 0o600 }),
    )
    await rename(`${path}.part`, path)
    return {
      data: { rows: rows.count },
      text: `rows: ${rows.count}; files are in ${kernel.config.storageUrl ? 'S3' : `${kernel.config.dataDir}/files`}`,
    }
  },
}

async function* readAll(kernel: Kernel, rows: { count: number }): AsyncGenerator<string> {
  const client = await kernel.database.pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query('set local statement_timeout = 0')
    yield `${JSON.stringify({ parley: 'export 1', migrations: migrations.map(({ name }) => name) })}\n`
    for (const name of await tablesOf({ query: async (text) => (await client.query(text)).rows })) {
      yield `${JSON.stringify({ table: name })}\n`
      await client.query(
        `declare row cursor for select row_to_json(t)::text as line from ${name} t`,
      )
      for (;;) {
        const { rows: lines } = await client.query<{ line: string }>(`fetch ${batch} from row`)
        rows.count += lines.length
        if (lines.length > 0) yield `${lines.map(({ line }) => line).join('\n')}\n`
        if (lines.length < batch) break
      }
      await client.query('close row')
    }
    yield `${JSON.stringify({ end: rows.count })}\n`
  } finally {
    client.release(true)
  }
}

export const importAll: Command = {
  usage: 'FILE.gz',
  does: 'reads an export into an empty database of the same version',
  async run(kernel, { words: [file] }) {
    const path = needed(file, 'FILE')
    const count = await kernel.database.transaction(async (tx) => {
      const [full] = await tx.query('select from users union all select from connections limit 1')
      if (full) throw new Error('this database is in use: import into an empty one')
      await tx.query('set local statement_timeout = 0')
      const links = await loosen(tx)
      // the canary of the key comes with the export
      await tx.query('truncate facts')
      const rows = await write(tx, path)
      // this schema was made by the migrations of here, not by those of where the rows come from
      await tx.query(`delete from facts where name like 'migration:%'`)
      for (const sql of links) await tx.query(sql)
      await advanceIds(tx)
      return rows
    })
    const settled = await settle(kernel.database)
    return { data: { rows: count }, text: [`rows: ${count}`, ...settled].join('\n') }
  },
}

async function write(sql: Sql, path: string): Promise<number> {
  const known = await tablesOf(sql)
  const into = { table: '', columns: '', held: [] as string[], count: 0 }
  // made here: lines that come before somebody listens are lost
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) })
  for await (const line of lines) {
    const [, mark, rest] = /^\{"(parley|table|end)":(.*)\}$/.exec(line) ?? []
    if (mark === undefined) into.held.push(line)
    if (mark !== undefined || into.held.length >= batch) await flush(sql, into)
    if (mark === 'parley') checkVersion(JSON.parse(line) as { migrations: string[] })
    if (mark === 'end') return checkCount(into.count, Number(rest))
    if (mark !== 'table') continue
    into.table = known.find((name) => JSON.stringify(name) === rest) ?? refuseTable()
    into.columns = await columnsOf(sql, into.table)
  }
  throw new Error('the export is cut short')
}

interface Into {
  table: string
  columns: string
  held: string[]
  count: number
}
async function flush(sql: Sql, into: Into): Promise<void> {
  const { table, columns, held } = into
  if (held.length === 0) return
  await sql.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
    [`[${held.join(',')}]`],
  )
  into.count += held.length
  into.held = []
}

function refuseTable(): never {
  throw new Error('the export names a table that is not known')
}

function checkCount(count: number, expected: number): number {
  if (count !== expected)
    throw new Error(`the export should have ${expected} rows and has ${count}`)
  return count
}

function checkVersion({ migrations: theirs }: { migrations: string[] }): void {
  if (theirs.join() !== migrations.map(({ name }) => name).join())
    throw new Error(
      'the export is of another version of Parley: use that version for both, and upgrade afterwards',
    )
}

async function tablesOf(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => !left.has(name))
}

async function columnsOf(sql: Sql, table: string): Promise<string> {
  const [row] = await sql.query<{ columns: string }>(
    `select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  )
  return row!.columns
}

/** Tables come in no order that their links would allow; the links are made anew at the end, and prove the rows then. */
async function loosen(sql: Sql): Promise<string[]> {
  const links = await sql.query<{ drop: string; make: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  )
  for (const { drop } of links) await sql.query(drop)
  return links.map(({ make }) => make)
}

async function advanceIds(sql: Sql): Promise<void> {
  const ids = await sql.query<{ advance: string }>(
    `select format('select setval(%L, greatest((select coalesce(max(%I), 0) from %I), 1))', pg_get_serial_sequence(quote_ident(table_name), column_name), column_name, table_name) as advance
     from information_schema.columns where table_schema = 'public' and is_identity = 'YES'`,
  )
  for (const { advance } of ids) await sql.query(advance)
}
