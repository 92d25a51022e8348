/** Database, Redis, files and backups, from the machine or container that the doctor runs on. */
import { lookup } from 'node:dns/promises'
import { statfs } from 'node:fs/promises'

import {
  type Config,
  type Database,
  executedNames,
  isScannerThere,
  migrations,
  openDatabase,
  proveAudit,
  refuseChanged,
  storageOf,
  checkKey,
} from '@parley/core'
import { Redis } from 'ioredis'

import { besideServer } from '../open-kernel.ts'
import { failed, type Finding, inside, type Patient, unchecked, verdict } from './finding.ts'
import { reasonOf } from './http.ts'

/** The database stays open for the checks that need one, where it is fit for use. */
export async function checkDatabase(
  config: Config,
): Promise<{ findings: Finding[]; database?: Database }> {
  const opened: { database?: Database } = {}
  try {
    const database = await openDatabase(await besideServer(config))
    opened.database = database
    const usable = [
      ...(await checkServer(database, config)),
      ...(await checkSchema(database)),
      ...(await checkSeal(database, config)),
    ]
    const findings = [...usable, ...(await checkBackups(database)), ...(await checkAudit(database))]
    if (usable.every(({ state }) => state !== 'failed')) return { findings, database }
    await database.close()
    return { findings }
  } catch (error) {
    await opened.database?.close()
    return { findings: [explain(reasonOf(error))] }
  }
}

function explain(reason: string): Finding {
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return unchecked('database', `the database: ${reason}`, inside)
  return failed(
    'database',
    `the database does not answer: ${reason}`,
    'start it, and correct DATABASE_URL: host, user, password and name',
  )
}

const statement = `
  select current_setting('server_version_num')::int as version, pg_is_in_recovery() as "isStandby", current_setting('fsync') as fsync,
         current_setting('max_connections')::int as connections, pg_encoding_to_char(encoding) as encoding,
         abs(extract(epoch from clock_timestamp() - to_timestamp($1::float8)))::float8 as skew
  from pg_database where datname = current_database()`

interface Server {
  version: number
  isStandby: boolean
  fsync: string
  connections: number
  encoding: string
  skew: number
}

async function checkServer(database: Database, config: Config): Promise<Finding[]> {
  const [server] = await database.query<Server>(statement, [Date.now() / 1000])
  return judge(server!, config)
}

function judge(
  { version, isStandby, fsync, connections, encoding, skew }: Server,
  config: Config,
): Finding[] {
  return [
    verdict('database.version', version >= 150_000, {
      found: `PostgreSQL ${Math.floor(version / 10_000)}`,
      fix: 'upgrade to PostgreSQL 15 or newer',
    }),
    verdict('database.writable', !isStandby, {
      found: isStandby ? 'this is a standby' : 'it can be written to',
      fix: 'point DATABASE_URL at the primary',
    }),
    verdict('database.durable', fsync === 'on', {
      found: `fsync is ${fsync}`,
      fix: 'set fsync = on: a 200 to Meta must mean that the message is on disk',
    }),
    verdict('database.encoding', encoding === 'UTF8', {
      found: `the encoding is ${encoding}`,
      fix: 'make the database anew with ENCODING UTF8 and restore a backup into it',
    }),
    verdict('database.connections', connections >= config.dbPoolMax + 10, {
      found: `${connections} connections, a pool of ${config.dbPoolMax} in each process`,
      fix: 'raise max_connections, or lower DB_POOL_MAX: it counts for every process',
    }),
    verdict('database.clock', skew < 5, {
      found: `its clock is ${skew.toFixed(1)} s away`,
      fix: 'run chrony or systemd-timesyncd on both machines',
    }),
  ]
}

async function checkSchema(database: Database): Promise<Finding[]> {
  const done = new Set(await executedNames(database.pool))
  const pending = migrations.filter(({ name }) => !done.has(name)).map(({ name }) => name)
  return [
    verdict('database.schema', pending.length === 0, {
      found:
        pending.length > 0 ? `not migrated: ${pending.join(', ')}` : 'the schema is this version’s',
      fix: 'docker-compose --profile migration run --rm migrator',
    }),
    await checkMigrations(database),
  ]
}

async function checkMigrations(database: Database): Promise<Finding> {
  const fault = await refuseChanged(database.pool, database).then(() => undefined, reasonOf)
  return verdict('database.migrations', fault === undefined, {
    found: fault ?? 'every migration is the one that ran here',
    fix: 'start the version of Parley that ran it, or restore a backup into this version',
  })
}

async function checkSeal(database: Database, config: Config): Promise<Finding[]> {
  const [kept] = await database.query(`select from facts where name = 'key'`).catch(() => [])
  if (!kept)
    return [unchecked('secrets.key', 'nothing is sealed yet', 'the first start seals a canary')]
  const keys = { current: config.encryptionKey, previous: config.encryptionKeyPrevious }
  const isRight = await checkKey(database, keys).then(
    () => true,
    () => false,
  )
  return [
    verdict('secrets.key', isRight, {
      found: isRight
        ? 'ENCRYPTION_KEY opens what is sealed'
        : 'ENCRYPTION_KEY does not open what is sealed in this database',
      fix: 'set the key that was in use when the connections were made; without it they have to be connected again',
    }),
  ]
}

