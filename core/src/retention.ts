/** What is kept how long. Runs every hour, in one process. */
import type { Sql } from './database.ts'
import { change, trim } from './events.ts'
import { dropUploads, sweepFiles, sweepStorage } from './file-sweep.ts'
import type { Kernel } from './kernel.ts'

type Part = Pick<Kernel, 'database' | 'bus' | 'config' | 'log'>
const eventDays = 3
const notificationDays = 90
const batch = 500

export interface Retained {
  deliveries: number
  chats: number
  uploads: number
  files: number
}

/** Deletes what is past its time, in small steps, and says how much. */
export async function runRetention(kernel: Part): Promise<Retained> {
  const { database, config } = kernel
  const deliveries = await deleteDeliveries(database, config.deliveryRetentionDays)
  const chats = config.retentionDays > 0 ? await deleteChats(kernel, config.retentionDays) : 0
  await database.query(`delete from orphans where created_at < now() - interval '1 day'`)
  await database.query(
    'delete from notifications where created_at < now() - make_interval(days => $1)',
    [notificationDays],
  )
  await trim(database, eventDays)
  const uploads = await dropUploads(kernel)
  const files = (await sweepFiles(kernel)) + (await sweepStorage(kernel))
  return { deliveries, chats, uploads, files }
}

// by id, which rises with time: no index of times is needed for the largest table
async function deleteDeliveries(sql: Sql, days: number): Promise<number> {
  let total = 0
  for (;;) {
    const rows = await sql.query(
      `delete from deliveries where id in (
         select id from (select id, received_at from deliveries order by id limit $2) d
         where received_at < now() - make_interval(days => $1)) returning 1`,
      [days, batch],
    )
    total += rows.length
    if (rows.length < batch) return total
  }
}

/** Closed chats without a word since; their people go with the last of their chats. */
async function deleteChats(kernel: Part, days: number): Promise<number> {
  let total = 0
  for (;;) {
    const ids = await change(kernel, async (tx, events) => {
      const chats = await tx.query<{ id: string; contactId: string }>(
        `delete from chats where id in (
           select id from chats where status = 'closed' and coalesce(last_message_at, created_at) < now() - make_interval(days => $1)
           order by coalesce(last_message_at, created_at) limit $2 for update skip locked)
         returning id::text, contact_id::text as "contactId"`,
        [days, batch],
      )
      await tx.query(
        `delete from contacts p where p.id = any($1::bigint[]) and not exists (select from chats c where c.contact_id = p.id)
           and not exists (select from contacts k where k.merged_into = p.id)`,
        [chats.map(({ contactId }) => contactId)],
      )
      for (const { id } of chats)
        events.push({ type: 'chat.deleted', subject: id, chatId: id, data: { id } })
      return chats.map(({ id }) => id)
    })
    for (const id of ids) kernel.bus.publish('stale', { what: 'identities', id })
    total += ids.length
    if (ids.length < batch) return total
  }
}
