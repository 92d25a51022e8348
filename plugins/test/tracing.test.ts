/** Traces as a collector gets them from the server as it ships, and as little as nothing without one. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

import { loadConfig, noTrace } from '@parley/core'
import t, { type Test } from 'tap'

import { openTracing } from '../src/tracing.ts'
import { freePort } from './ports.ts'
import { makeDataDir, spawnServer, untilReady } from './server-process.ts'
import { until } from './until.ts'

const appSecret = '0123456789abcdef0123456789abcdef'

t.test('without a collector nothing is opened, and no package is loaded', async (t) => {
  const on = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
  const off = [{}, { ...on, OTEL_SDK_DISABLED: 'true' }, { ...on, OTEL_TRACES_EXPORTER: 'none' }]
  for (const env of off)
    t.equal((await openTracing(loadConfig({ ...env, NODE_ENV: 'test' }).config)).trace, noTrace)
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  t.same(
    loaded.filter((file) => file.includes('opentelemetry')),
    [],
  )
})

t.test('a collector gets requests, statements and batches, and no text of a person', async (t) => {
  const collector = await startCollector(t)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const server = spawnServer(t, {
    PORT: String(port),
    DATA_DIR: makeDataDir(t),
    SIMULATOR: 'off',
    LOG_LEVEL: 'warn',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop',
    OTEL_SERVICE_NAME: 'inbox-of-the-shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=trial',
    META_APP_SECRET: appSecret,
  })
  await untilReady(server, origin)
  async function call(path: string, body?: object, token?: string) {
    const response = await fetch(`${origin}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        // a stranger's wish not to be sampled is not followed
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return (await response.json()) as Record<string, string>
  }
  const person = { email: 'ana@canary.example', name: 'Ana Canary', password: 'a canary password' }
  const { accessToken = '' } = await call('/api/auth/register', person)
  await call('/api/messages/search?q=canary-words', undefined, accessToken)
  const body = JSON.stringify({ object: 'page', entry: [{ id: 'canary', time: 0, messaging: [] }] })
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  const delivery = await fetch(`${origin}/api/webhooks/meta`, { method: 'POST', body, headers })
  t.equal(delivery.status, 200)
  await call('/readyz')
  await server.kill('SIGTERM')

  const sent = collector.text()
  for (const expected of [
    'inbox-of-the-shop',
    'deployment.environment.name',
    'POST /api/auth/register',
    'GET /api/messages/search',
    'POST /api/webhooks/:path',
    'ingest',
    'insert into deliveries',
    // inside a request whose body was read
    'insert into users',
    'postgresql transaction',
  ])
    t.ok(sent.includes(expected), expected)
  t.notMatch(sent, /canary|readyz|0123456789abcdef/i)
  t.equal(collector.headers()?.['x-team'], 'shop')
  t.equal(server.end()?.code, 0, server.output())
})

t.test('a collector that is away holds up neither a request nor the stop', async (t) => {
  const port = await freePort()
  const server = spawnServer(t, {
    PORT: String(port),
    DATA_DIR: makeDataDir(t),
    SIMULATOR: 'off',
    LOG_LEVEL: 'warn',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  })
  const origin = `http://127.0.0.1:${port}`
  await untilReady(server, origin)
  t.equal((await fetch(`${origin}/api/setup`)).status, 200)
  await until(async () => server.output().includes('traces could not be sent'))
  t.equal((await server.kill('SIGTERM')).code, 0)
})

async function startCollector(t: Test) {
  const bodies: Buffer[] = []
  let headers: IncomingHttpHeaders | undefined
  const server = createServer((request, response) => {
    headers = request.headers
    request.on('data', (chunk: Buffer) => bodies.push(chunk))
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    // names and texts are plain in protobuf
    text: () => Buffer.concat(bodies).toString('latin1'),
    headers: () => headers,
  }
}
