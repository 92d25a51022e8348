import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

import sharp from 'sharp'
import t from 'tap'

import { createUpload, findFile, mayRead, openFile } from '../src/index.ts'
import { startKernel } from './rig.ts'
import {
  docx,
  elf,
  exe,
  gif,
  jpeg,
  mp4,
  ogg,
  pdf,
  pixelBomb,
  png,
  wav,
  webp,
  zip,
} from './samples.ts'
import { addUser } from './seeds.ts'

const kernel = await startKernel(t, { env: { MAX_FILE_SIZE: '2000000' } })
const ada = await addUser(kernel, 'Ada')

interface Sent {
  name?: string | null
  mime?: string | null
  userId?: string
}
function upload(
  bytes: Buffer | Readable,
  { name = null, mime = null, userId = ada.id }: Sent = {},
) {
  return createUpload(kernel, {
    stream: Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes,
    name,
    mime,
    userId,
  })
}
async function bytesOf(id: string, options: { thumb?: boolean } = {}): Promise<Buffer> {
  return buffer(await openFile(kernel, (await findFile(kernel, id))!, options))
}
/** By its path: what is in memory cannot be decoded here. */
async function metadataOf(id: string, options: { thumb?: boolean } = {}) {
  const path = join(kernel.config.dataDir, 'seen')
  writeFileSync(path, await bytesOf(id, options))
  return sharp(path, { pages: -1 }).metadata()
}
async function stored(): Promise<{ attachments: number; files: number; temporary: number }> {
  const [row] = await kernel.database.query<{ attachments: number; files: number }>(
    'select (select count(*)::int from attachments) as attachments, (select count(*)::int from files) as files',
  )
  const folder = join(kernel.config.dataDir, 'tmp')
  return { ...row!, temporary: existsSync(folder) ? readdirSync(folder).length : 0 }
}
const unsupported = { code: 'unsupported_media_type', statusCode: 415 }
const unreadable = { code: 'unreadable_file', statusCode: 422 }

t.test('a picture is written anew, with its size and a small one', async (t) => {
  const file = await upload(await jpeg({ exif: true, width: 1200, height: 600 }), {
    name: 'beach.jpg',
    mime: 'image/jpeg',
  })
  t.match(file, {
    kind: 'image',
    mime: 'image/jpeg',
    name: 'beach.jpg',
    width: 1200,
    height: 600,
    state: 'ready',
  })
  t.match(file.url, /^\/api\/files\/[\da-f-]{36}\?e=\d+&s=[\w-]{27}$/)
  const bytes = await bytesOf(file.id)
  for (const trace of ['Exif', 'secret owner', 'xmpmeta', '<script>'])
    t.notOk(bytes.includes(trace), trace)
  const small = await metadataOf(file.id, { thumb: true })
  t.match(small, { format: 'webp', width: 480, height: 240 })
})

t.test('what follows a picture in its file does not survive', async (t) => {
  const tail = Buffer.from('<?php system($_GET[0]); ?><script>alert(1)</script>')
  for (const [mime, image] of [
    ['image/png', await png()],
    ['image/jpeg', await jpeg()],
    ['image/webp', await webp()],
    ['image/gif', await gif()],
  ] as const) {
    const file = await upload(Buffer.concat([image, tail]), { mime })
    t.equal(file.mime, mime)
    t.notOk((await bytesOf(file.id)).includes('script'), mime)
  }
  await t.rejects(
    upload(Buffer.from('GIF89a/*<svg/onload=alert(1)>*/=1;alert(1)'), { mime: 'image/gif' }),
    unreadable,
  )
})

t.test('what only looks like a picture is refused', async (t) => {
  const whole = await png(200, 200)
  await t.rejects(upload(Buffer.from('ffd8ff', 'hex'), { mime: 'image/jpeg' }), unreadable)
  await t.rejects(upload(whole.subarray(0, whole.length / 2), { mime: 'image/png' }), unreadable)
  await t.rejects(upload(pixelBomb(50_000, 50_000), { mime: 'image/png' }), unreadable)
})

t.test('a short animation stays one, of a long one the first frame is kept', async (t) => {
  const short = await upload(await gif(5), { mime: 'image/gif' })
  t.equal((await metadataOf(short.id)).pages, 5)
  const long = await upload(await gif(300), { mime: 'image/gif' })
  t.equal((await metadataOf(long.id)).pages ?? 1, 1)
})