async function checkBackups(database: Database): Promise<Finding[]> {
  const [row] = await database
    .query<{ hours: number }>(
      `select extract(epoch from now() - value::timestamptz)::float8 / 3600 as hours from facts where name = 'backup_at'`,
    )
    .catch(() => [])
  return [
    verdict('backups.age', row !== undefined && row.hours < 36, {
      found: row ? `the newest backup is ${Math.round(row.hours)} hours old` : 'there is no backup',
      fix: 'run scripts/backup-db.sh now, and install docs/monitoring/crontab',
    }),
  ]
}

async function checkAudit(database: Database): Promise<Finding[]> {
  const proof = await proveAudit(database).catch(() => undefined)
  if (!proof) return []
  const { broken, sealed } = proof
  return [
    verdict('audit.seals', broken === null, {
      found: broken
        ? `rows of the audit log up to ${broken.lastId} are not what was sealed`
        : `${sealed} rows of the audit log are as they were sealed`,
      fix: 'somebody changed the audit log: look at who can reach the database, and at a backup from before',
    }),
  ]
}

export async function checkRedis({
  redisUrl,
  redisPassword,
  isProduction,
}: Config): Promise<Finding[]> {
  if (!redisUrl)
    return [
      verdict('redis', !isProduction, {
        found: 'no REDIS_URL',
        fix: 'set REDIS_URL: without it a second process cannot share limits and presence',
      }),
    ]
  const options = {
    lazyConnect: true,
    connectTimeout: 4000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  }
  const redis = new Redis(redisUrl, {
    ...options,
    ...(redisPassword && { password: redisPassword }),
  })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return [...judgeRedis(await redis.info()), await checkPassword(redisUrl, options)]
  } catch (error) {
    const reason = redis.status === 'end' ? await reasonOfEnd(redisUrl, error) : reasonOf(error)
    if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return [unchecked('redis', `Redis: ${reason}`, inside)]
    return [
      failed(
        'redis',
        `Redis does not answer: ${reason}`,
        'start it, and correct REDIS_URL and REDIS_PASSWORD',
      ),
    ]
  } finally {
    redis.disconnect()
  }
}

function judgeRedis(info: string): Finding[] {
  const [, major = '0'] = /redis_version:(\d+)/.exec(info) ?? []
  const [, limit = '0'] = /maxmemory:(\d+)/.exec(info) ?? []
  const [, policy = ''] = /maxmemory_policy:(\S+)/.exec(info) ?? []
  return [
    verdict('redis.version', Number(major) >= 7, {
      found: `Redis ${major}`,
      fix: 'upgrade to Redis 7 or newer',
    }),
    verdict('redis.memory', limit !== '0', {
      found: `maxmemory is ${limit}, ${policy}`,
      fix: 'set maxmemory and maxmemory-policy volatile-ttl, or Redis takes all memory of the machine',
    }),
  ]
}

// the client hides why a connection ended: the name is looked up again
async function reasonOfEnd(redisUrl: string, error: unknown): Promise<string> {
  return lookup(new URL(redisUrl).hostname).then(() => reasonOf(error), reasonOf)
}

async function checkPassword(redisUrl: string, options: object): Promise<Finding> {
  const url = new URL(redisUrl)
  url.username = ''
  url.password = ''
  const stranger = new Redis(url.href, options)
  stranger.on('error', () => undefined)
  const isOpen = await stranger
    .connect()
    .then(() => stranger.ping())
    .then(
      () => true,
      () => false,
    )
  stranger.disconnect()
  return verdict('redis.password', !isOpen, {
    found: isOpen ? 'Redis lets anybody in' : 'Redis asks for its password',
    fix: 'set requirepass in Redis and REDIS_PASSWORD in .env',
  })
}

export async function checkFiles({ config, isBesideStack }: Patient): Promise<Finding[]> {
  if (isBesideStack) return [unchecked('uploads.storage', 'the files of the stack', inside)]
  const problem = await storageOf(config)
    .check()
    .then(() => undefined, reasonOf)
  const findings = [
    verdict('uploads.storage', problem === undefined, {
      found: problem
        ? `files cannot be stored: ${problem}`
        : `files are stored in ${config.storageUrl ? 'S3' : config.dataDir}`,
      fix: config.storageUrl
        ? 'correct STORAGE_URL: address, key, secret, bucket, region'
        : 'make DATA_DIR a folder that this user may write to',
    }),
  ]
  if (config.scannerUrl) {
    const isThere = await isScannerThere(config.scannerUrl)
    findings.push(
      verdict('uploads.scanner', isThere, {
        found: `ClamAV ${isThere ? 'answers' : 'does not answer'} at SCANNER_URL`,
        fix: 'start clamd, or correct SCANNER_URL: until it answers no file is let in',
      }),
    )
  }
  const disk = await statfs(config.dataDir).catch(() => undefined)
  if (!disk)
    return [...findings, unchecked('disk', 'no DATA_DIR here', 'ask the machine that holds it')]
  const free = disk.bavail * disk.bsize
  return [
    ...findings,
    verdict('disk', free > 5e9, {
      found: `${(free / 1e9).toFixed(1)} GB are free for files`,
      fix: 'make room: under 500 MB Parley takes nothing in any more',
    }),
  ]
}
