import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import t from 'tap'

import { checkedLookup, guardedHttp, trustedOrigins } from '../src/http-guard.ts'
import { isPublicAddress } from '../src/public-address.ts'

/** A listener that must never be reached; and an answer for those that may reach it. */
async function listen(
  t: { teardown(work: () => unknown): void },
  answer: RequestListener = (_request, response) => response.end('reached'),
): Promise<{ server: Server; origin: string; connections: () => number }> {
  let connections = 0
  const server = createServer(answer)
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, origin: `http://127.0.0.1:${port}`, connections: () => connections }
}

const forbidden = { code: 'ERR_FORBIDDEN_ADDRESS' }
function never(host: string): never {
  throw new Error(`looked up ${host}`)
}

t.test('addresses that are not public are never called', async (t) => {
  const canary = await listen(t)
  const port = new URL(canary.origin).port
  const http = guardedHttp({ lookup: never })
  const urls = [
    'http://127.0.0.1/',
    `http://127.0.0.1:${port}/`,
    'http://[::1]/',
    'http://localhost/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[fe80::1%25eth0]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:1::1]/',
    'https://[::7f00:1]/',
  ]
  for (const url of urls) await t.rejects(http(url), forbidden, url)
  t.equal(canary.connections(), 0)
})

t.test('other schemes, ports and spellings are refused before anything is looked up', async (t) => {
  const http = guardedHttp({ lookup: never })
  const urls = [
    'file:///etc/passwd',
    'gopher://example.com/',
    'ftp://example.com/x',
    'data:text/plain,x',
    'javascript:alert(1)',
    '//example.com/x',
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:25/',
    'https://example.com:6379/',
    'https://example.com:0/',
    'https://example.com:65536/',
    'https:\\\\example.com\\x',
    'ht\ttps://example.com/',
    'https://example.com/\u0000',
    ' https://example.com/',
    'https://user@example.com/',
    'https://user:password@example.com/',
    `https://example.com/${'a'.repeat(10_000)}`,
    '',
  ]
  for (const url of urls) await t.rejects(http(url), forbidden, JSON.stringify(url).slice(0, 60))
})

t.test('a host must match the list on a label boundary', async (t) => {
  const looked: string[] = []
  const http = guardedHttp({
    allowHosts: ['lookaside.fbsbx.com', '.fbcdn.net'],
    lookup: (host, _options, done) => {
      looked.push(host)
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    },
  })
  for (const url of [
    'https://lookaside.fbsbx.com.evil.tld/',
    'https://evil.tld/?lookaside.fbsbx.com',
    'https://evil.tld/lookaside.fbsbx.com',
    'https://lookaside.fbsbx.com@evil.tld/',
    'https://fbcdn.net./',
    'https://evilfbcdn.net/',
    'https://fbcdn.net/',
    'https://x.lookaside.fbsbx.com/',
  ])
    await t.rejects(http(url), forbidden, url)
  t.same(looked, [])
  await t.rejects(http('https://scontent.xx.fbcdn.net/a.jpg'), { code: 'ENOTFOUND' })
  await t.rejects(http('https://lookaside.fbsbx.com/a.jpg'), { code: 'ENOTFOUND' })
  t.same(looked, ['scontent.xx.fbcdn.net', 'lookaside.fbsbx.com'])
})

t.test('a name with one address inside is refused, and looked up once', async (t) => {
  const canary = await listen(t)
  let looks = 0
  const http = guardedHttp({
    lookup: (_host, _options, done) => {
      looks++
      done(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])
    },
  })
  await t.rejects(http('https://rebinding.example.com/'), forbidden)
  t.equal(looks, 1)
  t.equal(canary.connections(), 0)
})

t.test('what is connected to is what was checked', async (t) => {
  const answers = [
    [{ address: '93.184.216.34', family: 4 }],
    [{ address: '127.0.0.1', family: 4 }],
    [],
  ]
  const find = checkedLookup((_host, _options, done) => done(null, answers.shift()!))
  function look(all: boolean): Promise<unknown[]> {
    return new Promise((resolve) => find('a.example.com', { all }, (...result) => resolve(result)))
  }
  t.same(await look(true), [null, [{ address: '93.184.216.34', family: 4 }]])
  t.match(await look(false), [forbidden, []], 'the second look leads inside')
  t.match(await look(true), [forbidden, []], 'no address at all')
})

