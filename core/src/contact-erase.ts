/** What a person may ask of us: all that we hold about them, and that it goes. */
import { type Actor, recordAudit } from './audit.ts'
import { type ContactReader, getContact } from './contacts.ts'
import type { Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import { sweepFiles } from './file-sweep.ts'
import type { Kernel } from './kernel.ts'
import { findMessages } from './messages.ts'

/** Everything about a person as JSON, piece by piece: a long history never lies in memory as a whole. */
export async function* exportContact(
  kernel: ContactReader,
  id: string,
): AsyncGenerator<string, void> {
  const contact = await getContact(kernel, id)
  const notes = await kernel.database.query(
    `select n.text, n.created_at as "createdAt" from notes n join chats c on c.id = n.chat_id
     where c.contact_id in ${people} order by n.id`,
    [contact.id],
  )
  yield `{"contact":${JSON.stringify(contact)},"notes":${JSON.stringify(notes)},"messages":[`
  let after = '0'
  for (;;) {
    const ids = await kernel.database.query<{ id: string }>(
      `select m.id::text from messages m join chats c on c.id = m.chat_id
       where c.contact_id in ${people} and m.part_of is null and m.id > $2 order by m.id limit 500`,
      [contact.id, after],
    )
    if (ids.length === 0) break
    const messages = await findMessages(
      kernel,
      ids.map((row) => row.id),
    )
    const text = messages.map((message) => JSON.stringify(message)).join(',\n')
    yield after === '0' ? text : `,\n${text}`
    after = ids.at(-1)!.id
  }
  yield ']}'
}
const people = '(select id from contacts where id = $1 or merged_into = $1)'

type Part = Pick<Kernel, 'database' | 'bus' | 'config' | 'log'>

/** Deletes a person with chats, messages, notes, files and the raw deliveries about them. It cannot be undone. */
export async function eraseContact(kernel: Part, id: string, actor: Actor): Promise<void> {
  const chats = await change(kernel, async (tx, events) => {
    const ids = await tx.query<{ id: string }>(
      `select id::text from contacts where id = (select coalesce(merged_into, id) from contacts where id = $1)
         or merged_into = (select coalesce(merged_into, id) from contacts where id = $1) order by contacts.id for update`,
      [id],
    )
    if (ids.length === 0) throw refuse('not_found')
    const gone = await erase(
      tx,
      ids.map((row) => row.id),
      events,
    )
    await recordAudit(tx, actor, {
      action: 'contact.erased',
      subject: id,
      detail: { chats: gone.length },
    })
    return gone
  })
  await finish(kernel, chats)
}

/** On the word of a platform: whoever has one of these ids on any connection of the channel. */
export async function eraseIdentities(
  kernel: Part,
  channel: string,
  externalIds: readonly string[],
): Promise<number> {
  const chats = await change(kernel, async (tx, events) => {
    const ids = await tx.query<{ id: string }>(
      `select distinct i.contact_id::text as id from identities i join connections n on n.id = i.connection_id
       where n.channel = $1 and i.external_id = any($2::text[])`,
      [channel, externalIds],
    )
    if (ids.length === 0) return []
    const gone = await erase(
      tx,
      ids.map((row) => row.id),
      events,
    )
    const subject = String(ids.length)
    await recordAudit(
      tx,
      { userId: null },
      { action: 'contact.erased', subject, detail: { channel } },
    )
    return gone
  })
  await finish(kernel, chats)
  return chats.length
}

// a delivery that holds other people's unread events stays until its time is over: nothing of theirs may be lost
async function erase(
  tx: Transaction,
  contactIds: readonly string[],
  events: NewEvent[],
): Promise<string[]> {
  await tx.query(
    `with mine as (select i.connection_id, i.external_id from identities i where i.contact_id = any($1::bigint[]))
     delete from deliveries d using mine
     where d.connection_ids @> array[mine.connection_id] and d.state = 'processed'
       and position(convert_to(mine.external_id, 'UTF8') in d.body) > 0`,
    [contactIds],
  )
  const chats = await tx.query<{ id: string }>(
    'delete from chats where contact_id = any($1::bigint[]) returning id::text',
    [contactIds],
  )
  const ids = chats.map((chat) => chat.id)
  await tx.query('delete from events where chat_id = any($1::bigint[])', [ids])
  await tx.query(
    'delete from attachments where id in (select avatar_file from contacts where id = any($1::bigint[]))',
    [contactIds],
  )
  await tx.query('update contacts set merged_into = null where merged_into = any($1::bigint[])', [
    contactIds,
  ])
  await tx.query('delete from contacts where id = any($1::bigint[])', [contactIds])
  for (const chatId of ids)
    events.push({ type: 'chat.deleted', subject: chatId, chatId, data: { id: chatId } })
  return ids
}

async function finish(kernel: Part, chatIds: readonly string[]): Promise<void> {
  for (const id of chatIds) kernel.bus.publish('stale', { what: 'identities', id })
  await sweepFiles(kernel)
}
