/** Files and a scanner that speaks clamd's protocol: what it finds stays out, and so does what nobody looked at. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

import { createUpload, fetchMedia, isScannerThere, loadConfig } from '@parley/core'
import t, { type Test } from 'tap'

import { openMediaDesk } from './media-rig.ts'
import { startKernel } from './rig.ts'
import { pdf } from './samples.ts'
import { addUser } from './seeds.ts'

const bait = Buffer.from('bait')

/** Takes INSTREAM apart as clamd does: a length before each chunk, and 0 at the end. */
async function startScanner(t: Test) {
  const seen: Buffer[] = []
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk as Buffer])
      if (bytes.equals(Buffer.from('zPING\0'))) return socket.end('PONG\0')
      const file = fileOf(bytes)
      if (!file) return undefined
      seen.push(file)
      return socket.end(file.includes(bait) ? 'stream: Bait-1 FOUND\0' : 'stream: OK\0')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  return { url: `clamd://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server }
}

/** Undefined until all of it is there. */
function fileOf(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let at = 'zINSTREAM\0'.length
  while (at + 4 <= bytes.length) {
    const length = bytes.readUInt32BE(at)
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

t.test('a file is let in when the scanner has seen all of it and found nothing', async (t) => {
  const scanner = await startScanner(t)
  t.ok(await isScannerThere(scanner.url))
  const kernel = await startKernel(t, { env: { SCANNER_URL: scanner.url } })
  const { id: userId } = await addUser(kernel, 'Ada')
  function upload(bytes: Buffer) {
    return createUpload(kernel, { stream: Readable.from([bytes]), name: null, mime: null, userId })
  }
  // more than one chunk of a file
  const large = Buffer.concat([pdf, Buffer.alloc(200_000, 'x')])
  t.match(await upload(large), { kind: 'document', bytes: large.length })
  t.ok(scanner.seen[0]!.equals(large))
  await t.rejects(upload(Buffer.concat([large, bait])), { code: 'infected', statusCode: 422 })
  t.equal((await kernel.database.query('select from attachments')).length, 1)
  scanner.server.close()
  await t.rejects(upload(large), { code: 'busy', statusCode: 503 }, 'nobody looked at it')
  t.notOk(await isScannerThere(scanner.url))
})

t.test('what customers send is looked at too', async (t) => {
  const scanner = await startScanner(t)
  const { kernel, platform, receive, shown, stateOf } = await openMediaDesk(t)
  const config = { ...kernel.config, scannerUrl: scanner.url }
  platform.gives(pdf)
  const clean = await receive({ kind: 'document' })
  await fetchMedia({ ...kernel, config })
  t.match(await shown(clean), { state: 'ready' })
  platform.gives(Buffer.concat([pdf, bait]))
  const bad = await receive({ kind: 'document' })
  await fetchMedia({ ...kernel, config })
  t.match(await stateOf(bad), { state: 'failed', problem: /malware/ })
  scanner.server.close()
  const unseen = await receive({ kind: 'document' })
  await fetchMedia({ ...kernel, config })
  t.match(await stateOf(unseen), { state: 'pending', attempts: 1 }, 'tried again later')
})

t.test('without a scanner files are let in as they are', async (t) => {
  const kernel = await startKernel(t)
  const { id: userId } = await addUser(kernel, 'Ada')
  const stream = Readable.from([pdf])
  t.match(await createUpload(kernel, { stream, name: null, mime: null, userId }), {
    kind: 'document',
  })
})

t.test('an address that is none is named at the start', async (t) => {
  const { faults } = loadConfig({ SCANNER_URL: 'tcp://127.0.0.1:3310' })
  t.match(faults, [/^SCANNER_URL is not valid/])
})
