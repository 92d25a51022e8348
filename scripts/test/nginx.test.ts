/** What the shipped proxy configuration promises, in a real nginx. */
import t from 'tap'

import { ask } from '../checks/http.ts'
import { type Proxied, startNginx } from './nginx-server.ts'

const started = await startNginx()
const options = { skip: started ? false : 'no nginx on this machine' }
const nginx = started as Proxied
t.teardown(() => started?.stop())
t.beforeEach(() => {
  if (started) Object.assign(started, { answer: 200 }).heard.length = 0
})

function get(path: string, more: Parameters<typeof ask>[1] = {}) {
  return ask(new URL(path, nginx.https), {
    ...more,
    headers: { host: 'chat.shop.example', ...more.headers },
  })
}
const own = [
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'x-frame-options',
  'cache-control',
  'strict-transport-security',
]

t.test('every answer carries every header once, whoever made it', options, async (t) => {
  for (const path of ['/api/chats', '/', '/metrics']) {
    const answer = await get(path)
    for (const name of own) t.equal(answer.all(name).length, 1, `${name} at ${path}`)
  }
  t.same(
    (await get('/api/chats')).all('content-security-policy'),
    ["default-src 'self'"],
    'the server’s own is passed on',
  )
  t.match((await get('/api/chats')).all('strict-transport-security'), [
    'max-age=31536000; includeSubDomains',
  ])
})

t.test('what a client says about its own address is not believed', options, async (t) => {
  await get('/api/chats', {
    headers: {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=6.6.6.6',
      'x-real-ip': '6.6.6.6',
    },
  })
  const { headers } = nginx.heard[0]!
  t.equal(headers['x-forwarded-for'], '127.0.0.1')
  for (const name of ['x-forwarded-host', 'forwarded', 'x-real-ip'])
    t.equal(headers[name], undefined, name)
  t.match(headers['x-request-id'], /^[0-9a-f]{32}$/)
})

t.test('bodies are limited by path, and the refusal is a problem', options, async (t) => {
  const post = (path: string, bytes: number) =>
    get(path, {
      method: 'POST',
      headers: { 'content-length': String(bytes) },
      body: 'x'.repeat(bytes),
    })
  t.equal((await post('/api/webhooks/meta', 4 * 1024 * 1024)).status, 200)
  t.equal((await post('/api/webhooks/meta', 4 * 1024 * 1024 + 1)).status, 413)
  t.equal((await post('/api/uploads', 5_000_000)).status, 200)
  t.equal((await post('/api/uploads', 7_000_000)).status, 413)
  const refused = await post('/api/messages', 400_000)
  t.match(refused.all('content-type'), ['application/problem+json'])
  t.match(JSON.parse(refused.body), {
    status: 413,
    code: 'too_large',
    type: 'urn:parley:problem:too_large',
  })
})

t.test(
  'sign-ins are limited, and refused ones are written for fail2ban; webhooks never are',
  options,
  async (t) => {
    nginx.answer = 401
    const post = (path: string) =>
      get(path, { method: 'POST', headers: { 'content-length': '2' }, body: '{}' })
    const statuses = []
    for (let i = 0; i < 30; i++) statuses.push((await post('/api/auth/login')).status)
    t.equal(statuses[0], 401)
    t.equal(statuses.at(-1), 429)
    t.match((await post('/api/auth/login')).all('retry-after'), ['10'])
    const webhooks = await Promise.all(
      Array.from({ length: 300 }, () => post('/api/webhooks/meta')),
    )
    t.ok(
      webhooks.every(({ status }) => status === 401),
      'none is held back',
    )
    const lines = nginx.refusedLog().trim().split('\n')
    t.equal(lines.length, 31)
    t.match(lines.at(-1), /refused address=127\.0\.0\.1 path=\/api\/auth\/login status=429$/)
  },
)

t.test(
  'plain http leads to https, but health and certificates answer there',
  options,
  async (t) => {
    const http = (path: string, host: string) =>
      ask(new URL(path, nginx.http), { headers: { host } })
    const moved = await http('/chats?x=1', 'chat.shop.example')
    t.equal(moved.status, 301)
    t.same(moved.all('location'), ['https://chat.shop.example/chats?x=1'])
    t.equal((await http('/health', 'anything')).status, 200)
    t.equal((await http('/.well-known/acme-challenge/none', 'chat.shop.example')).status, 404)
    t.equal((await http('/', 'evil.example')).status, 421)
    t.equal((await get('/', { headers: { host: 'evil.example' } })).status, 421)
  },
)

t.test('one path speaks WebSocket, and no other', options, async (t) => {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    origin: 'https://chat.shop.example',
  }
  t.equal((await get('/api/realtime', { headers })).status, 101)
  t.equal((await get('/api/chats', { headers })).status, 200)
  t.match(nginx.heard, [
    { method: 'UPGRADE', headers: { origin: 'https://chat.shop.example' } },
    { method: 'GET' },
  ])
})

t.test(
  'a change that may have been carried out is not repeated when its server dies',
  options,
  async (t) => {
    nginx.answer = 'hang up'
    const post = (path: string) =>
      get(path, { method: 'POST', headers: { 'content-length': '2' }, body: '{}' })
    t.equal((await post('/api/chats')).status, 502)
    t.equal(nginx.heard.length, 1)
    t.match(JSON.parse((await get('/api/chats')).body), { code: 'unavailable' })
  },
)

t.test('a webhook is not kept waiting for a backend that fell silent', options, async (t) => {
  nginx.answer = 'say nothing'
  // a platform waits for some seconds, as the asker here does; another backend would be asked now, and there is none
  const headers = { 'content-length': '2' }
  const webhook = { method: 'POST', headers, body: '{}' }
  t.equal((await get('/api/webhooks/meta', webhook)).status, 504)
})

t.test('tokens in a query are in no log', options, async (t) => {
  await get('/api/webhooks/meta?hub.verify_token=very-secret')
  await get('/api/files/1?signature=very-secret')
  nginx.answer = 'hang up'
  await get('/api/files/1?signature=very-secret')
  const log = nginx.accessLog()
  t.match(log, '"path":"/api/files/1"')
  t.notMatch(log, 'very-secret')
  for (const line of log.trim().split('\n')) t.ok(JSON.parse(line))
})

t.test('answers are compressed, those that hold tokens are not', options, async (t) => {
  const headers = { 'accept-encoding': 'gzip' }
  t.same((await get('/api/chats', { headers })).all('content-encoding'), ['gzip'])
  t.same((await get('/api/auth/me', { headers })).all('content-encoding'), [])
})

t.test('a reload loses no request', options, async (t) => {
  const all: Promise<{ status: number }>[] = []
  for (let i = 0; i < 200; i++) {
    all.push(get('/api/chats'))
    if (i === 60 || i === 120) nginx.reload()
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.same(new Set((await Promise.all(all)).map(({ status }) => status)), new Set([200]))
})
