/** What a platform says beside messages: about the business account, a person's consent, or who owns a thread. */
import type { InboundEvent } from './adapter.ts'
import type { Sql } from './database.ts'

interface Item {
  reading: { event: InboundEvent }
  connectionId: string
}
type Of<T extends InboundEvent['type']> = Extract<InboundEvent, { type: T }>

/** One statement, and none at all in the usual batch. */
export async function noticeAccounts(
  sql: Sql,
  items: readonly Item[],
): Promise<{ connections: string[]; chats: { chatId: string; contactId: string }[] }> {
  const accounts = pick(items, 'connection')
  const consents = pick(items, 'consent')
  const handovers = pick(items, 'handover')
  if (accounts.length + consents.length + handovers.length === 0)
    return { connections: [], chats: [] }
  const rows = await sql.query<{
    connectionId: string | null
    chatId: string | null
    contactId: string | null
  }>(statement, [
    accounts.map(({ connectionId }) => connectionId),
    accounts.map(({ event }) => event.topic),
    accounts.map(({ event }) => event.status ?? null),
    accounts.map(({ event }) => event.problem ?? null),
    accounts.map(({ event }) => event.detail ?? null),
    [...consents, ...handovers].map(({ connectionId }) => connectionId),
    [...consents, ...handovers].map(({ event }) => event.contact?.id ?? ''),
    [...consents, ...handovers].map(({ event }) =>
      event.type === 'consent'
        ? JSON.stringify({ [`consent: ${event.topic}`]: event.granted ? 'granted' : 'withdrawn' })
        : null,
    ),
    [...consents, ...handovers].map(({ event }) =>
      event.type === 'handover' && event.to !== 'unknown' ? event.to === 'them' : null,
    ),
  ])
  return {
    connections: rows.flatMap(({ connectionId }) => connectionId ?? []),
    chats: rows.flatMap(({ chatId, contactId }) =>
      chatId && contactId ? [{ chatId, contactId }] : [],
    ),
  }
}

// A notice never connects what a person disabled. The worker looks again at once; after many notices in a row, only every three seconds.
const statement = `
  with said as (
    select connection_id, jsonb_object_agg(topic, coalesce(detail, '')) as detail,
      (array_agg(status order by n desc) filter (where status is not null))[1] as status,
      (array_agg(problem order by n desc) filter (where problem is not null))[1] as problem
    from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality as a (connection_id, topic, status, problem, detail, n)
    group by connection_id
  ), told as (
    update connections c set
      detail = c.detail || s.detail,
      status = case when s.status is null or c.status = 'disabled' then c.status else s.status end,
      problem = case when s.status is null or c.status = 'disabled' then c.problem else s.problem end,
      check_at = greatest(now(), c.checked_at + interval '3 seconds')
    from said s where c.id = s.connection_id returning c.id
  ), about as (
    select i.chat_id, i.contact_id, p.details, p.standby
    from unnest($6::bigint[], $7::text[], $8::jsonb[], $9::boolean[]) as p (connection_id, external_id, details, standby)
    join identities i using (connection_id, external_id)
  ), agreed as (
    update contacts c set details = c.details || a.details
    from (select distinct on (contact_id) contact_id, details from about where details is not null order by contact_id) a
    where c.id = a.contact_id returning c.id
  ), handed as (
    update chats c set standby = a.standby
    from (select distinct on (chat_id) chat_id, standby from about where standby is not null order by chat_id) a
    where c.id = a.chat_id returning c.id
  )
  select id::text as "connectionId", null as "chatId", null as "contactId" from told
  union all
  select null, chat_id::text, contact_id::text from about`

function pick<T extends InboundEvent['type']>(
  items: readonly Item[],
  type: T,
): { event: Of<T>; connectionId: string }[] {
  return items.flatMap(({ reading: { event }, connectionId }) =>
    event.type === type ? [{ event: event as Of<T>, connectionId }] : [],
  )
}
