/** Profile pictures: fetched once, kept as files of ours. The platform's own links expire, and would tell it who looks. */
import { download } from './downloads.ts'
import { change } from './events.ts'
import { keep, prepare } from './file-store.ts'
import { typeOf } from './file-types.ts'
import { isPicture } from './images.ts'
import type { Kernel } from './kernel.ts'

const maxBytes = 5 * 1024 * 1024

/** Gives a contact the picture behind a link. Throws where it is none, or is not to be had. */
export async function storeAvatar(
  kernel: Pick<Kernel, 'database' | 'bus' | 'config' | 'adapters'>,
  contactId: string,
  { url, channel }: { url: string; channel: string },
): Promise<void> {
  const received = await download(kernel, { url, channel }, maxBytes)
  try {
    const mime = (await typeOf(received.path, { name: null, mime: null })) ?? ''
    if (!isPicture(mime)) throw new Error('a profile picture is no picture')
    const prepared = await prepare(received, mime)
    await change(kernel, async (tx, events) => {
      await keep(tx, kernel.config, prepared)
      // the picture before goes with its attachment; the sweep of unused files takes the bytes
      const chats = await tx.query<{ id: string }>(
        `with old as (delete from attachments where id = (select avatar_file from contacts where id = $1)),
         fresh as (
           insert into attachments (kind, mime, name, bytes, sha256, width, height, state)
           values ('avatar', $2, 'picture', $3, $4, $5, $6, 'ready') returning id),
         shown as (update contacts set avatar_file = fresh.id from fresh where contacts.id = $1)
         select id::text from chats where contact_id in (select id from contacts where id = $1 or merged_into = $1)`,
        [contactId, mime, prepared.bytes, prepared.sha256, prepared.width, prepared.height],
      )
      events.push({ type: 'contact.updated', subject: contactId })
      for (const { id } of chats) events.push({ type: 'chat.updated', subject: id, chatId: id })
    })
  } finally {
    await received.remove()
  }
}
