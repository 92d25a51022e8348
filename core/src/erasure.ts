/** Erasing what a platform or a person asks us to forget. */
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'

/** All chats of these identities on this channel, with messages and files. Returns how many chats went. */
export async function eraseIdentities(
  kernel: Kernel,
  channel: string,
  externalIds: readonly string[],
): Promise<number> {
  const count = await change(kernel, async (tx) => {
    const rows = await tx.query<{ id: string; contactId: string }>(
      `select distinct c.id::text, c.contact_id::text as "contactId" from identities i join chats c on c.id = i.chat_id join connections k on k.id = i.connection_id
       where k.channel = $1 and i.external_id = any($2::text[])`,
      [channel, externalIds],
    )
    await tx.query('delete from chats where id = any($1::bigint[])', [rows.map(({ id }) => id)])
    await tx.query(
      'delete from contacts p where id = any($1::bigint[]) and not exists (select from chats where contact_id = p.id)',
      [rows.map(({ contactId }) => contactId)],
    )
    await tx.query(
      "insert into audit (action, subject, detail) values ('identities.erased', $1, jsonb_build_object('chats', $2::int))",
      [channel, rows.length],
    )
    return rows.length
  })
  kernel.bus.publish('stale', { what: 'identities', id: channel })
  return count
}
