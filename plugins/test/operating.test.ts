import t from 'tap'

import { callerOf } from './rig.ts'
import { startWhole } from './whole.ts'

const nobody = { id: '', email: '', password: '', accessToken: '', refreshToken: '' }

t.test('headers', async (t) => {
  const { app, kernel, call } = await startWhole(t, { SIMULATOR: 'off' })
  const stranger = callerOf(app, nobody)

  t.test('every answer says what a browser may do with it, once', async (t) => {
    for (const path of [
      '/api/setup',
      '/api/auth/me',
      '/api/nothing',
      '/health',
      '/',
      '/docs',
      '/inbox/5',
    ]) {
      const { headers } = await stranger.get(path)
      t.match(headers, {
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': /^default-src 'none'/,
        'x-request-id': String,
      })
      t.equal(headers['strict-transport-security'], undefined, 'left to who ends TLS')
      t.notMatch(headers['content-security-policy'], /unsafe-inline.*script|script-src[^;]*unsafe/)
    }
    t.equal((await stranger.get('/api/setup')).headers['cache-control'], 'no-store')
  })
  t.test('other origins get no leave to read', async (t) => {
    const { frontendUrl } = kernel.config
    const own = await stranger.get('/api/setup', { headers: { origin: frontendUrl } })
    t.equal(own.headers['access-control-allow-origin'], frontendUrl)
    for (const origin of ['https://evil.example', 'null', `${frontendUrl}.evil.example`]) {
      const { headers } = await stranger.get('/api/setup', { headers: { origin } })
      t.equal(headers['access-control-allow-origin'], undefined, origin)
      const preflight = await stranger.call('OPTIONS', '/api/auth/me', {
        headers: { origin, 'access-control-request-method': 'PATCH' },
      })
      t.equal(preflight.headers['access-control-allow-origin'], undefined)
    }
  })
  t.test('the API describes itself, every route by its own name', async (t) => {
    const { body } = await stranger.get('/openapi.json')
    t.equal(body.openapi, '3.1.0')
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path as object))
    const names = operations.map(({ operationId }) => operationId)
    t.equal(new Set(names).size, names.length)
    t.match(body.paths['/api/chats/{chatId}'].patch, {
      operationId: 'patchChatsByChatId',
      tags: ['chats'],
      security: [{ session: [] }],
      responses: { default: { content: { 'application/problem+json': {} } } },
    })
    t.match(body.paths['/api/auth/login'].post.security, [])
    const missing = app.routeTable.flatMap(({ route }) => {
      const path = route.url.replace(/:(\w+)/g, '{$1}')
      const isDescribed = body.paths[path] ?? !route.url.startsWith('/api/')
      return isDescribed || route.config?.special ? [] : [route.url]
    })
    t.same(missing, [])
    t.match((await stranger.get('/docs')).text, 'Swagger')
  })
  t.test('health is told to all, numbers to this machine only', async (t) => {
    t.match((await stranger.get('/health')).body, {
      status: 'ok',
      version: /^\d/,
      checks: { database: { status: 'ok' }, redis: { status: 'off' }, outbox: { queued: 0 } },
    })
    t.same((await stranger.get('/livez')).body, { status: 'ok' })
    t.same((await stranger.get('/readyz')).body, { status: 'ok' })
    const { text, headers } = await stranger.get('/metrics')
    t.match(headers['content-type'], 'text/plain')
    for (const name of [
      'parley_webhook_ack_seconds_count',
      'parley_ingest_batch_events_count',
      'parley_outbox_oldest_seconds{status="queued"} 0',
      'parley_outbox_messages{status="unknown"} 0',
      'parley_ws_clients 0',
      'parley_event_lag_seconds 0',
      'parley_ingest_lag_seconds 0',
      'parley_ingest_waiting 0',
      'parley_db_pool_waiting 0',
      'parley_db_pool_connections{state="busy"} ',
      'parley_eventloop_delay_p99_seconds',
      'parley_disk_free_bytes',
      'parley_backup_age_seconds +Inf',
      'parley_database_up 1',
    ])
      t.match(text, name)
    t.equal((await stranger.get('/metrics', { remoteAddress: '192.0.2.1' })).status, 401)
    const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } }
    t.equal((await stranger.get('/metrics', forwarded)).status, 401, 'a proxy speaks for others')
    app.readiness.isOn = false
    t.equal((await stranger.get('/readyz')).status, 503, 'a stopping server is not ready')
    t.equal((await stranger.get('/livez')).status, 200)
    app.readiness.isOn = true
  })
  t.test('a webhook is counted when it is refused', async (t) => {
    await call('POST', '/api/webhooks/meta', {})
    t.match(
      (await stranger.get('/metrics')).text,
      /parley_webhook_rejected_total\{reason="\w+"\} 1/,
    )
  })
  t.test('a session that is asked for again comes from memory, and that is counted', async (t) => {
    const read = async () => (await stranger.get('/metrics')).text
    await call('GET', '/api/auth/me')
    const before = countsOf(await read())
    await call('GET', '/api/auth/me')
    const after = countsOf(await read())
    t.equal(after.hit, before.hit + 1)
    t.equal(after.miss, before.miss)
  })
})

function countsOf(metrics: string): { hit: number; miss: number } {
  const [hit, miss] = ['hit', 'miss'].map((result) => {
    const line = `parley_cache_lookups_total\\{cache="sessions",result="${result}"\\} (\\d+)`
    return Number(new RegExp(line).exec(metrics)?.[1])
  })
  return { hit: hit!, miss: miss! }
}

t.test('limits', async (t) => {
  const env = {
    SIMULATOR: 'off',
    RATE_LIMIT_MAX_REQUESTS: '30',
    METRICS_TOKEN: 'a token for the scraper',
    TRUST_PROXY: '127.0.0.1',
  }
  const { app } = await startWhole(t, env)
  const stranger = callerOf(app, nobody)
  function from(address: string, path = '/api/setup', token = '') {
    const headers = {
      'x-forwarded-for': address,
      ...(token && { authorization: `Bearer ${token}` }),
    }
    return stranger.get(path, { headers })
  }

  t.test('who asks too much waits, and says so itself', async (t) => {
    for (let i = 0; i < 30; i++) t.equal((await from('192.0.2.1')).status, 200)
    t.match(await from('192.0.2.1'), {
      status: 429,
      headers: { 'retry-after': /^\d+$/ },
      body: { code: 'too_many_requests' },
    })
    t.equal((await from('192.0.2.2')).status, 200, 'others do not wait')
    t.equal((await from('6.6.6.6, 192.0.2.1')).status, 429, 'what a client claims is not believed')
    const elsewhere = await stranger.post(
      '/nothing',
      {},
      { headers: { 'x-forwarded-for': '192.0.2.1' } },
    )
    t.equal(elsewhere.status, 429, 'nor are paths that do not exist free')
  })
  t.test('who watches and who delivers is not counted', async (t) => {
    for (let i = 0; i < 40; i++) {
      t.equal((await from('192.0.2.3', '/livez')).status, 200)
      const { status } = await stranger.post(
        '/api/webhooks/meta',
        {},
        { remoteAddress: '192.0.2.3' },
      )
      t.equal(status, 401)
    }
  })
  t.test('the numbers are there for who has the token', async (t) => {
    t.equal((await from('192.0.2.9', '/metrics', 'a token for the scraper')).status, 200)
    t.equal((await from('192.0.2.9', '/metrics', 'another token')).status, 401)
  })
})
