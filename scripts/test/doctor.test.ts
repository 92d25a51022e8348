/** A sound deployment is found sound, and each of many deliberate mistakes is found. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

import { loadAdapters, loadConfig, openDatabase } from '@parley/core'
import t from 'tap'

import { checkSettings } from '../checks/settings.ts'
import { examine } from '../doctor.ts'
import { loadShippedAdapters } from '../env-example.ts'
import { findSocket, urlOf } from '../open-kernel.ts'
import { type Faults, startProxy } from './tls-proxy.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'parley-doctor-'))
const [port, redisPort, openRedisPort] = [await freePort(), await freePort(), await freePort()]
const proxy = await startProxy(port)
const redis = startRedis(redisPort, ['--requirepass', 'right', '--maxmemory', '64mb'])
const openRedis = startRedis(openRedisPort, [])

const sound: Record<string, string> = {
  PATH: process.env['PATH']!,
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: String(port),
  LOG_LEVEL: 'info',
  FRONTEND_URL: proxy.origin,
  TRUST_PROXY: '127.0.0.1',
  DATA_DIR: join(folder, 'data'),
  ...(redis && { REDIS_URL: `redis://127.0.0.1:${redisPort}`, REDIS_PASSWORD: 'right' }),
  JWT_SECRET: 'one-secret-of-thirty-two-letters-A',
  JWT_REFRESH_SECRET: 'two-secret-of-thirty-two-letters-B',
  SESSION_SECRET: 'three-secret-of-thirty-two-letters',
  ENCRYPTION_KEY: 'exactly-thirty-two-characters-01',
  METRICS_TOKEN: 'a-token-for-the-scraper',
  SMTP_URL: 'smtp://127.0.0.1:2525',
  META_APP_ID: '1234567890',
  META_APP_SECRET: '0123456789abcdef0123456789abcdef',
  META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-good-length-0001',
}
const server = spawn(process.execPath, ['main.ts'], {
  cwd: root,
  env: sound,
  stdio: ['ignore', 'pipe', 'ignore'],
})
await started(server)
// the server's own database under a URL, as if it were one elsewhere
const socket = (await findSocket(loadConfig({ DATA_DIR: sound['DATA_DIR']! }, root).config))!
sound['DATABASE_URL'] = urlOf(socket)
await withDatabase((query) =>
  query(
    `insert into users (email, name, role, password_hash) values ('a@b.example', 'A', 'admin', 'x')`,
  ),
)
await noteBackup('1 hour')
setDefaultCACertificates([...getCACertificates('default'), proxy.certificate])

t.teardown(async () => {
  server.kill('SIGTERM')
  await once(server, 'exit')
  for (const each of [redis, openRedis]) each?.kill()
  await proxy.close()
  rmSync(folder, { recursive: true, force: true })
})

async function failures(change: Record<string, string | undefined> = {}): Promise<string[]> {
  const findings = await examine({ root, env: { ...sound, ...change } })
  return findings.filter(({ state }) => state === 'failed').map(({ id }) => id)
}

/** Those that no server is asked for. */
async function failuresOfSettings(change: Record<string, string | undefined>): Promise<string[]> {
  const env = { ...sound, ...change }
  const { config } = loadConfig(env, root)
  const adapters = await loadAdapters(config.adapters, { root, env })
  const findings = checkSettings({ config, env, root, isBesideStack: false }, adapters)
  return findings.filter(({ state }) => state === 'failed').map(({ id }) => id)
}

// nothing listens at port 80 of this machine's test address, and the embedded database was unused after DATABASE_URL was set
const unavoidable = new Set(['tls.redirect', 'settings.warning', ...(redis ? [] : ['redis'])])

t.test('a sound deployment is found sound', async (t) => {
  t.same(
    (await failures()).filter((id) => !unavoidable.has(id)),
    [],
  )
})