t.test('content decides, and must be what it was sent as', async (t) => {
  t.equal(
    (await upload(await png(), { mime: 'application/octet-stream', name: 'x' })).mime,
    'image/png',
  )
  t.equal((await upload(await png(), { mime: 'image/x-png' })).mime, 'image/png')
  const html = Buffer.from('<!DOCTYPE html><script>alert(1)</script>')
  await t.rejects(upload(await jpeg(), { mime: 'image/png', name: 'a.png' }), unsupported)
  await t.rejects(upload(html, { mime: 'image/png', name: 'a.png' }), unsupported)
  await t.rejects(upload(zip({ a: 'b' }), { mime: 'image/png', name: 'a.png' }), unsupported)
  await t.rejects(upload(pdf, { mime: 'image/png' }), unsupported)
  await t.rejects(upload(await png(), { mime: 'text/plain' }), unsupported)
})

t.test('nothing that a browser or a machine would run is taken', async (t) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const bad: [string, Buffer, string][] = [
    ['image/svg+xml', Buffer.from(svg), 'a.svg'],
    ['image/svg+xml; x', Buffer.from(svg), 'a.svg'],
    ['IMAGE/SVG+XML', Buffer.from(`  \n${svg}`), 'a.svg'],
    ['image/png', Buffer.from(`<?xml version="1.0"?>${svg}`), 'a.png'],
    ['text/plain', Buffer.from(svg), 'a.txt'],
    ['text/plain', Buffer.from('hello <ScRiPt >alert(1)</script>'), 'a.txt'],
    ['text/plain', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>'), 'a.txt'],
    ['text/plain', Buffer.from('alert(1)'), 'a.js'],
    ['text/plain', Buffer.from('hello'), 'a.HTM'],
    ['text/plain', Buffer.from('@echo off'), 'a.bat'],
    ['application/x-msdownload', exe, 'setup.exe'],
    ['application/octet-stream', exe, 'photo.scr'],
    ['application/octet-stream', elf, 'a'],
    [
      'application/octet-stream',
      Buffer.from('4c0000000114020000000000c000000000000046', 'hex'),
      'a.lnk',
    ],
    ['application/zip', zip({ a: 'b' }), 'a.zip'],
    [
      'application/vnd.ms-word.document.macroEnabled.12',
      docx('application/vnd.ms-word.document.macroEnabled.main+xml'),
      'a.docm',
    ],
    ['text/plain', Buffer.from([104, 105, 0, 1, 2]), 'a.txt'],
  ]
  const before = await stored()
  for (const [mime, bytes, name] of bad)
    await t.rejects(upload(bytes, { mime, name }), unsupported, `${mime} ${name}`)
  t.same(await stored(), before, 'nothing was kept')
})

