/** A PostgreSQL server of the machine's own packages, for what only its pg_dump can do; undefined where there is none. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'

export interface Server {
  readonly bin: string
  urlOf(database: string): string
  query(database: string, sql: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}
const password = 'p@ss:w/rd'

export async function startServer(): Promise<Server | undefined> {
  const bin = findPrograms()
  if (!bin) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'parley-pg-'))
  const ids = unprivileged()
  if (ids) chownSync(folder, ids.uid, ids.gid)
  const data = join(folder, 'data')
  writeFileSync(join(folder, 'password'), password)
  if (ids) chownSync(join(folder, 'password'), ids.uid, ids.gid)
  const options = [
    '-D',
    data,
    '-U',
    'chat_user',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-A',
    'scram-sha-256',
  ]
  execFileSync(
    join(bin, 'initdb'),
    [...options, '--pwfile', join(folder, 'password'), '--no-sync'],
    { ...ids, cwd: folder, stdio: 'ignore' },
  )
  const settings = { listen_addresses: '', unix_socket_directories: folder, fsync: 'off' }
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...ids, cwd: folder, stdio: 'ignore' },
  )
  function urlOf(database: string): string {
    return `postgres://chat_user:${encodeURIComponent(password)}@${encodeURIComponent(folder)}/${database}`
  }
  async function query(database: string, sql: string) {
    const client = new Client({ host: folder, user: 'chat_user', password, database })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }
  await untilReady(query)
  return {
    bin,
    urlOf,
    query,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'pg_dump')))
}

// PostgreSQL refuses to run as root
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
  const [, , uid, gid] = nobody!.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function untilReady(query: Server['query']): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await query('postgres', 'select 1')
      return
    } catch (error) {
      if (attempt > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
