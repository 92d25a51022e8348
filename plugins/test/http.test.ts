import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'

import t from 'tap'
import { Type } from 'typebox'

import { startKernel } from '../../core/test/rig.ts'
import { type App, createServer } from '../src/http.ts'
import { startRig } from './rig.ts'

const closed = { additionalProperties: false }
const Thing = Type.Object(
  {
    name: Type.String({ maxLength: 10 }),
    count: Type.Optional(Type.Integer()),
    inner: Type.Optional(Type.Object({ deep: Type.String() }, closed)),
    any: Type.Optional(Type.Unknown()),
  },
  closed,
)
const Echo = Type.Object({ body: Type.Unknown(), query: Type.Unknown() })

async function things(app: App): Promise<void> {
  const config = { right: 'chats.read' } as const
  app.post(
    '/api/things',
    { config, schema: { body: Thing, response: { 200: Echo } } },
    (request) => ({
      body: request.body,
      query: request.query,
    }),
  )
  app.get(
    '/api/things/:id',
    {
      config,
      schema: {
        params: Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) }, closed),
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 100 })) }, closed),
        response: { 200: Echo },
      },
    },
    (request) => ({ body: request.params.id, query: request.query }),
  )
  app.get('/api/broken', { config, schema: { response: { 200: Echo } } }, () => {
    throw new Error('secret EAAabcdefghijklmnopqrstuvwxyz')
  })
  app.get('/api/away', { config, schema: { response: { 200: Echo } } }, () => {
    throw Object.assign(new Error('terminating connection'), { code: '57P01' })
  })
}

