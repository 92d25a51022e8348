/** A place to back up: its own data folder, a database with one of each thing that matters, and the scripts run as an operator runs them. */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import {
  checkKey,
  type Config,
  type Database,
  loadConfig,
  migrate,
  openDatabase,
  placeOf,
  seal,
} from '@parley/core'
import type { Test } from 'tap'

const root = join(import.meta.dirname, '../..')
export const key = randomBytes(24).toString('base64url')
export const bytes = Buffer.from('a picture, nearly')
const hash = createHash('sha256').update(bytes).digest('hex')

export interface Site {
  config: Config
  env: Record<string, string>
  backups: string
  run(script: string, args?: string[], extra?: Record<string, string>): Promise<Ended>
}
interface Ended {
  code: number
  out: string
  err: string
}

/** A place with its own data folder, and a database on a server where one is named. */
export function siteOf(t: Test, server?: { url: string; bin: string }): Site {
  const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = {
    DATA_DIR: join(folder, 'data'),
    ENCRYPTION_KEY: key,
    BACKUP_DIR: join(folder, 'backups'),
    BACKUP_SOURCE: server ? 'url' : 'embedded',
    ...(server && { DATABASE_URL: server.url }),
  }
  const path = [...(server ? [server.bin] : []), process.env['PATH']].join(':')
  return {
    config: loadConfig(env).config,
    env,
    backups: env['BACKUP_DIR']!,
    run: (script, args = [], extra = {}) =>
      new Promise((resolve) => {
        execFile(
          join(root, 'scripts', script),
          args,
          { env: { ...env, PATH: path, ...extra } },
          (error, out, err) =>
            resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
        )
      }),
  }
}

/** One chat, with a message that waits to be sent, a sealed connection, a session and a file. */
export async function fill({ config }: Site): Promise<void> {
  await withDatabase(config, async (database) => {
    await migrate(database)
    await checkKey(database, { current: key })
    await database.query(
      `insert into connections (channel, external_id, name, config) values ('acme', '1', 'Shop', '{}')`,
    )
    await database.query('update connections set secrets = $1 where id = 1', [
      seal('{"token":"t"}', placeOf('1'), { current: key }),
    ])
    await database.query(`insert into contacts (name) values ('Ana \\. "COPY" \n\\.\n')`)
    await database.query(
      `insert into chats (connection_id, contact_id, identity) values (1, 1, 'ana')`,
    )
    await database.query(
      `insert into messages (chat_id, connection_id, direction, kind, text, author_type, status, sent_at)
       values (1, 1, 'in', 'text', E'hello\\n\\\\.\\nthere', 'contact', 'received', now()), (1, 1, 'out', 'text', 'on its way', 'user', 'queued', now())`,
    )
    await database.query(
      `insert into users (email, name, role, password_hash) values ('a@b.example', 'A', 'admin', 'x')`,
    )
    await database.query(
      `insert into sessions (id, user_id, current_hash, expires_at) values (gen_random_uuid(), 1, '\\x00', now() + interval '1 day')`,
    )
    await database.query(`insert into events (type, subject) values ('message.created', 1)`)
    await database.query(`insert into files (sha256, mime, bytes) values ($1, 'image/png', $2)`, [
      hash,
      bytes.length,
    ])
  })
  mkdirSync(dirname(fileOf({ config })), { recursive: true })
  writeFileSync(fileOf({ config }), bytes)
}

export async function withDatabase<T>(
  config: Config,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

export async function texts({ config }: Site): Promise<unknown[]> {
  return withDatabase(config, (database) =>
    database.query('select text, status from messages order by id'),
  )
}

/** Where the one file lies. */
export function fileOf({ config }: Pick<Site, 'config'>): string {
  return join(config.dataDir, 'files', hash.slice(0, 2), hash)
}