const wrongSettings: Record<string, [id: string, change: Record<string, string | undefined>]> = {
  'a secret is missing': ['settings', { JWT_SECRET: undefined }],
  'a secret is too short': ['settings', { SESSION_SECRET: 'short-secret' }],
  'two secrets are equal': ['settings', { JWT_REFRESH_SECRET: sound['JWT_SECRET'] }],
  'a placeholder was left': ['settings', { META_APP_SECRET: 'CHANGE_THIS' }],
  'the encryption key has 31 characters': [
    'settings',
    { ENCRYPTION_KEY: 'exactly-thirty-one-characters-1' },
  ],
  'a number is none': ['settings', { DB_POOL_MAX: 'many' }],
  'production is not said': ['settings.production', { NODE_ENV: undefined }],
  'a name is misspelled': ['settings.name', { META_APP_SECERT: 'x' }],
  'anybody may register': ['settings.registration', { REGISTRATION: 'open' }],
  'personal text may be logged': ['logs.level', { LOG_LEVEL: 'debug' }],
  'the proxy is not trusted': ['settings.proxy', { TRUST_PROXY: undefined }],
  'another Graph server is set': [
    'settings.graph',
    { META_GRAPH_URL: 'https://graph.example.com' },
  ],
  'the limit protects nobody': ['limits.requests', { RATE_LIMIT_MAX_REQUESTS: '1000000' }],
  'no mail can be sent': ['settings.mail', { SMTP_URL: undefined }],
  'an adapter does not exist': ['settings.adapter', { ADAPTERS: '@parley/adapter-pigeon' }],
  'another key sealed the database': [
    'secrets.key',
    { ENCRYPTION_KEY: 'another-key-of-32-characters-001' },
  ],
  'the database does not answer': [
    'database',
    { DATABASE_URL: `postgres://a:b@127.0.0.1:${await freePort()}/c` },
  ],
  'files have nowhere to go': ['uploads.storage', { DATA_DIR: '/dev/null/parley' }],
  'the site has no name': ['domain.name', { FRONTEND_URL: 'https://parley.invalid' }],
  'the site is not served': [
    'domain.reachable',
    { FRONTEND_URL: `https://127.0.0.2:${await freePort()}` },
  ],
  'the verify token is not the server’s': [
    'webhook.verify',
    { META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-good-length-0002' },
  ],
}
for (const [what, [id, change]] of Object.entries(wrongSettings))
  t.test(`it finds that ${what}`, async (t) => {
    const ask = /^(settings|logs)/.test(id) ? failuresOfSettings : failures
    t.ok((await ask(change)).includes(id))
  })

const wrongRedis: Record<string, [id: string, change: Record<string, string>]> = {
  'Redis does not answer': ['redis', { REDIS_URL: `redis://127.0.0.1:${await freePort()}` }],
  'the password of Redis is wrong': ['redis', { REDIS_PASSWORD: 'wrong' }],
  'Redis lets anybody in': [
    'redis.password',
    { REDIS_URL: `redis://127.0.0.1:${openRedisPort}`, REDIS_PASSWORD: '' },
  ],
  'Redis may take all memory': [
    'redis.memory',
    { REDIS_URL: `redis://127.0.0.1:${openRedisPort}`, REDIS_PASSWORD: '' },
  ],
}
for (const [what, [id, change]] of Object.entries(wrongRedis))
  t.test(
    `it finds that ${what}`,
    { skip: redis ? false : 'no redis-server on this machine' },
    async (t) => {
      t.ok((await failures(change)).includes(id))
    },
  )

const wrongProxies: Record<string, [id: string, faults: Faults]> = {
  'the backend is away': ['domain.reachable', { isBackendAway: true }],
  'HSTS is missing': ['headers', { withoutHsts: true }],
  'a header comes twice': ['headers', { withSecondPolicy: true }],
  'the proxy opens the API to every site': ['cors', { withOpenOrigins: true }],
  'the proxy refuses large uploads': ['uploads.limit', { bodyLimit: 1_000_000 }],
  'the socket is not passed on': ['websocket', { withoutUpgrade: true }],
  'the socket forgets who asks': ['websocket.origin', { withoutOrigin: true }],
  'metrics are open to strangers': ['metrics.hidden', { withoutForwarded: true }],
  'the handshake loses its query': ['webhook.verify', { withoutQuery: true }],
  'the proxy limits webhooks': ['webhook.limit', { limit: 60 }],
  'webhooks do not arrive': ['webhook.signature', { withoutPost: true }],
}
for (const [what, [id, faults]] of Object.entries(wrongProxies))
  t.test(`it finds that ${what}`, async (t) => {
    proxy.faults = faults
    t.teardown(() => {
      proxy.faults = {}
    })
    t.ok((await failures()).includes(id))
  })

t.test('it finds a certificate that nobody trusts, one that ends, and old protocols', async (t) => {
  t.teardown(() => proxy.useTls({}))
  proxy.useTls({ days: 5 })
  const found = await failures()
  t.ok(found.includes('tls.certificate'))
  t.ok(found.includes('tls.expiry'))
  proxy.useTls({ minVersion: 'TLSv1' })
  t.ok((await failures()).includes('tls.protocols'))
})

t.test('it finds that the backup is old, and that nobody has an account yet', async (t) => {
  await noteBackup('3 days')
  await withDatabase((query) => query('delete from users'))
  const found = await failures()
  t.ok(found.includes('backups.age'))
  t.ok(found.includes('users.first'))
})

t.test('it finds that a migration was changed after it ran', async (t) => {
  function write(sql: string) {
    return withDatabase((query) => query(sql))
  }
  await write(`update facts set value = 'x' || value where name like 'migration:0001%'`)
  t.teardown(() =>
    write(`update facts set value = substr(value, 2) where name like 'migration:0001%'`),
  )
  t.ok((await failures()).includes('database.migrations'))
})

t.test('it finds that other users of the machine can read .env', async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'parley-env-'))
  t.teardown(() => rmSync(place, { recursive: true }))
  writeFileSync(join(place, '.env'), '')
  const { config } = loadConfig(sound, root)
  const adapters = await loadShippedAdapters()
  function ofFile() {
    return checkSettings({ config, env: sound, root: place, isBesideStack: false }, adapters).find(
      ({ id }) => id === 'secrets.file',
    )?.state
  }
  chmodSync(join(place, '.env'), 0o644)
  t.equal(ofFile(), 'failed')
  chmodSync(join(place, '.env'), 0o600)
  t.equal(ofFile(), 'passed')
})

async function withDatabase(
  work: (query: (sql: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const database = await openDatabase(loadConfig(sound, root).config)
  await work((sql) => database.query(sql))
  await database.close()
}

function noteBackup(age: string): Promise<void> {
  return withDatabase((query) =>
    query(
      `insert into facts (name, value) values ('backup_at', (now() - interval '${age}')::text) on conflict (name) do update set value = excluded.value`,
    ),
  )
}

async function started(child: ChildProcess): Promise<void> {
  for await (const chunk of child.stdout!) if (String(chunk).includes('Server listening')) break
  child.stdout!.resume()
}

function startRedis(redisPort: number, options: string[]): ChildProcess | undefined {
  try {
    execFileSync('redis-server', ['--version'])
  } catch {
    return undefined
  }
  return spawn(
    'redis-server',
    ['--port', String(redisPort), '--save', '', '--dir', folder, ...options],
    { stdio: 'ignore' },
  )
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  listener.close()
  return port
}
