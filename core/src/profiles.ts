/** Names, handles and pictures of new contacts, asked for after their message is stored, never in its way. */
import { storeAvatar } from './avatars.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'

interface Due {
  contactId: string
  chatId: string
  identity: string
  connectionId: string
}

/** Some that were never asked for. A platform that refuses is not asked again for a day. */
export async function fetchProfiles(kernel: Kernel): Promise<void> {
  const due = await kernel.database.query<Due>(
    `with waiting as materialized (
       select id from contacts where profile_at is null order by id desc limit 1000
     ), due as materialized (
       select w.id as contact_id, c.* from waiting w cross join lateral (
         select c.id, c.identity, c.connection_id from chats c join connections n on n.id = c.connection_id
         where c.contact_id = w.id and n.status in ('connected', 'degraded') order by c.id limit 1
       ) c limit 20
     )
     update contacts p set profile_at = now() from due c where p.id = c.contact_id and p.profile_at is null
     returning p.id::text as "contactId", c.id::text as "chatId", c.identity, c.connection_id::text as "connectionId"`,
  )
  await Promise.all(
    due.map((each) =>
      fetchProfile(kernel, each).catch((error: unknown) => {
        kernel.log.debug({ err: error, contactId: each.contactId }, 'a profile was not found')
      }),
    ),
  )
}

async function fetchProfile(
  kernel: Kernel,
  { contactId, chatId, identity, connectionId }: Due,
): Promise<void> {
  const connection = await kernel.connections.get(connectionId)
  const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
  if (!connection || !adapter?.profile) return
  const found = await adapter.profile(
    { id: identity },
    connection,
    kernel.callContext(connection.channel),
  )
  if (!found) return
  await change(kernel, async (tx, events) => {
    await tx.query(
      `update contacts set name = case when renamed then name else coalesce($2, name) end, handle = coalesce($3, handle), avatar_url = coalesce($4, avatar_url) where id = $1`,
      [contactId, found.name ?? null, found.handle ?? null, found.avatarUrl ?? null],
    )
    events.push(
      { type: 'contact.updated', subject: contactId },
      { type: 'chat.updated', subject: chatId, chatId },
    )
  })
  if (found.avatarUrl)
    await storeAvatar(kernel, contactId, { url: found.avatarUrl, channel: connection.channel })
}
