import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import t from 'tap'

import { jpeg, pdf, png } from '../../core/test/samples.ts'
import { addChat, addConnection, addMessage } from '../../core/test/seeds.ts'
import { rangeOf, uploadRoutes } from '../src/routes/uploads.ts'
import { startRig } from './rig.ts'

let now = new Date('2026-03-10T12:03:00Z')
const rig = await startRig(t, {
  env: { MAX_FILE_SIZE: '1000000' },
  overrides: { now: () => now },
  routes: (app) => app.register(uploadRoutes),
})
const { kernel, app, admin, agent, stranger } = rig

interface Part {
  name?: string
  filename?: string
  type?: string
  body: Buffer | string
  headers?: string
}
function form(parts: Part[], boundary = 'xx'): Buffer {
  const pieces = parts.flatMap(({ name = 'file', filename, type, body, headers = '' }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n${type ? `content-type: ${type}\r\n` : ''}${headers}\r\n`,
    ),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}
function post(payload: Buffer, { type = 'multipart/form-data; boundary=xx', who = agent } = {}) {
  return who.post('/api/uploads', payload, { headers: { 'content-type': type } })
}
function send(body: Buffer | string, filename = 'a.bin', type?: string) {
  return post(form([{ filename, body, ...(type && { type }) }]))
}
async function rows(): Promise<number> {
  const [row] = await kernel.database.query<{ count: number }>(
    'select count(*)::int as count from attachments',
  )
  return row!.count
}

t.test('a file comes in, and goes out to its owner', async (t) => {
  const { status, body } = await send(
    await jpeg({ exif: true, width: 640 }),
    'beach ☀.jpg',
    'image/jpeg',
  )
  t.equal(status, 201)
  t.match(body, {
    kind: 'image',
    mime: 'image/jpeg',
    name: 'beach ☀.jpg',
    width: 640,
    state: 'ready',
    url: /^\/api\/files\//,
  })
  const answer = await agent.get(`/api/files/${body.id}`)
  t.equal(answer.status, 200)
  t.match(answer.headers, {
    'content-type': 'image/jpeg',
    'content-length': String(body.bytes),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-site',
    'cache-control': /private/,
  })
  t.match(
    answer.headers['content-disposition'],
    /^inline; filename="beach \?\.jpg"; filename\*=UTF-8''beach%20%E2%98%80\.jpg$/,
  )
  const thumb = await stranger.get(body.thumbnailUrl)
  t.match([thumb.status, thumb.headers['content-type']], [200, 'image/webp'])
})

t.test('only what was written anew is shown in place', async (t) => {
  for (const [bytes, type, how] of [
    [await png(), 'image/png', 'inline'],
    [pdf, 'application/pdf', 'attachment'],
    ['hello', 'text/plain', 'attachment'],
  ] as const) {
    const { body } = await send(bytes, 'a', type)
    const answer = await stranger.get(body.url)
    t.match(answer.headers['content-disposition'], new RegExp(`^${how};`), type)
    t.equal(answer.headers['content-security-policy'], "sandbox; default-src 'none'")
  }
})

t.test('who may have a file, and for how long', async (t) => {
  const { body } = await send(pdf, 'a.pdf', 'application/pdf')
  const path = `/api/files/${body.id}`
  t.equal((await stranger.get(path)).status, 401)
  t.equal((await agent.get(path)).status, 200)
  t.equal((await admin.get(path)).status, 404, 'an upload is its owner’s alone')
  const random = await agent.get('/api/files/00000000-0000-4000-8000-000000000000')
  t.equal(random.status, 404)
  const { requestId: _one, ...hidden } = (await admin.get(path)).body
  const { requestId: _two, ...absent } = random.body
  t.same(hidden, absent, 'and looks like one that is not there')
  const chat = await addChat(kernel, await addConnection(kernel))
  await kernel.database.query('update attachments set message_id = $2 where id = $1', [
    body.id,
    await addMessage(kernel, chat.id),
  ])
  t.equal((await admin.get(path)).status, 200, 'once sent it is for all who answer')

  t.equal((await stranger.get(body.url)).status, 200, 'a signed link needs no session')
  const again = (
    await agent.get(
      `/api/files/${body.id}?${new URL(body.url, 'http://x').searchParams.toString()}`,
    )
  ).status
  t.equal(again, 200)
  const wrong = body.url.replace(/s=./, (found: string) => (found === 's=a' ? 's=b' : 's=a'))
  t.equal((await stranger.get(wrong)).status, 403)
  t.equal(
    (await stranger.get(body.url.replace('?', '?thumb=1&'))).status,
    403,
    'signed for the whole file',
  )
  t.equal((await stranger.get(body.url.replace(/e=\d+/, 'e=99999999999'))).status, 403)
  now = new Date('2026-03-10T12:12:00Z')
  t.equal((await stranger.get(body.url)).status, 200, 'nine minutes later')
  now = new Date('2026-03-10T12:20:00Z')
  const expired = await stranger.get(body.url)
  t.match([expired.status, expired.body.code], [403, 'link_expired'])
  now = new Date('2026-03-10T12:03:00Z')
  await kernel.database.query(`update attachments set state = 'deleted' where id = $1`, [body.id])
  t.equal((await stranger.get(body.url)).status, 404)
  for (const bad of ['abc', '%00', 'A0000000-0000-4000-8000-000000000000', '{x}'])
    t.equal((await agent.get(`/api/files/${bad}`)).status, 400, bad)
  t.equal((await agent.get(`${path}?x=1`)).status, 400)
})

t.test('a link stays the same for some minutes, and a new one can be had', async (t) => {
  const { body } = await send('text', 'a.txt', 'text/plain')
  const links: string[] = []
  for (const minute of ['01', '05', '09', '31']) {
    now = new Date(`2026-03-10T12:${minute}:00Z`)
    links.push((await agent.get(`/api/attachments/${body.id}`)).body.url)
  }
  t.equal(new Set(links.slice(0, 3)).size, 1, 'a browser can keep what it has')
  t.equal((await stranger.get(links[0]!)).status, 403)
  t.equal((await stranger.get(links[3]!)).status, 200)
  t.equal((await admin.get(`/api/attachments/${body.id}`)).status, 404)
})

t.test('players ask for parts', async (t) => {
  const { body } = await send('0123456789', 'a.txt', 'text/plain')
  async function part(range: string): Promise<unknown[]> {
    const { status, text, headers } = await stranger.get(body.url, { headers: { range } })
    return [status, text, headers['content-range']]
  }
  t.same(await part('bytes=2-4'), [206, '234', 'bytes 2-4/10'])
  t.same(await part('bytes=7-'), [206, '789', 'bytes 7-9/10'])
  t.same(await part('bytes=-3'), [206, '789', 'bytes 7-9/10'])
  t.same(await part('bytes=5-999'), [206, '56789', 'bytes 5-9/10'])
  t.same(await part('bytes=9999999-'), [416, '', 'bytes */10'])
  t.same(await part(`bytes=${Array.from({ length: 1000 }, (_, i) => `${i}-${i + 1}`).join(',')}`), [
    416,
    '',
    'bytes */10',
  ])
  t.same(await part('pages=1-2'), [200, '0123456789', undefined])
  t.equal(rangeOf('bytes=5-2', 10), null)
  t.equal((await agent.call('HEAD', `/api/files/${body.id}`)).status, 200)
})

t.test('a form that is none is refused, and nothing is kept', async (t) => {
  const before = await rows()
  const file = form([{ filename: 'a.txt', body: 'hello', type: 'text/plain' }])
  const cases: [string, number, ReturnType<typeof post>][] = [
    ['no boundary', 400, post(file, { type: 'multipart/form-data' })],
    ['cut in the middle', 400, post(file.subarray(0, file.length - 20))],
    [
      'JSON',
      415,
      agent.post('/api/uploads', { f: { file: true, buffer: 'x', filename: '../../x' } }),
    ],
    ['no file', 400, post(form([{ name: 'text', body: 'x' }]))],
    ['another field', 400, post(form([{ name: 'other', filename: 'a.txt', body: 'x' }]))],
    ['prototype', 400, post(form([{ name: '__proto__', body: 'x' }]))],
    [
      'two files',
      413,
      post(
        form([
          { name: 'other', filename: 'a', body: 'x' },
          { filename: 'b', body: 'y' },
        ]),
      ),
    ],
    [
      '100 fields',
      413,
      post(form(Array.from({ length: 100 }, (_, i) => ({ name: `f${i}`, body: 'x' })))),
    ],
    [
      'large field',
      413,
      post(
        form([
          { name: 'text', body: 'x'.repeat(5000) },
          { filename: 'a.txt', body: 'x', type: 'text/plain' },
        ]),
      ),
    ],
    ['empty', 400, send('')],
    ['over the limit', 413, send(Buffer.alloc(1_000_001, 'a'), 'a.txt', 'text/plain')],
    [
      'svg',
      415,
      send(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        'a.svg',
        'image/svg+xml; x',
      ),
    ],
    ['not signed in', 401, post(file, { who: stranger })],
  ]
  for (const [name, status, answer] of cases) {
    const { status: given, body } = await answer
    t.equal(given, status, name)
    t.match(body, { code: String, requestId: String }, name)
  }
  t.equal(await rows(), before)
  t.same(readdirSync(join(kernel.config.dataDir, 'tmp')), [])
})

t.test('a second file is refused aloud, not left out', async (t) => {
  const two = form([
    { filename: 'a.txt', body: 'one', type: 'text/plain' },
    { filename: 'b.txt', body: 'two', type: 'text/plain' },
  ])
  const { status, body } = await post(two)
  t.equal(status, 413)
  t.equal(body.code, 'too_large')
})

t.test('ten thousand empty parts are not counted to the end', async (t) => {
  const many = form(Array.from({ length: 10_000 }, (_, i) => ({ name: `f${i}`, body: '' })))
  t.equal((await post(many)).status, 413)
})

t.test('a connection that breaks while it sends leaves nothing', async (t) => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const folder = join(kernel.config.dataDir, 'tmp')
  const before = await rows()
  const call = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/uploads',
    headers: {
      authorization: `Bearer ${agent.accessToken}`,
      'content-type': 'multipart/form-data; boundary=xx',
      'content-length': 500_000,
    },
  })
  call.on('error', () => undefined)
  call.write(
    form([{ filename: 'a.txt', body: 'x'.repeat(100_000), type: 'text/plain' }]).subarray(
      0,
      100_000,
    ),
  )
  await until(() => existsSync(folder) && readdirSync(folder).length === 1)
  call.destroy()
  await until(() => readdirSync(folder).length === 0)
  t.equal(await rows(), before)
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

t.test('a failed medium can be asked for again by whoever reads messages', async (t) => {
  const chat = await addChat(kernel, await addConnection(kernel))
  const messageId = await addMessage(kernel, chat.id, { kind: 'image' })
  const [row] = await kernel.database.query<{ id: string }>(
    `insert into attachments (message_id, kind, locator, state, attempts) values ($1, 'image', '{}', 'failed', 4) returning id`,
    [messageId],
  )
  t.equal((await stranger.post(`/api/attachments/${row!.id}/retry`)).status, 401)
  t.equal((await agent.post(`/api/attachments/${row!.id}/retry`)).status, 202)
  t.equal(
    (await agent.post(`/api/attachments/${row!.id}/retry`)).status,
    404,
    'it is on its way already',
  )
})
