/** The files that a new message takes: its sender's own, unused, and sound as the channel plays it. */
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Upload } from './steps.ts'
import { transcodeVoice } from './voice.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>

/** In the order of the ids. `voice` is what a voice note of the channel may be, where one is wanted. */
export async function attachedUploads(
  kernel: Part,
  ids: readonly string[],
  { senderId, voice }: { senderId: string; voice?: readonly string[] | undefined },
): Promise<Upload[]> {
  const uploads = await find(kernel, ids, senderId)
  if (!voice) return uploads
  for (const { id } of uploads) await transcodeVoice(kernel, id, voice)
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
