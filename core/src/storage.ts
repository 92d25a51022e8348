/** Where the bytes of files lie: a folder by default, S3-compatible storage by STORAGE_URL. Keys are made of the content's hash. */
import { constants, createReadStream, openAsBlob } from 'node:fs'
import { copyFile, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'

import { AwsClient } from 'aws4fetch'

import type { Config } from './config.ts'

export interface ByteRange {
  readonly start: number
  /** Inclusive. */
  readonly end: number
}
export interface Storage {
  /** Takes the bytes of a local file, unless they are there already. The file stays where it is. */
  put(key: string, path: string): Promise<void>
  /** Undefined where there is nothing. */
  read(key: string, range?: ByteRange): Promise<Readable | undefined>
  remove(key: string): Promise<void>
  /** Every key, with the time it was put. */
  list(): AsyncIterable<{ key: string; at: Date }>
  /** Throws when it cannot be written. */
  check(): Promise<void>
}
type Part = Pick<Config, 'dataDir' | 'storageUrl'>

const storages = new WeakMap<Part, Storage>()

/** The one storage of this configuration. */
export function storageOf(config: Part): Storage {
  const known = storages.get(config)
  if (known) return known
  const storage = config.storageUrl
    ? bucketStorage(new URL(config.storageUrl))
    : folderStorage(join(config.dataDir, 'files'))
  storages.set(config, storage)
  return storage
}

export function folderStorage(root: string): Storage {
  return {
    async put(key, path) {
      const target = join(root, key)
      if (await exists(target)) return
      await mkdir(dirname(target), { recursive: true })
      const part = `${target}.${process.pid}.part`
      await copyFile(path, part, constants.COPYFILE_FICLONE)
      await sync(part)
      // a reader sees the whole file or none
      await rename(part, target)
      await sync(dirname(target))
    },
    async read(key, range) {
      const path = join(root, key)
      return (await exists(path)) ? createReadStream(path, range) : undefined
    },
    remove: (key) => rm(join(root, key), { force: true }),
    async *list() {
      if (!(await exists(root))) return
      for await (const entry of await opendir(root, { recursive: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        const found = await stat(path).catch(() => undefined)
        if (found) yield { key: path.slice(root.length + 1), at: found.mtime }
      }
    },
    async check() {
      await mkdir(root, { recursive: true })
      const probe = await open(join(root, `.probe.${process.pid}`), 'w')
      await probe.close()
      await rm(join(root, `.probe.${process.pid}`), { force: true })
    },
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** `s3://key:secret@host/bucket/prefix?region=…`; `s3+http` for one on a private network without TLS. */
export function bucketStorage(url: URL): Storage {
  const bucket = bucketOf(url)
  return {
    async put(key, path) {
      if (await bucket.call(key, { method: 'HEAD' })) return
      // a Blob of a file is read as it is sent, and has the length that S3 asks for
      await bucket.call(key, { method: 'PUT', body: await openAsBlob(path) })
    },
    async read(key, range) {
      const headers: Record<string, string> = range
        ? { range: `bytes=${range.start}-${range.end}` }
        : {}
      const answer = await bucket.call(key, { headers })
      return answer?.body ? Readable.fromWeb(answer.body) : undefined
    },
    async remove(key) {
      await bucket.call(key, { method: 'DELETE' })
    },
    list: () => listBucket(bucket),
    async check() {
      await bucket.call('.probe', { method: 'PUT', body: '' })
      await bucket.call('.probe', { method: 'DELETE' })
    },
  }
}

interface Bucket {
  /** Of all keys in it, with a slash at its end. */
  prefix: string
  call(key: string, init?: RequestInit): Promise<Response | undefined>
  page(query: string): Promise<Response | undefined>
}

function bucketOf(url: URL): Bucket {
  const origin = `${url.protocol === 's3+http:' ? 'http' : 'https'}://${url.host}`
  const [bucket = '', ...folders] = url.pathname.split('/').filter(Boolean)
  const prefix = folders.map((folder) => `${folder}/`).join('')
  const client = new AwsClient({
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    region: url.searchParams.get('region') ?? 'us-east-1',
    service: 's3',
    retries: 2,
  })
  async function ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const answer = await client.fetch(`${origin}/${bucket}${path}`, init)
    if (answer.ok) return answer
    await answer.body?.cancel()
    if (answer.status === 404) return undefined
    throw new Error(`the storage answered ${answer.status}`)
  }
  return {
    prefix,
    call: (key, init) => ask(`/${prefix}${key}`, init),
    page: (query) => ask(`?${query}`),
  }
}

async function* listBucket(bucket: Bucket): AsyncIterable<{ key: string; at: Date }> {
  let next = ''
  do {
    const query = new URLSearchParams({
      'list-type': '2',
      prefix: bucket.prefix,
      ...(next && { 'continuation-token': next }),
    })
    const text = (await (await bucket.page(query.toString()))?.text()) ?? ''
    for (const [, key = '', at = ''] of text.matchAll(
      /<Key>([^<]+)<\/Key>\s*<LastModified>([^<]+)</g,
    ))
      yield { key: key.slice(bucket.prefix.length), at: new Date(at) }
    next = /<NextContinuationToken>([^<]+)</.exec(text)?.[1] ?? ''
  } while (next)
}
