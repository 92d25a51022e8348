/** Secrets go in and never come out: the whole server at trace level, against a platform that repeats in its errors whatever it was sent. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Client } from 'pg'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'

import { appSecret, numberToConnect, signatureOf, webhookOf } from './fake-meta.ts'
import { freePort } from './ports.ts'
import { makeDataDir, spawnServer, untilReady } from './server-process.ts'
import { until } from './until.ts'

const canaries = {
  JWT_SECRET: 'canary-jwt-0123456789-abcdefghij',
  JWT_REFRESH_SECRET: 'canary-refresh-0123456789-abcdef',
  SESSION_SECRET: 'canary-session-0123456789-abcdef',
  ENCRYPTION_KEY: 'canary-sealing-0123456789-abcdef',
  META_APP_SECRET: appSecret,
  META_WEBHOOK_VERIFY_TOKEN: 'canary-verify-0123456789',
  METRICS_TOKEN: 'canary-metrics-0123456789',
  REDIS_PASSWORD: 'canary-redis-0123456789',
  SMTP_PASSWORD: 'canary-smtp-0123456789',
}
const accessToken = 'EAAcanaryTokenOfTheNumber0123456789'
const password = 'canary password 0123456789'

t.test('no secret is ever written or answered', async (t) => {
  const port = await freePort()
  const closed = await freePort()
  const dataDir = makeDataDir(t)
  const origin = `http://127.0.0.1:${port}`
  const { SMTP_PASSWORD, ...settings } = canaries
  const server = spawnServer(t, {
    ...settings,
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'trace',
    REGISTRATION: 'open',
    META_GRAPH_URL: await startEcho(t),
    REDIS_URL: `redis://127.0.0.1:${closed}`,
    SMTP_URL: `smtp://parley:${SMTP_PASSWORD}@127.0.0.1:${closed}`,
    SENTRY_DSN: `http://canary-sentry-key@127.0.0.1:${closed}/1`,
  })
  await untilReady(server, origin)
  const heard: string[] = []
  const issued: string[] = []

  async function ask(method: string, path: string, body?: unknown, headers: object = {}) {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && {
        body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
      }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    heard.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${text}`)
    return { status: answer.status, body: isJson && text ? JSON.parse(text) : undefined }
  }
  /** The one answer that holds tokens is not looked at; what makes them secret becomes a canary. */
  async function signIn(path: string, body: object): Promise<{ authorization: string }> {
    const answer = await ask('POST', path, body, { 'x-token-delivery': 'body' })
    heard.pop()
    issued.push(answer.body.accessToken, answer.body.refreshToken)
    return { authorization: `Bearer ${answer.body.accessToken}` }
  }
  const admin = await signIn('/api/auth/register', {
    email: 'ada@example.com',
    password,
    name: 'Ada',
  })
  const agent = await signIn('/api/auth/register', {
    email: 'ben@example.com',
    password,
    name: 'Ben',
  })

  // what people do
  const number = { ...numberToConnect, secrets: { accessToken } }
  const { body: connection } = await ask('POST', '/api/social-connections', number, admin)
  const place = `/api/social-connections/${connection.id}`
  const words = webhookOf({ words: [{ id: 'wamid.1', from: '491511', text: 'hi' }] })
  await ask('POST', '/api/webhooks/meta', words, { 'x-hub-signature-256': signatureOf(words) })
  const { body: chats } = await ask('GET', '/api/chats', undefined, agent)
  const [{ id: chatId, lastMessage }] = chats.items
  const message = { chatId, clientId: '00000000-0000-4000-8000-000000000001', text: 'hello' }
  await ask('POST', '/api/messages', message, agent)
  const failed = await until(async () => {
    const { body } = await ask('GET', `/api/messages/chat/${chatId}`, undefined, agent)
    return body.items[0].failure
  })
  t.match(failed.detail, 'is not allowed', 'what the platform said is shown')
  await ask('POST', `/api/messages/${lastMessage.id}/reactions`, { emoji: '👍' }, agent)
  await ask('POST', `${place}/templates/sync`, {}, admin)
  await ask('POST', `${place}/check`, {}, admin)
  await ask('PATCH', place, { secrets: { accessToken: `${accessToken}2` } }, admin)
  await ask('POST', '/api/social-connections', { ...number, check: true }, admin)

  // what people do wrong
  await ask('POST', '/api/auth/login', { email: 'ada@example.com', password: `${password}?` })
  await ask('POST', '/api/auth/login', { email: password, password: 'ada@example.com' })
  await ask('POST', '/api/auth/login', `{"password":"${password}"`)
  await ask(
    'POST',
    '/api/auth/refresh',
    { refreshToken: issued[1] },
    { origin: 'https://evil.example' },
  )
  await ask('POST', '/api/auth/password/forgot', { email: 'ben@example.com' })
  await ask('GET', `/api/chats?access_token=${issued[0]}`, undefined, admin)
  await ask('GET', `/api/realtime?token=${issued[0]}`)
  await ask(
    'POST',
    '/api/social-connections',
    { ...numberToConnect, secrets: { token: accessToken } },
    admin,
  )
  await ask(
    'POST',
    '/api/social-connections',
    { channel: accessToken, config: {}, secrets: {} },
    admin,
  )
  await ask('POST', '/api/webhooks/meta', words, {
    'x-hub-signature-256': signatureOf(words, 'other'),
  })
  await ask('GET', `/api/webhooks/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong`)
  await say(origin, { type: 'hello', token: `${issued[0]}x`, cursor: null })
  await say(origin, { type: 'hello', token: issued[0], cursor: issued[1] })

  // what can be read
  for (const path of ['/health', '/readyz', '/metrics', '/openapi.json', '/', '/docs/json'])
    await ask('GET', path)
  const lists = [
    '/api/social-connections',
    '/api/channels',
    '/api/deliveries',
    '/api/audit',
    '/api/users',
    '/api/auth/me',
    '/api/auth/sessions',
    '/api/contacts',
    '/api/setup',
  ]
  for (const path of lists) {
    await ask('GET', path, undefined, admin)
    // admins enter the verify token at the platform: it is theirs to see
    if (path === '/api/channels') heard.pop()
    await ask('GET', path, undefined, agent)
  }
  await ask('GET', place, undefined, admin)
  const { body: deliveries } = await ask('GET', '/api/deliveries', undefined, admin)
  for (const { id } of deliveries.items) await ask('GET', `/api/deliveries/${id}`, undefined, admin)
  const kept = await dump(dataDir)
  t.same(await server.kill('SIGTERM'), { code: 0, signal: null })

  const secrets: Record<string, string> = {
    ...canaries,
    accessToken,
    password,
    ...Object.fromEntries(issued.map((token, n) => [`issued ${n}`, token.split('.').at(-1)!])),
    sentry: 'canary-sentry-key',
  }
  const places = {
    'the log': server.output(),
    'the answers': heard.join('\n'),
    'the database': kept,
  }
  t.match(places['the log'], /"level":"debug"/)
  for (const [where, text] of Object.entries(places))
    for (const [name, secret] of Object.entries(secrets))
      t.same(
        formsOf(secret).filter((form) => text.includes(form)),
        [],
        `${name} is not in ${where}`,
      )
})

