/** A physical copy of the embedded database, whose packages ship no pg_dump: `copy FOLDER` while it serves, or with a server started for it. */
import { execFile } from 'node:child_process'
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type Config, type Database, loadConfig, openDatabase } from '@parley/core'

import { findSocket, urlOf } from './open-kernel.ts'
import { countRows } from './row-counts.ts'

const run = promisify(execFile)
// what a starting server makes anew; WAL is added apart, and slots would hold WAL back for ever
const transient = [
  'pg_wal/*',
  'pg_replslot/*',
  'pg_dynshmem/*',
  'pg_notify/*',
  'pg_serial/*',
  'pg_snapshots/*',
  'pg_stat_tmp/*',
  'pg_subtrans/*',
  'postmaster.*',
]

const [verb, target] = process.argv.slice(2)
const { config } = loadConfig({ ...process.env, DATABASE_URL: '', NODE_ENV: 'development' })
if (verb === 'socket') console.log((await findSocket(config)) ?? '')
else if (verb === 'copy' && target) await copyCluster(config, target)
else throw new Error('node scripts/cluster.ts socket | copy FOLDER')

/** Writes `cluster.tar` and MANIFEST; the rows are counted in a server that starts on the copy, which is the check of it. */
async function copyCluster(config: Config, out: string): Promise<void> {
  const socket = await findSocket(config)
  const database = await openDatabase(socket ? { ...config, databaseUrl: urlOf(socket) } : config)
  try {
    await copyFolder(database, { data: join(config.dataDir, 'postgres'), out })
    const { server, rows } = await tryCopy(config, out)
    const made = new Date().toISOString()
    const lines = ['parley-backup 1', `made ${made}`, 'kind cluster', `server ${server}`]
    for (const [table, count] of rows) lines.push(`rows ${table} ${count}`)
    writeFileSync(join(out, 'MANIFEST'), `${lines.join('\n')}\n`)
    await database.query(
      `insert into facts (name, value) values ('backup_at', $1)
       on conflict (name) do update set value = excluded.value`,
      [made],
    )
  } finally {
    await database.close()
  }
}

// The slot keeps the WAL between start and stop from being recycled under the copy; it goes with the session.
async function copyFolder(database: Database, { data, out }: { data: string; out: string }) {
  const client = await database.pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query(`select pg_create_physical_replication_slot('parley_backup', true, true)`)
    const first = await walFileAt(`select pg_backup_start('parley', true) as lsn`)
    const tar = join(out, 'cluster.tar')
    await archive(['-C', data, ...transient.map((each) => `--exclude=./${each}`), '-cf', tar, '.'])
    const stopped = await client.query('select lsn, labelfile from pg_backup_stop(false)')
    const { lsn, labelfile } = stopped.rows[0] as { lsn: string; labelfile: string }
    const last = await walFileAt(`select $1::pg_lsn as lsn`, [lsn])
    const wal = readdirSync(join(data, 'pg_wal')).filter(
      (name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last,
    )
    await archive(['-C', data, '-rf', tar, ...wal.map((name) => `./pg_wal/${name}`)])
    const label = mkdtempSync(join(out, '.label-'))
    writeFileSync(join(label, 'backup_label'), labelfile, { mode: 0o600 })
    const { uid, gid } = statSync(data)
    chownSync(join(label, 'backup_label'), uid, gid)
    await archive(['-C', label, '-rf', tar, './backup_label'])
    rmSync(label, { recursive: true })
  } finally {
    await client
      .query(
        `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'parley_backup'`,
      )
      .catch(() => undefined)
    client.release(true)
  }

  async function walFileAt(sql: string, values: unknown[] = []): Promise<string> {
    const found = await client.query(`select pg_walfile_name(lsn) as name from (${sql}) at`, values)
    return (found.rows[0] as { name: string }).name
  }
}

// 1 says that a file changed while it was read, which is what the WAL repairs
async function archive(args: string[]): Promise<void> {
  await run('tar', ['--numeric-owner', ...args]).catch((error: Error & { code?: number }) => {
    if (error.code !== 1) throw error
  })
}

async function tryCopy(config: Config, out: string) {
  const dataDir = mkdtempSync(join(out, '.try-'))
  try {
    mkdirSync(join(dataDir, 'postgres'), { mode: 0o700 })
    await run('tar', ['-xpf', join(out, 'cluster.tar'), '-C', join(dataDir, 'postgres')])
    const copy = await openDatabase({ ...config, dataDir })
    try {
      const [version] = await copy.query<{ server: string }>(
        `select current_setting('server_version_num') as server`,
      )
      return { server: version!.server, rows: await countRows(copy) }
    } finally {
      await copy.close()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
