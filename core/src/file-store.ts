/** From a stream of bytes to a stored file: capped, looked at, written anew where it is a picture, and kept once however often it comes. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Config } from './config.ts'
import type { Sql } from './database.ts'
import { durationOf } from './durations.ts'
import { refuse } from './errors.ts'
import { encodePicture, isPicture } from './images.ts'
import { posterOf } from './poster.ts'
import { storageOf } from './storage.ts'

/** Bytes in a file of our own, until `remove`. */
export interface Received {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  remove(): Promise<void>
}
/** What will be stored, and what the database says about it. */
export interface Prepared {
  readonly path: string
  readonly thumbnail: string | null
  readonly sha256: string
  readonly mime: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
}
type Part = Pick<Config, 'dataDir' | 'storageUrl'>

/** Reads a stream to its end. Over the cap it throws `too_large`, and nothing stays. */
export async function receive(
  { dataDir }: Part,
  stream: Readable,
  maxBytes: number,
): Promise<Received> {
  // it may break before it is read; the pipeline below is told all the same
  stream.on('error', () => undefined)
  const folder = temporaryFolder(dataDir)
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  const hash = createHash('sha256')
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      if (bytes > maxBytes) done(refuse('too_large', { detail: `At most ${maxBytes} bytes` }))
      else done(null, chunk)
    },
  })
  async function remove(): Promise<void> {
    await Promise.all(
      ['', '.image', '.thumb', '.voice', '.frame', '.frame.image', '.frame.thumb'].map((end) =>
        rm(path + end, { force: true }),
      ),
    )
  }
  try {
    await pipeline(stream, count, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await remove()
    throw error
  }
  return { path, bytes, sha256: hash.digest('hex'), remove }
}

export function temporaryFolder(dataDir: string): string {
  return join(dataDir, 'tmp')
}

/** Decodes what can be decoded; throws `unreadable_file` for a picture that is none. */
export async function prepare(received: Omit<Received, 'remove'>, mime: string): Promise<Prepared> {
  const plain = { mime, thumbnail: null, width: null, height: null, durationMs: null }
  if (!isPicture(mime)) {
    const { path, bytes, sha256 } = received
    const { thumbnail = null, width = null, height = null } = (await posterOf(path, mime)) ?? {}
    const durationMs = await durationOf(path, mime)
    return { ...plain, path, bytes, sha256, thumbnail, width, height, durationMs }
  }
  const { path, thumbnail, width, height } = await encodePicture(received.path, mime)
  const { size } = await stat(path)
  return { ...plain, path, thumbnail, width, height, bytes: size, sha256: await hashOf(path) }
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

export function keyOf(sha256: string, { thumb = false } = {}): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}${thumb ? '.webp' : ''}`
}

/**
 * Puts the bytes where they belong, inside the transaction that begins to use them. The row comes first: its lock keeps
 * whoever removes files without a use from taking the bytes away between the two.
 */
export async function keep(sql: Sql, config: Part, file: Prepared): Promise<void> {
  await sql.query(
    `insert into files (sha256, mime, bytes, width, height, duration_ms, has_thumbnail) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (sha256) do update set created_at = now(), has_thumbnail = files.has_thumbnail or excluded.has_thumbnail`,
    [
      file.sha256,
      file.mime,
      file.bytes,
      file.width,
      file.height,
      file.durationMs,
      file.thumbnail !== null,
    ],
  )
  const storage = storageOf(config)
  await storage.put(keyOf(file.sha256), file.path)
  if (file.thumbnail) await storage.put(keyOf(file.sha256, { thumb: true }), file.thumbnail)
}
