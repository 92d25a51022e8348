/** Files as the API knows them: attachments with their links, and opening their bytes. */
import type { Readable } from 'node:stream'

import { refuse } from './errors.ts'
import { fileUrl } from './file-links.ts'
import { keyOf } from './file-store.ts'
import type { Kernel } from './kernel.ts'
import type { Attachment } from './schemas/message.ts'
import { type ByteRange, storageOf } from './storage.ts'

type Part = Pick<Kernel, 'config' | 'now'>

export interface AttachmentRow {
  id: string
  kind: string
  mime: string | null
  name: string | null
  bytes: number | null
  width: number | null
  height: number | null
  durationMs: number | null
  state: Attachment['state']
  sha256: string | null
  hasThumbnail: boolean
}
/** Of attachments a; the files beside them as f. */
export const attachmentColumns = `
  a.id, a.kind, coalesce(f.mime, a.mime) as mime, a.name, coalesce(f.bytes, a.bytes)::float8 as bytes, a.sha256,
  coalesce(f.width, a.width) as width, coalesce(f.height, a.height) as height, coalesce(f.duration_ms, a.duration_ms) as "durationMs",
  a.state, coalesce(f.has_thumbnail, false) as "hasThumbnail"`

/** With links that work for some minutes; without, where there are no bytes. */
export function toAttachment(kernel: Part, row: AttachmentRow): Attachment {
  const { id, kind, mime, name, bytes, width, height, durationMs, state } = row
  const isHere = state === 'ready' && row.sha256 !== null
  return {
    id,
    kind,
    mime,
    name,
    bytes,
    url: isHere ? fileUrl(kernel, id) : null,
    thumbnailUrl: isHere && row.hasThumbnail ? fileUrl(kernel, id, { thumb: true }) : null,
    width,
    height,
    durationMs,
    state,
  }
}

/** A file that may be served: its attachment is there and has its bytes. */
export interface Servable extends AttachmentRow {
  sha256: string
  mime: string
  bytes: number
  messageId: string | null
  uploadedBy: string | null
}

export async function findFile(
  { database }: Pick<Kernel, 'database'>,
  id: string,
): Promise<Servable | undefined> {
  const [row] = await database.query<Servable>(
    `select ${attachmentColumns}, a.message_id::text as "messageId", a.uploaded_by::text as "uploadedBy"
     from attachments a join files f on f.sha256 = a.sha256 where a.id = $1 and a.state = 'ready'`,
    [id],
  )
  return row
}

/** What belongs to a message or a person is for everybody who answers; an upload not yet sent is its owner's alone. */
export function mayRead(file: Servable, userId: string): boolean {
  return file.messageId !== null || file.kind === 'avatar' || file.uploadedBy === userId
}

export async function openFile(
  { config }: Pick<Kernel, 'config'>,
  { sha256 }: Pick<Servable, 'sha256'>,
  { thumb = false, range }: { thumb?: boolean; range?: ByteRange } = {},
): Promise<Readable> {
  const stream = await storageOf(config).read(keyOf(sha256, { thumb }), range)
  if (!stream) throw refuse('not_found')
  return stream
}
