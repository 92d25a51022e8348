/** Takes away the bytes that nothing uses any more. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { keyOf, temporaryFolder } from './file-store.ts'
import type { Kernel } from './kernel.ts'
import { storageOf } from './storage.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>
const dayMs = 86_400_000

/** Files of deleted messages, erased people and dropped uploads. */
export async function sweepFiles(kernel: Part): Promise<number> {
  await kernel.database.query(
    `update attachments set sha256 = null where state = 'deleted' and sha256 is not null`,
  )
  const unused = await kernel.database.query<{ sha256: string }>(
    'select f.sha256 from files f where not exists (select from attachments a where a.sha256 = f.sha256) limit 10000',
  )
  for (const { sha256 } of unused) {
    await removeFile(kernel, sha256).catch((error: unknown) => {
      kernel.log.warn({ err: error, sha256 }, 'a file could not be removed')
    })
  }
  return unused.length
}

// The row and the bytes go in one transaction: whoever begins to use the same content waits for its end, and puts the bytes anew.
// A use that was committed meanwhile makes the deletion fail by the foreign key, and the bytes stay.
async function removeFile({ database, config }: Part, sha256: string): Promise<void> {
  await database.hotTransaction(async (sql) => {
    const rows = await sql.query('delete from files where sha256 = $1 returning 1', [sha256])
    if (rows.length === 0) return
    const storage = storageOf(config)
    await storage.remove(keyOf(sha256, { thumb: true }))
    await storage.remove(keyOf(sha256))
  })
}

/** Uploads that no message took within a day, drafts apart. */
export async function dropUploads({ database }: Pick<Kernel, 'database'>): Promise<number> {
  const rows = await database.query(
    `delete from attachments a where a.message_id is null and a.kind <> 'avatar' and a.created_at < now() - interval '1 day'
       and not exists (select from drafts d where a.id = any(d.attachment_ids)) returning 1`,
  )
  return rows.length
}

/** Bytes in the storage without a row: left by a process that died between the two. */
export async function sweepStorage({ database, config }: Part): Promise<number> {
  const storage = storageOf(config)
  const before = Date.now() - dayMs
  let removed = 0
  let some: string[] = []
  async function check(): Promise<void> {
    const known = await database.query<{ sha256: string }>(
      'select sha256 from files where sha256 = any($1::text[])',
      [some.map(hashIn)],
    )
    const kept = new Set(known.map(({ sha256 }) => sha256))
    for (const key of some.filter((each) => !kept.has(hashIn(each)))) {
      await storage.remove(key)
      removed++
    }
    some = []
  }
  for await (const { key, at } of storage.list()) {
    if (at.getTime() > before || !/^[\da-f]{2}\/[\da-f]{2}\/[\da-f]{64}/.test(key)) continue
    some.push(key)
    if (some.length >= 1000) await check()
  }
  await check()
  await sweepTemporary(temporaryFolder(config.dataDir), before)
  return removed
}

function hashIn(key: string): string {
  return key.slice(6, 70)
}

async function sweepTemporary(folder: string, before: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && found.mtimeMs < before) await rm(path, { force: true })
  }
}
