/** Uploads: files that a user brings, until a message takes them. */
import type { Readable } from 'node:stream'

import { refuse } from './errors.ts'
import { cleanName } from './file-names.ts'
import { keep, prepare, type Prepared, type Received, receive } from './file-store.ts'
import { agrees, isAllowed, kindOf, typeOf } from './file-types.ts'
import { attachmentColumns, type AttachmentRow, findFile, mayRead, toAttachment } from './files.ts'
import type { Kernel } from './kernel.ts'
import { scan } from './scanner.ts'
import type { Attachment } from './schemas/message.ts'

export interface NewUpload {
  readonly stream: Readable
  readonly name: string | null
  /** As the sender says; content decides. */
  readonly mime: string | null
  readonly userId: string
}
type Part = Pick<Kernel, 'database' | 'config' | 'now'>
// what one person may have lying about unsent
const mostUnused = { files: 200, fileSizes: 20 }

/** Takes one file in, or refuses it and keeps nothing. */
export async function createUpload(kernel: Part, upload: NewUpload): Promise<Attachment> {
  const { config } = kernel
  // it may break before anybody reads it; whoever reads it then is told
  upload.stream.on('error', () => undefined)
  await checkQuota(kernel, upload.userId)
  const received = await receive(config, upload.stream, config.maxFileSize)
  try {
    await scan(config.scannerUrl, received.path)
    const mime = await checkType(kernel, received, upload)
    const prepared = await prepare(received, mime)
    const row = await record(kernel, prepared, upload)
    return toAttachment(kernel, row)
  } finally {
    await received.remove()
  }
}

/** The same file once more, as this person's upload: for a message that says again, here or elsewhere, what another one said. */
export async function copyAttachment(
  kernel: Part,
  id: string,
  userId: string,
): Promise<Attachment> {
  const file = await findFile(kernel, id)
  if (!file || !mayRead(file, userId)) throw refuse('not_found')
  await checkQuota(kernel, userId)
  const [row] = await kernel.database.query<AttachmentRow>(
    `with a as (
       insert into attachments (kind, mime, name, bytes, sha256, width, height, duration_ms, state, uploaded_by)
       select $2, mime, name, bytes, sha256, width, height, duration_ms, 'ready', $3 from attachments
       where id = $1 and state = 'ready' and sha256 is not null returning *)
     select ${attachmentColumns} from a join files f on f.sha256 = a.sha256`,
    [id, kindOf(file.mime), userId],
  )
  if (!row) throw refuse('not_found')
  return toAttachment(kernel, row)
}

/** Another file in the place of an upload that no message has taken yet. */
export async function replaceUpload(
  { database, config }: Pick<Kernel, 'database' | 'config'>,
  upload: { id: string; name: string | null },
  { made, kind }: { made: Prepared; kind: string },
): Promise<void> {
  const name = cleanName((upload.name ?? '').replace(/\.\w{1,5}$/, ''), made.mime, kind)
  await database.hotTransaction(async (sql) => {
    await keep(sql, config, made)
    await sql.query(
      `update attachments set sha256 = $2, mime = $3, bytes = $4, width = $5, height = $6, duration_ms = $7, name = $8, kind = $9
       where id = $1 and message_id is null`,
      [
        upload.id,
        made.sha256,
        made.mime,
        made.bytes,
        made.width,
        made.height,
        made.durationMs,
        name,
        kindOf(made.mime),
      ],
    )
  })
}

async function checkQuota({ database, config }: Part, userId: string): Promise<void> {
  const [row] = await database.query<{ count: number; bytes: number }>(
    `select count(*)::int as count, coalesce(sum(bytes), 0)::float8 as bytes from attachments
     where message_id is null and uploaded_by = $1`,
    [userId],
  )
  if (row!.count >= mostUnused.files || row!.bytes > mostUnused.fileSizes * config.maxFileSize)
    throw refuse('quota', {
      detail: 'There are too many files that were not sent; wait until they are gone',
    })
}

async function checkType(
  { config }: Part,
  received: Received,
  { name, mime: declared }: NewUpload,
): Promise<string> {
  if (received.bytes === 0)
    throw refuse('bad_request', {
      detail: 'The file is empty',
      errors: [{ pointer: '/file', message: 'is empty' }],
    })
  const mime = await typeOf(received.path, { name, mime: declared })
  if (!mime || !isAllowed(mime, config.allowedFileTypes))
    throw refuse('unsupported_media_type', {
      detail: mime ? `${mime} is not accepted` : 'Files of this type are not accepted',
    })
  if (!agrees(declared, mime))
    throw refuse('unsupported_media_type', {
      detail: `It was sent as another type than its content, ${mime}`,
    })
  return mime
}

async function record(
  { database, config }: Part,
  file: Prepared,
  { name, userId }: NewUpload,
): Promise<AttachmentRow> {
  const kind = kindOf(file.mime)
  return database.hotTransaction(async (sql) => {
    await keep(sql, config, file)
    const [row] = await sql.query<AttachmentRow>(
      `with a as (
         insert into attachments (kind, mime, name, bytes, sha256, width, height, duration_ms, state, uploaded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'ready', $9) returning *)
       select ${attachmentColumns} from a, (select $10::boolean as has_thumbnail, null::text as mime, null::bigint as bytes,
         null::int as width, null::int as height, null::int as duration_ms) f`,
      [
        kind,
        file.mime,
        cleanName(name, file.mime, kind),
        file.bytes,
        file.sha256,
        file.width,
        file.height,
        file.durationMs,
        userId,
        file.thumbnail !== null,
      ],
    )
    return row!
  })
}