t.test('texts, documents, sound and film are kept as they came', async (t) => {
  const good: [Buffer, Sent, object][] = [
    [
      Buffer.from('Grüße, a < b und b > c'),
      { name: 'a.txt', mime: 'text/plain' },
      { kind: 'document', mime: 'text/plain' },
    ],
    [
      Buffer.from('a;b\n1;2\n'),
      { name: 'a.csv', mime: 'application/vnd.ms-excel' },
      { kind: 'document', mime: 'text/csv' },
    ],
    [Buffer.from([0xe4, 0xf6, 0xfc]), { name: 'latin.txt' }, { mime: 'text/plain' }],
    [
      pdf,
      { name: 'a.pdf', mime: 'application/pdf' },
      { kind: 'document', mime: 'application/pdf' },
    ],
    [
      docx(),
      { name: 'a.docx' },
      { mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
    ],
    [
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      { name: 'old.XLS' },
      { mime: 'application/vnd.ms-excel' },
    ],
    [
      ogg(1500),
      { mime: 'audio/ogg; codecs=opus' },
      { kind: 'audio', mime: 'audio/ogg', durationMs: 1500 },
    ],
    [wav(500), { mime: 'audio/x-wav' }, { kind: 'audio', mime: 'audio/wav', durationMs: 500 }],
    [mp4(2500), { mime: 'video/mp4' }, { kind: 'video', mime: 'video/mp4', durationMs: 2500 }],
    [
      mp4(2500),
      { mime: 'audio/mp4', name: 'note' },
      { kind: 'audio', mime: 'audio/mp4', name: 'note.m4a' },
    ],
  ]
  for (const [bytes, sent, expected] of good) {
    const file = await upload(bytes, sent)
    t.match(file, expected)
    t.ok((await bytesOf(file.id)).equals(bytes))
  }
})

t.test('a damaged head costs the duration, not the file', async (t) => {
  t.equal((await upload(mp4().subarray(0, 60), { mime: 'video/mp4' })).durationMs, null)
  t.equal((await upload(wav().subarray(0, 20), { mime: 'audio/wav' })).durationMs, null)
})

t.test('an empty file, a large one and one that breaks off leave nothing', async (t) => {
  const before = await stored()
  await t.rejects(upload(Buffer.alloc(0), { mime: 'image/png' }), {
    code: 'bad_request',
    errors: [{ pointer: '/file' }],
  })
  await t.rejects(upload(Buffer.alloc(2_000_001, 'a'), { mime: 'text/plain' }), {
    code: 'too_large',
    statusCode: 413,
  })
  const broken = new Readable({ read() {} })
  broken.push('half')
  queueMicrotask(() => broken.destroy(new Error('the connection broke')))
  await t.rejects(upload(broken), /broke/)
  t.same(await stored(), before)
})

t.test('equal bytes are stored once, however often and however fast they come', async (t) => {
  const bytes = Buffer.from(`the same ${Math.random()}`)
  const before = await stored()
  const files = await Promise.all(
    Array.from({ length: 8 }, (_, i) => upload(bytes, { name: `copy ${i}.txt` })),
  )
  const after = await stored()
  t.equal(new Set(files.map(({ id }) => id)).size, 8)
  t.equal(after.attachments - before.attachments, 8)
  t.equal(after.files - before.files, 1)
  const folder = join(kernel.config.dataDir, 'files')
  const { sha256 } = (await findFile(kernel, files[0]!.id))!
  const copies = readdirSync(folder, { recursive: true }).filter((name) =>
    String(name).includes(sha256),
  )
  t.same(copies, [join(sha256.slice(0, 2), sha256.slice(2, 4), sha256)])
})

t.test('names are made harmless, and keep what makes them readable', async (t) => {
  const names: [string, string][] = [
    ['../../etc/x.txt', 'x.txt'],
    ['C:\\Users\\ann\\x.txt', 'x.txt'],
    ['a\0\r\nSet-Cookie: x.txt', 'aSet-Cookie_ x.txt'],
    ['invoice\u202Etxt.exe.txt', 'invoicetxt.exe.txt'],
    ['CON.txt', '_CON.txt'],
    ['...hidden.txt', 'hidden.txt'],
    ['Überraschung 🎉.txt', 'Überraschung 🎉.txt'],
    ['   ', 'document.txt'],
    ['half \uD800 letter.txt', 'half  letter.txt'],
  ]
  for (const [given, clean] of names)
    t.equal(
      (await upload(Buffer.from('hello'), { name: given })).name,
      clean,
      JSON.stringify(given),
    )
  const long = (await upload(Buffer.from('hello'), { name: `${'ü'.repeat(1000)}.txt` })).name!
  t.ok(Buffer.byteLength(long) <= 255 && long.endsWith('ü.txt'))
  t.equal(
    (await upload(await png(), { name: 'picture.txt' })).name,
    'picture.txt.png',
    'the ending says what it is',
  )
})

t.test('an upload is its owner’s alone until it is sent', async (t) => {
  const ben = await addUser(kernel, 'Ben')
  const file = (await findFile(kernel, (await upload(pdf, { mime: 'application/pdf' })).id))!
  t.ok(mayRead(file, ada.id))
  t.notOk(mayRead(file, ben.id))
  t.ok(mayRead({ ...file, messageId: '1' }, ben.id))
  t.equal(await findFile(kernel, '00000000-0000-4000-8000-000000000000'), undefined)
})

t.test('who hoards files that are never sent is stopped, others are not', async (t) => {
  const hoarder = await addUser(kernel, 'Hoarder')
  await kernel.database.query(
    `insert into attachments (kind, bytes, state, uploaded_by) select 'document', 1, 'ready', $1 from generate_series(1, 200)`,
    [hoarder.id],
  )
  await t.rejects(upload(pdf, { userId: hoarder.id }), { code: 'quota', statusCode: 413 })
  t.ok(await upload(pdf))
})
