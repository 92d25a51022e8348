import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { Platform } from '@parley/core/adapter'
import t from 'tap'
import { Type } from 'typebox'

import { crashReports } from '../src/crash-reports.ts'
import type { App } from '../src/http.ts'
import { simulator } from '../src/simulator.ts'
import { web } from '../src/web.ts'
import { startRig } from './rig.ts'

t.test('the inbox', async (t) => {
  const folder = t.testdir({
    'index.html': '<style nonce="__CSP_NONCE__"></style><meta content="__CSP_NONCE__">',
    'favicon.svg': '<svg/>',
    assets: { 'app-1a2b.js': 'export {}' },
  })
  mkdirSync(join(folder, '..secret'), { recursive: true })
  writeFileSync(join(folder, '../secret.txt'), 'secret')
  const { stranger } = await startRig(t, {
    people: false,
    routes: (app) => app.register(web, { folder }),
  })

  t.test(
    'its page answers every address of the app, with a nonce of its own each time',
    async (t) => {
      const nonces = new Set<string>()
      for (const path of ['/', '/inbox/5/7', '/login', '/inbox?status=open', '/%zz%']) {
        const { status, text, headers } = await stranger.get(path)
        if (path === '/%zz%') {
          t.equal(status, 400)
          continue
        }
        t.equal(status, 200)
        t.match(headers['content-type'], 'text/html')
        t.equal(headers['cache-control'], 'no-cache')
        const [nonce, again] = [...text.matchAll(/"([\w+/=]{24})"/g)].map((match) => match[1]!)
        t.equal(nonce, again)
        t.match(headers['content-security-policy'], `'nonce-${nonce}'`)
        nonces.add(nonce!)
      }
      t.equal(nonces.size, 4)
    },
  )
  t.test('its files are served, the hashed ones for ever', async (t) => {
    const script = await stranger.get('/assets/app-1a2b.js')
    t.match(script, { status: 200, text: 'export {}' })
    t.match(script.headers['cache-control'], /max-age=31536000, immutable/)
    t.match((await stranger.get('/favicon.svg')).headers['cache-control'], /max-age=0/)
  })
  t.test('nothing else is', async (t) => {
    for (const path of [
      '/assets/missing.js',
      '/api/nothing',
      '//api/nothing',
      '/API/nothing',
      '/simulator',
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/index.html',
    ]) {
      const { status, text } = await stranger.get(path)
      t.ok([400, 404].includes(status), `${path} is ${status}`)
      t.notMatch(text, /^secret/)
    }
    t.equal((await stranger.post('/login')).status, 404)
  })
})

t.test('without a build there is still a page that says so', async (t) => {
  const { stranger } = await startRig(t, {
    people: false,
    routes: (app) => app.register(web, { folder: join(t.testdirName, 'nowhere') }),
  })
  t.match(await stranger.get('/'), { status: 200, text: /npm run build/ })
})

t.test('a simulated platform gets every request below its mount as it came', async (t) => {
  const seen: string[] = []
  let isClosed = false
  const platform: Platform = {
    connections: [],
    app: {},
    async handle({ method, url, headers, body }) {
      seen.push(
        `${method} ${url.pathname}${url.search} ${headers['x-test']} ${Buffer.from(body).toString()}`,
      )
      return { status: 201, headers: { 'x-own': 'yes' }, body: new Uint8Array([1, 0, 255]) }
    },
    async close() {
      isClosed = true
    },
  }
  const { app, stranger, kernel } = await startRig(t, {
    people: false,
    routes: (app) => app.register(simulator, { platforms: [{ mount: '/simulator', platform }] }),
  })
  const answer = await app.inject({
    method: 'POST',
    url: '/simulator/v25.0/me/messages?x=1&x=2',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test': 'a' },
    payload: 'a=%FF',
  })
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers['x-own'], 'yes')
  t.same(answer.rawPayload, Buffer.from([1, 0, 255]))
  t.equal((await stranger.get('/simulator')).status, 201)
  t.same(seen, ['POST /simulator/v25.0/me/messages?x=1&x=2 a a=%FF', 'GET /simulator undefined '])
  await app.close()
  t.ok(isClosed)
  const production = { kernel: { ...kernel, config: { ...kernel.config, isProduction: true } } }
  await t.rejects(
    simulator(production as unknown as App, { platforms: [{ mount: '/simulator', platform }] }),
    /must not run in production/,
  )
})

t.test('a crash is reported without a word of what people wrote; a refusal is not', async (t) => {
  const envelopes: string[] = []
  const { promise: told, resolve: tell } = Promise.withResolvers<void>()
  const sentry = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      envelopes.push(
        `${request.url} ${String(request.headers['x-sentry-auth'])}\n${Buffer.concat(chunks).toString()}`,
      )
      response.end('{}')
      tell()
    })
  })
  await new Promise<void>((resolve) => sentry.listen(0, '127.0.0.1', resolve))
  t.teardown(() => sentry.close())
  const { port } = sentry.address() as AddressInfo
  async function routes(app: App): Promise<void> {
    const schema = {
      response: { 200: Type.Object({}) },
      querystring: Type.Object({ q: Type.String() }),
    }
    app.get('/api/crash', { config: { right: 'public' }, schema }, () => {
      throw new TypeError('no token EAAabcdefghijklmnopqrstuvwxyz here')
    })
  }
  const { stranger } = await startRig(t, {
    people: false,
    env: { SENTRY_DSN: `http://publickey@127.0.0.1:${port}/42` },
    routes: async (app) => {
      await app.register(crashReports)
      await app.register(routes)
    },
  })
  await stranger.get('/api/crash')
  t.equal((await stranger.get('/api/crash?q=what+somebody+wrote')).status, 500)
  await told
  t.equal(envelopes.length, 1, 'the refused request was not reported')
  const [line, , , event] = envelopes[0]!.split('\n')
  t.match(line, /^\/api\/42\/envelope\/ Sentry .*sentry_key=publickey/)
  t.match(JSON.parse(event!), {
    level: 'error',
    release: /^parley@/,
    tags: { route: '/api/crash', requestId: String },
    exception: { values: [{ type: 'TypeError', value: 'no token [redacted] here' }] },
  })
  t.match(event, 'pages.test.ts')
  t.notMatch(envelopes[0], 'somebody')
  t.notMatch(envelopes[0], 'EAAabc')
})
