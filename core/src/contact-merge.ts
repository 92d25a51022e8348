/** One person known as several: suggested, joined and taken apart again. Chats stay where they are, and answer the address they came from. */
import { invalid } from './chat-patch.ts'
import { type ContactReader, findContacts, getContact, publishContact } from './contacts.ts'
import type { Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Contact, MergeSuggestion } from './schemas/contact.ts'

type Part = ContactReader & Pick<Kernel, 'bus'>

/** The second becomes part of the first. Nothing is copied, so that it can be undone. */
export async function mergeContacts(kernel: Part, id: string, otherId: string): Promise<Contact> {
  await change(kernel, async (tx, events) => {
    await tx.query(oneAtATime)
    const { root, other } = await findBoth(tx, id, otherId)
    await tx.query('update contacts set merged_into = $1 where id = $2 or merged_into = $2', [
      root,
      other,
    ])
    await publishContact(tx, root, events)
  })
  return getContact(kernel, id)
}

// two merges that cross would each hang one person below the other; they are rare enough to queue
const oneAtATime = 'select pg_advisory_xact_lock(7206)'

async function findBoth(
  tx: Transaction,
  id: string,
  otherId: string,
): Promise<{ root: string; other: string }> {
  const rows = await tx.query<{ asked: string; root: string }>(
    `select k.id::text as asked, p.id::text as root from contacts k join contacts p on p.id = coalesce(k.merged_into, k.id)
     where k.id = any($1::bigint[])`,
    [[id, otherId]],
  )
  const root = rows.find(({ asked }) => asked === id)?.root
  const other = rows.find(({ asked }) => asked === otherId)?.root
  if (!root) throw refuse('not_found')
  if (!other) throw invalid('/contactId', 'is no contact')
  if (root === other) throw invalid('/contactId', 'is the same person already')
  return { root, other }
}

/** Takes a person out of the one they were merged into. */
export async function unmergeContact(kernel: Part, id: string): Promise<Contact> {
  await change(kernel, async (tx, events) => {
    await tx.query(oneAtATime)
    const [row] = await tx.query<{ root: string }>(
      `update contacts k set merged_into = null from contacts old where k.id = $1 and old.id = k.id and old.merged_into is not null
       returning old.merged_into::text as root`,
      [id],
    )
    if (!row) throw refuse('not_found')
    await publishContact(tx, row.root, events)
    await publishContact(tx, id, events)
  })
  return getContact(kernel, id)
}

/** Others with the same address, handle or full name; the surest first. */
export async function suggestMerges(kernel: ContactReader, id: string): Promise<MergeSuggestion[]> {
  const rows = await kernel.database.query<{ id: string; reasons: MergeSuggestion['reasons'] }>(
    `with me as materialized (
       select k.id, nullif(folded(k.name), '') as name, nullif(folded(k.handle), '') as handle from contacts k
       where k.id = $1 or k.merged_into = $1
     ), found as (
       select i.contact_id, 'address' as reason from identities mine join identities i on i.external_id = mine.external_id
       where mine.contact_id in (select id from me)
       union select k.id, 'handle' from me join contacts k on folded(k.handle) = me.handle and k.handle is not null
       union select k.id, 'name' from me join contacts k on folded(k.name) = me.name where length(me.name) > 3
     )
     select coalesce(k.merged_into, k.id)::text as id, array_agg(distinct reason) as reasons
     from found join contacts k on k.id = found.contact_id
     where coalesce(k.merged_into, k.id) <> $1
     group by 1 order by count(distinct reason) desc, min(reason), 1 limit 10`,
    [id],
  )
  const contacts = await findContacts(
    kernel,
    rows.map((row) => row.id),
  )
  return contacts.map((contact, index) => ({ contact, reasons: rows[index]!.reasons }))
}
