import { writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'

import t from 'tap'

import { bucketStorage, folderStorage, type Storage } from '../src/storage.ts'

/** A bucket in memory that checks what S3 checks: a signature, a length, the right path. */
async function startBucket(): Promise<{ url: URL; objects: Map<string, Buffer>; close(): void }> {
  const objects = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url!, 'http://x')
      const signed = /^AWS4-HMAC-SHA256 Credential=my key\/\d{8}\/eu-test-1\/s3\/aws4_request/.test(
        String(request.headers.authorization),
      )
      if (!signed || !url.pathname.startsWith('/bucket')) return response.writeHead(403).end()
      const key = url.pathname.slice('/bucket/'.length)
      if (url.searchParams.has('list-type')) return response.end(list(url.searchParams))
      if (request.method === 'DELETE') objects.delete(key)
      if (request.method === 'PUT') {
        if (!request.headers['content-length']) return response.writeHead(411).end()
        objects.set(key, Buffer.concat(chunks))
      }
      return answer(response, objects.get(key), request.headers.range)
    })
  })
  // one key a page, so that every list has several
  function list(query: URLSearchParams): string {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix')!)).sort()
    const at = Number(query.get('continuation-token') ?? 0)
    const more =
      at + 1 < keys.length ? `<NextContinuationToken>${at + 1}</NextContinuationToken>` : ''
    const content = keys[at]
      ? `<Contents><Key>${keys[at]}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>`
      : ''
    return `<ListBucketResult>${content}${more}</ListBucketResult>`
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`s3+http://my%20key:se%2Fcret@127.0.0.1:${port}/bucket/parley?region=eu-test-1`),
    objects,
    close: () => server.close(),
  }
}

function answer(response: ServerResponse, object: Buffer | undefined, range = ''): unknown {
  if (!object) return response.writeHead(404).end('<Error/>')
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(range) ?? []
  if (!from) return response.end(object)
  return response.writeHead(206).end(object.subarray(Number(from), Number(to) + 1))
}

async function behaves(t: Tap, storage: Storage): Promise<void> {
  const path = join(t.testdir(), 'bytes')
  writeFileSync(path, 'some bytes')
  await storage.check()
  t.equal(await storage.read('aa/bb/one'), undefined)
  await storage.put('aa/bb/one', path)
  await storage.put('aa/bb/two', path)
  writeFileSync(path, 'other bytes')
  await storage.put('aa/bb/one', path)
  t.equal(await text((await storage.read('aa/bb/one'))!), 'some bytes', 'what is there stays')
  t.equal(await text((await storage.read('aa/bb/one', { start: 5, end: 7 }))!), 'byt')
  const found: string[] = []
  for await (const { key, at } of storage.list()) {
    t.ok(at instanceof Date && at.getTime() > 0)
    found.push(key)
  }
  t.same(found.sort(), ['aa/bb/one', 'aa/bb/two'])
  await storage.remove('aa/bb/one')
  await storage.remove('aa/bb/one')
  t.equal(await storage.read('aa/bb/one'), undefined)
  t.equal((await buffer((await storage.read('aa/bb/two'))!)).length, 10)
}
type Tap = typeof t

t.test('a folder keeps, gives and lists files', (t) =>
  behaves(t as unknown as Tap, folderStorage(join(t.testdir(), 'files'))),
)

t.test('a bucket does the same, below its prefix', async (t) => {
  const bucket = await startBucket()
  t.teardown(() => bucket.close())
  await behaves(t as unknown as Tap, bucketStorage(bucket.url))
  t.same([...bucket.objects.keys()], ['parley/aa/bb/two'])
})

t.test('a bucket that refuses is an error, not an empty one', async (t) => {
  const bucket = await startBucket()
  t.teardown(() => bucket.close())
  bucket.url.username = 'somebody'
  const storage = bucketStorage(bucket.url)
  await t.rejects(storage.check(), /403/)
  await t.rejects(storage.read('aa/bb/one'), /403/)
})

t.test('a folder that cannot be written is an error', async (t) => {
  const path = join(t.testdir({ files: 'a file' }), 'files')
  await t.rejects(folderStorage(path).check())
})
