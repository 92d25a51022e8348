/** The files that a new message takes: its sender's own, unused, and made to fit the channel. */
import { refuse } from './errors.ts'
import { fit, type Wish } from './fitting.ts'
import type { Kernel } from './kernel.ts'
import type { Upload } from './steps.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>

/** In the order of the ids. */
export async function attachedUploads(
  kernel: Part,
  ids: readonly string[],
  { senderId, wish }: { senderId: string; wish: Wish },
): Promise<Upload[]> {
  for (const upload of await find(kernel, ids, senderId)) await fit(kernel, upload, wish)
  return find(kernel, ids, senderId)
}

async function find(
  { database }: Part,
  ids: readonly string[],
  senderId: string,
): Promise<Upload[]> {
  const rows = await database.query<
    Upload & { messageId: string | null; uploadedBy: string | null; state: string }
  >(
    `select id, kind, mime, coalesce(name, 'file') as name, bytes::float8 as bytes, message_id::text as "messageId", uploaded_by::text as "uploadedBy", state
     from attachments where id = any($1::uuid[])`,
    [ids],
  )
  return ids.map((id, index) => {
    const upload = rows.find((row) => row.id === id)
    const pointer = `/attachmentIds/${index}`
    if (!upload || upload.uploadedBy !== senderId || upload.state !== 'ready')
      throw refuse('not_found', { errors: [{ pointer, message: 'no such upload' }] })
    if (upload.messageId)
      throw refuse('conflict', {
        detail: 'The upload belongs to another message',
        errors: [{ pointer, message: 'is used already' }],
      })
    return upload
  })
}