t.test('an origin that the operator named is called, on plain http too', async (t) => {
  const seen: { method?: string; type?: string; encoding?: string; body: string }[] = []
  const { origin } = await listen(t, (request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const { 'content-type': type, 'accept-encoding': encoding } = request.headers
      seen.push({
        body,
        method: request.method!,
        ...(type && { type }),
        ...(encoding && { encoding }),
      })
      response.writeHead(201, { 'x-usage': '7', 'set-cookie': ['a=1', 'b=2'] })
      response.end('{"ok":true}')
    })
  })
  const http = guardedHttp({ allowHosts: [], allowPrivate: [origin] })
  const answer = await http(`${origin}/v1/x?y=z`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  })
  t.equal(answer.status, 201)
  t.equal(answer.headers.get('x-usage'), '7')
  t.same(await answer.json(), { ok: true })
  t.match(seen[0], { method: 'POST', body: '{"a":1}', type: 'application/json' })
  t.equal(seen[0]?.encoding, 'identity')

  const form = new FormData()
  form.append('file', new Blob(['bytes'], { type: 'image/png' }), 'a.png')
  await (await http(`${origin}/form`, { method: 'POST', body: form })).text()
  t.match(seen[1]?.type, /^multipart\/form-data; boundary=/)
  t.match(seen[1]?.body, /filename="a.png"[^]*bytes/)
  await t.rejects(http(origin.replace('127.0.0.1', 'localhost')), forbidden, 'not that origin')
})

t.test('a redirect comes back as it is', async (t) => {
  const canary = await listen(t)
  const { origin } = await listen(t, (_request, response) => {
    response.writeHead(302, { location: canary.origin }).end()
  })
  const answer = await guardedHttp({ allowPrivate: [origin, canary.origin] })(`${origin}/`)
  t.equal(answer.status, 302)
  t.equal(await answer.text(), '')
  t.equal(canary.connections(), 0)
})

t.test('an answer breaks off at its cap, announced or not', async (t) => {
  const { origin } = await listen(t, (request, response) => {
    if (request.url === '/announced') response.setHeader('content-length', 2_000_000)
    const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const http = guardedHttp({ allowPrivate: [origin], maxBytes: 1_000_000 })
  await t.rejects(http(`${origin}/announced`), { code: 'ERR_TOO_LARGE' })
  const endless = await http(`${origin}/endless`)
  await t.rejects(endless.arrayBuffer(), { code: 'ERR_TOO_LARGE' })
})

t.test('an encoded answer is refused', async (t) => {
  const { origin } = await listen(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip' }).end('bomb')
  })
  await t.rejects(guardedHttp({ allowPrivate: [origin] })(origin), { code: 'ERR_ENCODED_ANSWER' })
})

t.test('the time limit holds for the head and for the body', async (t) => {
  const { origin } = await listen(t, (request, response) => {
    if (request.url === '/drip') response.write('a')
  })
  const http = guardedHttp({ allowPrivate: [origin], timeoutMs: 150 })
  await t.rejects(http(`${origin}/silent`), { name: 'TimeoutError' })
  const dripping = await http(`${origin}/drip`)
  await t.rejects(dripping.text(), { name: 'TimeoutError' })
})

t.test(
  'a caller can break off, and a connection that breaks inside the body says so',
  async (t) => {
    const stop = new AbortController()
    const { origin, server } = await listen(t, (request, response) => {
      if (request.url === '/broken') {
        response.writeHead(200, { 'content-length': 100 })
        response.write('abc', () => response.destroy())
      } else stop.abort()
    })
    const http = guardedHttp({ allowPrivate: [origin] })
    await t.rejects(http(`${origin}/`, { signal: stop.signal }), { name: 'AbortError' })
    const answer = await http(`${origin}/broken`)
    await t.rejects(answer.text(), { code: 'ECONNRESET' })
    server.close()
    server.closeAllConnections()
    await t.rejects(http(`${origin}/`), { code: 'ECONNREFUSED' })
  },
)

t.test('public addresses pass, the special ones do not', async (t) => {
  for (const address of ['8.8.8.8', '157.240.1.35', '2a03:2880:f003::1', '2001:4860:4860::8888'])
    t.ok(isPublicAddress(address), address)
  for (const address of [
    '0.0.0.0',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'ff02::1',
    '::ffff:8.8.8.8',
    '2001:db8::1',
    'fec0::1',
    'fe80::1%eth0',
    'nonsense',
  ])
    t.notOk(isPublicAddress(address), address)
})

t.test('the origins of an adapter’s settings are those that hold a URL', async (t) => {
  t.same(
    trustedOrigins({
      graphUrl: 'http://127.0.0.1:3001/simulator',
      appId: '12',
      secret: 'ftp://x',
      version: 7,
    }),
    ['http://127.0.0.1:3001'],
  )
})