/** As it is, its beginning, and as it would look in a URL, in base64 and in a text of JSON. */
function formsOf(secret: string): string[] {
  return [
    secret,
    secret.slice(0, 16),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').slice(0, 20),
    Buffer.from(secret).toString('base64url').slice(0, 20),
    Buffer.from(secret).toString('hex'),
  ]
}

/** A platform that refuses everything and tells in its error all that it was sent. */
async function startEcho(t: Test): Promise<string> {
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const message = `The token ${token} of ${request.url} (${encodeURIComponent(token)}) is not allowed`
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ error: { message, code: 100, error_data: { details: message } } }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function say(origin: string, frame: object): Promise<void> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/realtime`)
  await once(socket, 'open')
  socket.send(JSON.stringify(frame))
  await Promise.race([once(socket, 'message'), once(socket, 'close')])
  socket.terminate()
}

/** Every row of every table, as text. */
async function dump(dataDir: string): Promise<string> {
  const client = new Client({ host: `${dataDir}/run`, user: 'parley', database: 'parley' })
  await client.connect()
  const { rows: tables } = await client.query(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  let text = ''
  for (const { name } of tables) {
    const { rows } = await client.query(`select r::text as row from "${name}" r`)
    text += `${name}\n${rows.map(({ row }) => row).join('\n')}\n`
  }
  await client.end()
  return text
}
