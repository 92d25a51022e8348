/** Proves a restored database before anybody uses it: `verify-restore.ts [--database NAME] [--load DUMP] [--settle] < MANIFEST`. Exit code 65 where something is missing. */
import { execFile } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { parseArgs, promisify } from 'node:util'

import {
  type Config,
  type Database,
  executedNames,
  type Keys,
  loadConfig,
  open,
  openDatabase,
  placeOf,
  refuseChanged,
} from '@parley/core'

import { findFolder } from '../core/src/data-folder.ts'
import { migrations } from '../core/src/migrations/index.ts'
import { countRows } from './row-counts.ts'
import { settle } from './settle-restore.ts'

const { values: options } = parseArgs({
  options: {
    database: { type: 'string' },
    load: { type: 'string' },
    settle: { type: 'boolean', default: false },
  },
})
const manifest = (await text(process.stdin))
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
const madeAt = manifest.find(([what]) => what === 'made')?.[1]
const { config } = loadConfig(process.env)
const database = await openDatabase(
  options.database ? onDatabase(config, options.database) : config,
)
try {
  if (options.load) await loadDump(config, options.load)
  const faults = [
    ...(await checkRows(database)),
    ...(await checkVersion(database)),
    ...(await checkSecrets(database, {
      current: config.encryptionKey,
      previous: config.encryptionKeyPrevious,
    })),
    ...(await checkFiles(database)),
  ]
  for (const fault of faults) console.error(`NOT RESTORED: ${fault}`)
  if (faults.length > 0) process.exitCode = 65
  else if (options.settle) for (const line of await settle(database, madeAt)) console.log(line)
} finally {
  await database.close()
}

function onDatabase(config: Config, name: string): Config {
  const url = new URL(config.databaseUrl!)
  url.pathname = `/${encodeURIComponent(name)}`
  return { ...config, databaseUrl: url.href }
}

/** Into an embedded server, whose socket only its owner knows. */
async function loadDump({ dataDir }: Config, file: string): Promise<void> {
  const { run: socket } = await findFolder(dataDir)
  const where = ['--host', socket, '--username', 'parley', '--dbname', 'parley']
  await promisify(execFile)('pg_restore', [
    ...where,
    '--no-owner',
    '--no-privileges',
    '--exit-on-error',
    '--single-transaction',
    file,
  ])
}

/** The rows of each table, as counted when the backup was made. */
async function checkRows(database: Database): Promise<string[]> {
  const found = new Map(await countRows(database))
  const expected = manifest.filter(([what]) => what === 'rows')
  console.log(
    `rows: ${expected.length} tables, ${found.get('chats')} chats, ${found.get('messages')} messages`,
  )
  return expected
    .filter(([, table, rows]) => found.get(table!) !== rows)
    .map(([, table, rows]) => `${table} has ${found.get(table!) ?? 'no'} rows, the backup ${rows}`)
}

/** A backup of another version would be refused at the next start, when the old data is already aside. */
async function checkVersion(database: Database): Promise<string[]> {
  const known = new Set(migrations.map(({ name }) => name))
  const client = await database.pool.connect()
  try {
    const strange = (await executedNames(client)).filter((name) => !known.has(name))
    if (strange.length > 0)
      return strange.map((name) => `it is of a newer version of Parley: ${name}`)
    return refuseChanged(client, database).then(
      () => [],
      (error: Error) => [error.message],
    )
  } finally {
    client.release()
  }
}

async function checkSecrets(database: Database, keys: Keys): Promise<string[]> {
  const [canary] = await database.query<{ value: string }>(
    `select value from facts where name = 'key'`,
  )
  const sealed = await database.query<{ id: string; secrets: string }>(
    'select id::text, secrets from connections where secrets is not null',
  )
  const closed = sealed.filter(({ id, secrets }) => !opens(secrets, placeOf(id), keys))
  console.log(`secrets: ${sealed.length - closed.length} of ${sealed.length} open`)
  if (canary && !opens(canary.value, ['facts', 'key', 'value'], keys))
    return ['ENCRYPTION_KEY is not the key that sealed this backup']
  return closed.map(({ id }) => `the secrets of connection ${id} do not open`)
}

function opens(sealed: string, place: Parameters<typeof open>[1], keys: Keys): boolean {
  try {
    open(sealed, place, keys)
    return true
  } catch {
    return false
  }
}

/** Every file that a row names is in the backup, with the bytes it had. */
async function checkFiles(database: Database): Promise<string[]> {
  if (manifest.some(([what, where]) => what === 'files' && where === 's3')) {
    console.log('files: in S3, not part of this backup')
    return []
  }
  const held = new Set(manifest.filter(([what]) => what === 'file').map(([, hash]) => hash))
  const named = await database.query<{ sha256: string }>('select sha256 from files')
  const lost = named.filter(({ sha256 }) => !held.has(sha256))
  console.log(`files: ${named.length - lost.length} of ${named.length}`)
  return lost.length > 0
    ? [`${lost.length} files are missing or damaged, ${lost[0]!.sha256} first`]
    : []
}
