/** A PostgreSQL server of the machine's own packages, for what only its pg_dump can do; undefined where there is none. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { Client } from 'pg'

export interface Server {
  readonly bin: string
  urlOf(database: string): string
  /** With a certificate only: over TCP. */
  tcpUrlOf(database: string): string
  query(database: string, sql: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}
const password = 'p@ss:w/rd'

export async function startServer(tls?: {
  cert: string
  key: string
}): Promise<Server | undefined> {
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
  const port = tls ? await freePort() : 5432
  const settings = {
    listen_addresses: tls ? '127.0.0.1' : '',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    ...(tls && { ssl: 'on', ssl_cert_file: take(tls.cert), ssl_key_file: take(tls.key) }),
  }
  // the server reads a key only where it is its own and nobody else's
  function take(file: string): string {
    const copy = join(folder, basename(file))
    copyFileSync(file, copy)
    chmodSync(copy, 0o600)
    if (ids) chownSync(copy, ids.uid, ids.gid)
    return copy
  }
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
    const client = new Client({ host: folder, port, user: 'chat_user', password, database })
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
    tcpUrlOf: (database) =>
      `postgres://chat_user:${encodeURIComponent(password)}@localhost:${port}/${database}`,
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

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  listener.close()
  return port
}
