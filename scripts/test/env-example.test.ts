/** The example of settings is the settings, and what generate-secrets makes of it starts a server. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

import { loadAdapters, loadConfig } from '@parley/core'
import t, { type Test } from 'tap'

import { envExample, loadShippedAdapters } from '../env-example.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, '.env.example'), 'utf8')
const names = new Set([...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name!))

t.test('.env.example is what the settings of today make', async (t) => {
  t.equal(
    text,
    envExample(await loadShippedAdapters()),
    'run: node scripts/env-example.ts > .env.example',
  )
})

t.test('every variable of the public contract is in it', async (t) => {
  const promised = `NODE_ENV PORT HOST DATABASE_URL POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB REDIS_URL REDIS_PASSWORD JWT_SECRET
    JWT_REFRESH_SECRET ENCRYPTION_KEY SESSION_SECRET FRONTEND_URL VITE_API_URL META_APP_ID META_APP_SECRET META_WEBHOOK_VERIFY_TOKEN
    WHATSAPP_PHONE_NUMBER_ID WEBHOOK_SECRET META_GRAPH_URL META_GRAPH_VERSION RATE_LIMIT_MAX_REQUESTS RATE_LIMIT_WINDOW_MS MAX_FILE_SIZE
    ALLOWED_FILE_TYPES DB_POOL_MIN DB_POOL_MAX ADAPTERS ROLE DATA_DIR LOG_LEVEL SENTRY_DSN SMTP_URL REGISTRATION TRUST_PROXY METRICS_TOKEN`
  for (const name of promised.split(/\s+/)) t.ok(names.has(name), name)
})

t.test('every variable that the stack asks for is in it', async (t) => {
  const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
  for (const [, name] of compose.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)) t.ok(names.has(name!), name!)
})

/** A folder with what generate-secrets reads. */
function checkout(t: Test): {
  folder: string
  generate(...args: string[]): string
  env(): Record<string, string>
} {
  const folder = mkdtempSync(join(tmpdir(), 'parley-env-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'scripts'))
  for (const file of ['.env.example', 'scripts/generate-secrets'])
    cpSync(join(root, file), join(folder, file))
  return {
    folder,
    generate: (...args) =>
      execFileSync(join(folder, 'scripts/generate-secrets'), args, {
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    env: () => parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>,
  }
}

async function faultsOf(env: Record<string, string>): Promise<string[]> {
  const { config, faults } = loadConfig(env, root)
  return [...faults, ...(await loadAdapters(config.adapters, { root, env })).faults].sort()
}

t.test(
  'the example as it is starts nothing in production, and says everything that is wrong',
  async (t) => {
    const faults = await faultsOf(parseEnv(text) as Record<string, string>)
    const placeholders = [...text.matchAll(/^([A-Z_]+)=.*CHANGE_THIS/gm)].map(([, name]) => name!)
    for (const name of placeholders.filter(
      (each) => !/^(SERVER_NAME|POSTGRES_PASSWORD)$/.test(each),
    ))
      t.ok(
        faults.some((fault) => fault.startsWith(`${name} `)),
        name,
      )
  },
)

t.test('generate-secrets leaves only the values of Meta’s app to enter', async (t) => {
  const site = checkout(t)
  t.match(site.generate('chat.shop.example'), 'still to enter in .env: META_APP_ID META_APP_SECRET')
  t.equal(statSync(join(site.folder, '.env')).mode & 0o777, 0o600)
  const env = site.env()
  t.match(env, { FRONTEND_URL: 'https://chat.shop.example', SERVER_NAME: 'chat.shop.example' })
  t.equal(new URL(env['DATABASE_URL']!).password, env['POSTGRES_PASSWORD'])
  const app = { META_APP_ID: '1234567890', META_APP_SECRET: '0123456789abcdef0123456789abcdef' }
  t.same(await faultsOf({ ...env, ...app }), [])
})

t.test('a second run changes nothing that is set', async (t) => {
  const site = checkout(t)
  site.generate('chat.shop.example')
  const before = site.env()
  t.match(site.generate(), 'nothing to fill')
  t.same(site.env(), before)
  const file = join(site.folder, '.env')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^SESSION_SECRET=.*$/m, 'SESSION_SECRET=CHANGE_THIS'),
  )
  t.match(site.generate(), 'filled: SESSION_SECRET')
  t.notSame(site.env()['SESSION_SECRET'], 'CHANGE_THIS')
  t.same({ ...site.env(), SESSION_SECRET: '' }, { ...before, SESSION_SECRET: '' })
})

t.test('two machines never get the same secrets, and a strange domain is refused', async (t) => {
  const [one, two] = [checkout(t), checkout(t)]
  one.generate('a.example')
  two.generate('a.example')
  for (const name of [
    'JWT_SECRET',
    'ENCRYPTION_KEY',
    'POSTGRES_PASSWORD',
    'META_WEBHOOK_VERIFY_TOKEN',
  ])
    t.not(one.env()[name], two.env()[name], name)
  t.throws(() => one.generate('a.example; rm -rf /'))
})

t.test('in production tokens go to no machine inside, unless a trial is meant', async (t) => {
  const site = checkout(t)
  site.generate('chat.shop.example')
  const app = { META_APP_ID: '1234567890', META_APP_SECRET: '0123456789abcdef0123456789abcdef' }
  const env = { ...site.env(), ...app }
  const inside = ['http://graph.shop.example', 'https://10.0.0.5', 'https://platform:4000/graph']
  for (const address of [...inside, 'https://[fd00::1]/', 'https://graph.internal']) {
    const faults = await faultsOf({ ...env, META_GRAPH_URL: address })
    t.match(faults, [/^META_GRAPH_URL must be https and public/], address)
    t.equal(faults.length, 1, 'once, however many channels read it')
    t.same(await faultsOf({ ...env, META_GRAPH_URL: address, SIMULATOR: 'remote' }), [])
    t.same(await faultsOf({ ...env, META_GRAPH_URL: address, NODE_ENV: 'development' }), [])
  }
  t.match(await faultsOf({ ...env, META_LOGIN_URL: inside[0]! }), [/^META_LOGIN_URL must/])
  t.same(await faultsOf({ ...env, META_GRAPH_URL: 'https://graph.shop.example' }), [])
})