t.test('what comes in', async (t) => {
  const { agent, app } = await startRig(t, { routes: (app) => app.register(things) })
  function send(payload: string, type = 'application/json') {
    return agent.call('POST', '/api/things', { payload, headers: { 'content-type': type } })
  }

  t.test('a fault names its field by pointer and never repeats what was sent', async (t) => {
    const { status, headers, body, text } = await agent.post('/api/things', {
      name: 'x'.repeat(50),
    })
    t.equal(status, 400)
    t.match(headers['content-type'], 'application/problem+json')
    t.match(body, {
      type: 'urn:parley:problem:bad_request',
      title: String,
      status: 400,
      code: 'bad_request',
      detail: String,
      requestId: headers['x-request-id'],
      errors: [{ pointer: '/name', message: /10 characters/ }],
    })
    t.notMatch(text, 'xxxx')
    const nested = await agent.post('/api/things', { name: 'a', inner: { deep: 'a', more: 1 } })
    t.match(nested.body.errors, [{ pointer: '/inner/more' }])
    const strange = await agent.post('/api/things', { name: 'a', 'a<script>': 1 })
    t.match(strange.body.errors, [{ pointer: '' }])
    t.match((await agent.post('/api/things', {})).body.errors, [{ pointer: '/name' }])
  })
  t.test('bodies are taken exactly as typed: nothing converted, nothing dropped', async (t) => {
    for (const body of [
      { name: 1 },
      { name: true },
      { name: null },
      { name: ['a'] },
      { name: { $ne: null } },
      { name: 'a', count: '1' },
      { name: 'a', count: 1.5 },
      { name: 'a', extra: 1 },
    ])
      t.equal((await agent.post('/api/things', body)).status, 400, JSON.stringify(body))
    for (const text of [
      '',
      'null',
      '[]',
      '"x"',
      '{"name":"a","count":1e400}',
      '{"name":"a"} x',
      '{',
    ])
      t.equal((await send(text)).status, 400, text)
    t.equal((await send('{"name":"a"}')).status, 200)
  })
  t.test('keys that reach a prototype are refused', async (t) => {
    for (const text of [
      '{"name":"a","any":{"__proto__":{"polluted":1}}}',
      '{"name":"a","any":{"constructor":{"prototype":{"polluted":1}}}}',
      '{"name":"a","any":{"\\u005f_proto__":{"polluted":1}}}',
    ])
      t.equal((await send(text)).status, 400, text)
    t.equal(({} as { polluted?: number }).polluted, undefined)
  })
  t.test('depth and number of nodes are bounded', async (t) => {
    function deep(levels: number): string {
      return `{"name":"a","any":${'['.repeat(levels)}${']'.repeat(levels)}}`
    }
    t.equal((await send(deep(20))).status, 200)
    t.equal((await send(deep(40))).status, 400)
    t.equal((await send(deep(100_000))).status, 400)
    const wide = `{"name":"a","any":[${'1,'.repeat(20_000)}1]}`
    t.equal((await send(wide)).status, 400)
  })
  t.test('only JSON is read, and not a byte more than the limit', async (t) => {
    for (const type of ['text/plain', 'application/xml', 'application/json garbage', 'a'])
      t.equal((await send('{"name":"a"}', type)).status, 415, type)
    for (const type of ['application/json; charset=utf-8', ' application/json', 'APPLICATION/JSON'])
      t.equal((await send('{"name":"a","extra":1}', type)).status, 400, type)
    const big = await send(`{"name":"${'a'.repeat(300_000)}"}`)
    t.match(big, { status: 413, body: { code: 'too_large' } })
    const packed = await agent.call('POST', '/api/things', {
      payload: '{"name":"a"}',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    t.match(packed, { status: 415, body: { code: 'unsupported_media_type' } })
  })
  t.test('addresses are converted and checked, and unknown parameters refused', async (t) => {
    const good = await agent.get('/api/things/12?limit=5')
    t.match(good, { status: 200, body: { query: { limit: 5 } } })
    for (const path of [
      '/api/things/abc',
      '/api/things/%00',
      '/api/things/..%2f..%2fetc',
      '/api/things/-1',
      '/api/things/1?limit=abc',
      '/api/things/1?limit=1e9',
      '/api/things/1?limit=1.5',
      '/api/things/1?limit=1&limit=2',
      '/api/things/1?offset=1',
      '/api/things/1?__proto__=1&constructor=2',
      '/api/auth/me?x=1',
    ])
      t.equal((await agent.get(path)).status, 400, path)
    t.match(await agent.get('/api/things/%zz'), { status: 400, body: { code: 'bad_request' } })
    t.match(await agent.get(`/api/things/${'1'.repeat(101)}`), {
      status: 414,
      headers: { 'content-type': /problem\+json/ },
    })
  })
  t.test('what is not there is a 404, however it is written', async (t) => {
    for (const path of [
      '//api/things/1',
      '/api/./things',
      '/API/auth/me',
      '/api%2fauth/me',
      '/api/auth/me/',
    ])
      t.equal((await agent.get(path)).status, 404, path)
    t.match(await agent.call('DELETE', '/api/things/1'), {
      status: 404,
      body: { code: 'not_found' },
    })
  })
  t.test('the absolute form of a URL meets the same checks', async (t) => {
    t.equal((await agent.get('http://evil.example/api/things/1?limit=1')).status, 200)
    t.equal((await app.inject('http://evil.example/api/things/1')).statusCode, 401)
  })
  t.test('HEAD needs the same right as GET', async (t) => {
    t.equal((await app.inject({ method: 'HEAD', url: '/api/things/1' })).statusCode, 401)
    t.equal((await agent.call('HEAD', '/api/things/1')).status, 200)
  })
  t.test(
    'a bug says nothing of its inside, and a database that is away asks for patience',
    async (t) => {
      const { status, body, text } = await agent.get('/api/broken')
      t.match({ status, code: body.code }, { status: 500, code: 'internal' })
      t.notMatch(text, 'EAA')
      t.match(await agent.get('/api/away'), {
        status: 503,
        headers: { 'retry-after': String },
        body: { code: 'busy' },
      })
    },
  )
  t.test('request ids are ours', async (t) => {
    const { headers } = await agent.get('/api/things/1', { headers: { 'x-request-id': 'theirs' } })
    t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/)
  })
})

t.test('a route that declares too little stops the start', async (t) => {
  const kernel = await startKernel(t)
  const rows: [RegExp, (app: App) => unknown][] = [
    [/GET \/a declares no right/, (app) => app.get('/a', { schema: ok }, () => ({}))],
    [/GET \/a declares no response/, (app) => app.get('/a', { config: open }, () => ({}))],
    [
      /GET \/a\/:id declares no params/,
      (app) => app.get('/a/:id', { config: open, schema: ok }, () => ({})),
    ],
    [
      /GET \/a is registered before auth/,
      (app) => app.get('/a', { config: { right: 'chats.read' }, schema: ok }, () => ({})),
    ],
  ]
  for (const [fault, register] of rows) {
    const app = createServer(kernel)
    register(app)
    await t.rejects(async () => app.ready(), fault)
    await app.close()
  }
  const app = createServer(kernel)
  app.get('/a', { config: open, schema: ok }, () => ({}))
  await app.ready()
  await app.close()
})
const open = { right: 'public' } as const
const ok = { response: { 200: Type.Object({}) } }

t.test('bytes on the wire', async (t) => {
  const { app } = await startRig(t, { people: false })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  /** What comes back for these bytes, until the server closes. */
  async function answerTo(bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.write(bytes)
    await once(socket, 'close')
    return Buffer.concat(chunks).toString()
  }
  const host = 'Host: localhost\r\n'
  const rows: Record<string, [string, number]> = {
    'B183 length and chunks': [
      `POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    'B184 two lengths': [
      `POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`,
      400,
    ],
    'B185 NUL in a header': [`GET / HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400],
    'B185 no Host': ['GET / HTTP/1.1\r\n\r\n', 400],
    'B185 TLS on the plain port': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    'B189 a header of 20 KB': [`GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    'B190 an unknown method': [`BREW / HTTP/1.1\r\n${host}\r\n`, 400],
  }
  for (const [name, [bytes, status]] of Object.entries(rows))
    t.test(name, async (t) => {
      const text = await answerTo(bytes)
      t.match(text, new RegExp(`^HTTP/1.1 ${status} `))
      if (!name.includes('Host')) t.match(text, 'application/problem+json')
    })
  t.test('an upgrade to something else is an ordinary request', async (t) => {
    const text = await answerTo(
      `GET /api/setup HTTP/1.1\r\n${host}Upgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n`,
    )
    t.match(text, /^HTTP\/1.1 200 /)
  })
})
