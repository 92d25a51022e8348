/** Starting, as a supervisor sees it: what ends with 78, what is said, and who may have a data folder. */
import { createServer } from 'node:net'

import t, { type Test } from 'tap'

import { programsIn } from '../../core/test/programs.ts'
import { freePort } from './ports.ts'
import {
  databasePid,
  type Ended,
  type Env,
  makeDataDir,
  type ServerProcess,
  spawnServer,
  untilReady,
} from './server-process.ts'
import { until } from './until.ts'

const secrets = {
  JWT_SECRET: 'jwt-canary-0123456789abcdefghijk',
  JWT_REFRESH_SECRET: 'refresh-canary-0123456789abcdefg',
  SESSION_SECRET: 'session-canary-0123456789abcdefg',
  ENCRYPTION_KEY: 'encryption-canary-0123456789abcd',
}

async function environment(t: Test): Promise<Env & { PORT: string; DATA_DIR: string }> {
  return {
    PORT: String(await freePort()),
    DATA_DIR: makeDataDir(t),
    LOG_LEVEL: 'warn',
    SIMULATOR: 'off',
  }
}
async function run(t: Test, env: Env): Promise<Ended & { output: string }> {
  const server = spawnServer(t, env)
  return { ...(await server.ended), output: server.output() }
}

t.test('every fault of the settings is named at once, without its value', async (t) => {
  const env = {
    ...(await environment(t)),
    NODE_ENV: 'production',
    PORT: '70000',
    JWT_SECRET: 'CHANGE_THIS_secret_value',
    JWT_REFRESH_SECRET: 'short-canary',
    SESSION_SECRET: secrets.SESSION_SECRET,
    ENCRYPTION_KEY: 'not-32-characters-canary',
    FRONTEND_URL: 'http://localhost/canary/path',
    MAX_FILE_SIZE: '10mb',
    TRUST_PROXY: '0.0.0.0/0',
  }
  const { code, output } = await run(t, env)
  t.equal(code, 78)
  for (const name of Object.keys(env).filter(
    (name) => !['NODE_ENV', 'DATA_DIR', 'LOG_LEVEL', 'SIMULATOR', 'SESSION_SECRET'].includes(name),
  ))
    t.match(output, name, `${name} is named`)
  t.notMatch(output, /canary|secret_value|10mb|70000/i, 'no value is')
  t.same(programsIn(env.DATA_DIR), [], 'nothing was started')
})

t.test('a value of the wrong form is named as such', async (t) => {
  const env = { ...(await environment(t)), ...secrets, NODE_ENV: 'production' }
  const rest = { META_APP_ID: '1', META_WEBHOOK_VERIFY_TOKEN: 'verify-0123456789' }
  const { code, output } = await run(t, {
    ...env,
    ...rest,
    FRONTEND_URL: '*',
    META_APP_SECRET: '"0123456789abcdef"',
  })
  t.equal(code, 78)
  t.match(output, /FRONTEND_URL is not valid/)
  t.match(output, /META_APP_SECRET must be 32 hexadecimal digits/)
})

t.test('a data folder that cannot be one is a fault of the settings', async (t) => {
  const { code, output } = await run(t, { ...(await environment(t)), DATA_DIR: '/dev/null/x' })
  t.equal(code, 78)
  t.match(output, /DATA_DIR cannot be written/)
})

t.test('a data folder', async (t) => {
  const env = { ...(await environment(t)), ...secrets }
  const origin = `http://127.0.0.1:${env.PORT}`
  const first = spawnServer(t, env)
  await untilReady(first, origin)
  const before = databasePid(env.DATA_DIR)

  t.test('has one server; a second is told who it is', async (t) => {
    const { code, output } = await run(t, { ...env, PORT: String(await freePort()) })
    t.equal(code, 78)
    t.match(output, new RegExp(`process ${first.pid}`))
    t.equal(databasePid(env.DATA_DIR), before, 'the first one is left alone')
    t.equal((await fetch(`${origin}/livez`)).status, 200)
  })
  t.test('whose server died is taken over by one of those that start', async (t) => {
    await first.kill('SIGKILL')
    t.equal(databasePid(env.DATA_DIR), before, 'the database outlives a killed server')
    const ports = await Promise.all([1, 2].map(() => freePort()))
    const began = Date.now()
    const servers = ports.map((port) => spawnServer(t, { ...env, PORT: String(port) }))
    const fates = await Promise.all(
      servers.map((server, n) => Promise.race([ready(server, ports[n]!), codeOf(server)])),
    )
    t.same(new Set(fates), new Set([78, 'serves']))
    t.comment(`ready again after ${Date.now() - began} ms`)
    t.equal(programsIn(env.DATA_DIR).length, 1)
    t.not(databasePid(env.DATA_DIR), before)
    const winner = servers[fates.indexOf('serves')]!
    t.same(await winner.kill('SIGTERM'), { code: 0, signal: null })
    t.same(programsIn(env.DATA_DIR), [])
  })
  t.test('opens with the key that sealed it, or nobody can connect', async (t) => {
    const wrong = { ENCRYPTION_KEY: 'another-key-canary-0123456789abc' }
    const { code, output } = await run(t, { ...env, ...wrong })
    t.equal(code, 78)
    t.match(output, 'ENCRYPTION_KEY')
    t.notMatch(output, /listening|canary/)
    t.same(programsIn(env.DATA_DIR), [])
  })
  t.test('is left alone when somebody has the port', async (t) => {
    const other = createServer().listen(Number(env.PORT), '127.0.0.1')
    t.teardown(() => other.close())
    const { code, output } = await run(t, env)
    t.equal(code, 78)
    t.match(output, env.PORT)
    t.same(programsIn(env.DATA_DIR), [])
  })
  t.test('is left alone by a stop while it starts', async (t) => {
    const server = spawnServer(t, env)
    await until(async () => programsIn(env.DATA_DIR).length > 0)
    t.same(await server.kill('SIGTERM'), { code: 0, signal: null })
    t.same(programsIn(env.DATA_DIR), [])
  })
})

t.test('a database that cannot be reached is a matter of time, a wrong one is not', async (t) => {
  const env = await environment(t)
  for (const [url, expected] of [
    [`postgres://u:canary@127.0.0.1:${env.PORT}/x`, 75],
    ['mysql://u:canary@127.0.0.1/x', 78],
  ] as const) {
    const { code, output } = await run(t, { ...env, DATABASE_URL: url })
    t.equal(code, expected)
    t.notMatch(output, 'canary')
  }
})

function ready(server: ServerProcess, port: number): Promise<string> {
  return untilReady(server, `http://127.0.0.1:${port}`).then(
    () => 'serves',
    () => new Promise(() => undefined),
  )
}

async function codeOf(server: ServerProcess): Promise<number | null> {
  return (await server.ended).code
}
