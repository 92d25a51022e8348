import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'

import t from 'tap'

import { fetchMedia, findFile, openFile, retryAttachment, since } from '../src/index.ts'
import { now, openMediaDesk } from './media-rig.ts'
import { jpeg, ogg, pdf, png } from './samples.ts'

const { platform, kernel, room, chat, receive, shown, stateOf, exhaust } = await openMediaDesk(t)
t.beforeEach(() => {
  platform.seen.length = 0
})

t.test('a picture is fetched with the adapter’s token, written anew and shown', async (t) => {
  platform.gives(await jpeg({ exif: true, width: 600 }))
  const medium = await receive({ kind: 'image', name: '../a.jpg' })
  const [before] = await kernel.database.query<{ id: string }>(
    'select max(id)::text as id from events',
  )
  t.match(await shown(medium), { state: 'pending', url: null })
  await fetchMedia(kernel)
  t.same(platform.seen, [{ path: '/by-id/m1', token: 'Bearer secret' }])
  t.match(await shown(medium), {
    state: 'ready',
    mime: 'image/jpeg',
    name: 'a.jpg',
    width: 600,
    url: /^\/api/,
    thumbnailUrl: /thumb=1/,
  })
  const events = await since(kernel.database, before!.id)
  t.match(events, [{ type: 'message.updated', subject: medium.messageId, chatId: chat.id }])
  await fetchMedia(kernel)
  t.equal(platform.seen.length, 1, 'once')
})

t.test('a document is kept as it came, whatever it is', async (t) => {
  const page = Buffer.from('<html><script>alert(1)</script></html>')
  platform.gives(page)
  const medium = await receive({ kind: 'document', name: 'page.html' })
  await fetchMedia(kernel)
  t.match(await shown(medium), {
    state: 'ready',
    kind: 'document',
    mime: 'application/octet-stream',
    name: 'page.html',
  })
  t.ok((await buffer(await openFile(kernel, (await findFile(kernel, medium.id))!))).equals(page))
})

t.test('what the platform does not name is named by its content', async (t) => {
  for (const [bytes, kind] of [
    [await png(), 'image'],
    [ogg(), 'audio'],
    [pdf, 'document'],
  ] as const) {
    platform.gives(bytes)
    const medium = await receive({ kind: 'unknown' })
    await fetchMedia(kernel)
    t.match(await shown(medium), { state: 'ready', kind })
  }
})

t.test('the hash that the platform announced must be that of the bytes', async (t) => {
  const bytes = await png()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  platform.gives(bytes)
  const good = await receive({ kind: 'image', sha256 })
  await fetchMedia(kernel)
  t.equal((await stateOf(good)).state, 'ready')
  platform.gives(Buffer.concat([bytes, Buffer.from('x')]))
  const bad = await receive({ kind: 'image', sha256 })
  await fetchMedia(kernel)
  t.match(await stateOf(bad), {
    state: 'pending',
    problem: 'The file arrived damaged',
    attempts: 1,
  })
  await exhaust(bad)
  t.match(await stateOf(bad), { state: 'failed', attempts: 4 })
})

t.test(
  'an error page is no picture: tried again, later and later, and then given up',
  async (t) => {
    platform.gives(Buffer.from('<html>Sorry</html>'), { 'content-type': 'image/jpeg' })
    const medium = await receive({ kind: 'image' })
    const waits: number[] = []
    for (let i = 0; i < 3; i++) {
      await fetchMedia(kernel)
      waits.push(Math.round((await stateOf(medium)).waits! / 10))
      await kernel.database.query('update attachments set next_at = now() where id = $1', [
        medium.id,
      ])
    }
    t.same(waits, [1, 6, 60])
    await fetchMedia(kernel)
    t.match(await shown(medium), { state: 'failed', url: null })
    t.equal((await stateOf(medium)).problem, 'The platform sent something else than the file')
    platform.gives(await png())
    await retryAttachment(kernel, medium.id)
    await fetchMedia(kernel)
    t.equal((await shown(medium)).state, 'ready', 'a person asked for another try')
    await t.rejects(
      retryAttachment(kernel, medium.id),
      { code: 'not_found' },
      'of what is here already',
    )
  },
)

t.test('a file that is gone is expired, after a new link was asked for each time', async (t) => {
  platform.answer = (_request, response) => response.writeHead(404).end()
  const medium = await receive({ kind: 'image', locator: { id: 'gone' } })
  await exhaust(medium)
  t.equal(platform.seen.length, 4)
  t.match(await shown(medium), { state: 'expired', url: null })
  const late = await receive({
    kind: 'image',
    locator: { id: 'late' },
    expiresAt: now.getTime() - 1,
  })
  await fetchMedia(kernel)
  t.match(await stateOf(late), { state: 'expired', attempts: 1 })
})

t.test('a link that leads elsewhere is not followed', async (t) => {
  const urls = [
    'https://evil.example.com/a.jpg',
    'https://files.example.com.evil.tld/a.jpg',
    'http://files.example.com/a.jpg',
    'http://127.0.0.1:1/a.jpg',
    'https://169.254.169.254/latest',
    'file:///etc/passwd',
  ]
  for (const url of urls) {
    const medium = await receive({ kind: 'image', locator: { url } })
    await fetchMedia(kernel)
    const problem = 'The file is not on a server of the platform'
    t.match(await stateOf(medium), { state: 'failed', problem }, url)
  }
  platform.answer = (_request, response) =>
    response.writeHead(302, { location: `${platform.origin}/inside` }).end()
  const redirected = await receive({ kind: 'image', locator: { url: `${platform.origin}/out` } })
  await fetchMedia(kernel)
  t.same(
    platform.seen.map(({ path }) => path),
    ['/out'],
  )
  t.equal((await stateOf(redirected)).state, 'pending')
})

t.test('a file over the limit is given up at once', async (t) => {
  platform.answer = (_request, response) => {
    for (let i = 0; i < 10; i++) response.write(Buffer.alloc(64 * 1024))
    response.end()
  }
  const medium = await receive({ kind: 'document' })
  await fetchMedia(kernel)
  t.match(await stateOf(medium), {
    state: 'failed',
    problem: 'The file is larger than this server takes',
    attempts: 1,
  })
})

t.test('while a token is dead its media wait, without using up their tries', async (t) => {
  await kernel.database.query(`update connections set status = 'needs_reconnect' where id = $1`, [
    room,
  ])
  const medium = await receive({ kind: 'image' })
  await fetchMedia(kernel)
  t.match(await stateOf(medium), { state: 'pending', attempts: 0 })
  await kernel.database.query(`update connections set status = 'connected' where id = $1`, [room])
  platform.gives(await png())
  platform.fault = new Error('the platform is away')
  await fetchMedia(kernel)
  t.match(await stateOf(medium), { state: 'pending', attempts: 1 })
  platform.fault = undefined
  await exhaust(medium)
  t.equal((await stateOf(medium)).state, 'ready')
})
