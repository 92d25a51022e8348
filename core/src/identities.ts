/** Who a message is from: identities to contacts and chats, for a whole batch at once. */
import { LRUCache } from 'lru-cache'

import type { Identity } from './adapter.ts'
import type { Sql } from './database.ts'

export interface Person {
  readonly chatId: string
  readonly contactId: string
  readonly name: string | null
  readonly handle: string | null
}
export interface Wanted {
  readonly connectionId: string
  readonly identity: Identity
}
export interface Resolved {
  readonly people: ReadonlyMap<string, Person>
  readonly newChats: readonly string[]
  readonly renamedContacts: readonly { contactId: string; chatId: string }[]
  /** Of those wanted: how many were known, and how many the database was asked for. */
  readonly counts: { hits: number; misses: number }
}
/** Ids seen before need no query. Dropped when contacts are merged or a chat goes. */
export type Known = LRUCache<string, Person>

export function openKnown(): Known {
  return new LRUCache({ max: 50_000 })
}

export function keyOf(connectionId: string, externalId: string): string {
  return `${connectionId}|${externalId}`
}

/** Finds or makes the person, contact and chat of every identity. No statement where all are known, else one. */
export async function resolve(
  sql: Sql,
  wanted: readonly Wanted[],
  known: Known,
): Promise<Resolved> {
  const people = new Map<string, Person>()
  const open = new Map<string, Wanted>()
  for (const want of wanted) {
    const key = keyOf(want.connectionId, want.identity.id)
    const person = known.get(key)
    if (person && isCurrent(person, want, known)) people.set(key, person)
    else open.set(key, joined(open.get(key), want))
  }
  const counts = { hits: people.size, misses: open.size }
  if (open.size === 0) return { people, newChats: [], renamedContacts: [], counts }
  const rows = await findOrCreate(sql, [...open.values()])
  for (const row of rows) {
    const { connectionId, identity } = open.get(keyOf(row.connectionId, row.externalId))!
    for (const id of [identity.id, ...(identity.aliases ?? [])])
      people.set(keyOf(connectionId, id), row)
  }
  return {
    people,
    newChats: rows.filter(({ isNew }) => isNew).map(({ chatId }) => chatId),
    renamedContacts: rows
      .filter(({ isRenamed }) => isRenamed)
      .map(({ contactId, chatId }) => ({ contactId, chatId })),
    counts,
  }
}

/** After the commit: what was resolved may be remembered. */
export function remember(known: Known, people: ReadonlyMap<string, Person>): void {
  for (const [key, person] of people) known.set(key, person)
}

/** Nothing to write: name and handle are as we have them, and every other id leads to the same chat. */
function isCurrent(
  person: Person,
  { connectionId, identity }: Wanted,
  known: Pick<ReadonlyMap<string, Person>, 'get'>,
): boolean {
  const { name, handle, aliases = [] } = identity
  if ((name && name !== person.name) || (handle && handle !== person.handle)) return false
  return aliases.every((alias) => known.get(keyOf(connectionId, alias))?.chatId === person.chatId)
}

function joined(before: Wanted | undefined, want: Wanted): Wanted {
  if (!before) return want
  const aliases = [
    ...new Set([...(before.identity.aliases ?? []), ...(want.identity.aliases ?? [])]),
  ]
  return {
    ...want,
    identity: { ...before.identity, ...want.identity, ...(aliases.length > 0 && { aliases }) },
  }
}

interface Row extends Person {
  connectionId: string
  externalId: string
  isNew: boolean
  isRenamed: boolean
}

// `do update` and not `do nothing`: under a race the row of the other process must come back, or the message would have no chat.
// Ids are drawn before the insert, so that identity, contact and chat of a new person are one statement; the keys between them are deferred.
const statement = `
  with given as materialized (
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
      as g (connection_id, external_id, name, handle, avatar_url)
  ), named as materialized (
    select connection_id, external_id, external_id as any_id, 0 as rank from given
    union all
    select * , 1 from unnest($6::bigint[], $7::text[], $8::text[])
  ), prior as materialized (
    select distinct on (n.connection_id, n.external_id) n.connection_id, n.external_id, i.contact_id, i.chat_id, n.rank = 0 as is_exact
    from named n join identities i on i.connection_id = n.connection_id and i.external_id = n.any_id
    order by n.connection_id, n.external_id, n.rank
  ), made as (
    insert into identities (connection_id, external_id, contact_id, chat_id)
    select g.connection_id, g.external_id,
      coalesce(p.contact_id, nextval(pg_get_serial_sequence('contacts', 'id'))),
      coalesce(p.chat_id, nextval(pg_get_serial_sequence('chats', 'id')))
    from given g left join prior p using (connection_id, external_id)
    where p.is_exact is not true
    order by g.connection_id, g.external_id
    on conflict (connection_id, external_id) do update set external_id = excluded.external_id
    returning connection_id, external_id, contact_id, chat_id, xmax = 0 as fresh
  ), matched as materialized (
    select g.*, coalesce(m.contact_id, p.contact_id) as contact_id, coalesce(m.chat_id, p.chat_id) as chat_id,
      coalesce(m.fresh, false) and p.chat_id is null as is_new
    from given g left join made m using (connection_id, external_id) left join prior p using (connection_id, external_id)
  ), people as (
    insert into contacts (id, name, handle, avatar_url)
    select contact_id, name, handle, avatar_url from matched where is_new
  ), threads as (
    insert into chats (id, connection_id, contact_id, identity)
    select chat_id, connection_id, contact_id, external_id from matched where is_new
  ), aliases as (
    insert into identities (connection_id, external_id, contact_id, chat_id)
    select distinct on (n.connection_id, n.any_id) n.connection_id, n.any_id, m.contact_id, m.chat_id
    from named n join matched m using (connection_id, external_id)
    where n.rank = 1
    on conflict do nothing
  ), renamed as (
    update contacts c set name = case when c.renamed then c.name else coalesce(m.name, c.name) end,
      handle = coalesce(m.handle, c.handle)
    from (select distinct on (contact_id) * from matched where not is_new order by contact_id) m
    where c.id = m.contact_id and ((m.name <> coalesce(c.name, '') and not c.renamed) or m.handle <> coalesce(c.handle, ''))
    returning c.id
  )
  select m.connection_id::text as "connectionId", m.external_id as "externalId", m.chat_id::text as "chatId",
    m.contact_id::text as "contactId", coalesce(m.name, c.name) as name, coalesce(m.handle, c.handle) as handle,
    m.is_new as "isNew", r.id is not null as "isRenamed"
  from matched m left join contacts c on c.id = m.contact_id left join renamed r on r.id = m.contact_id`

function findOrCreate(sql: Sql, wanted: readonly Wanted[]): Promise<Row[]> {
  const aliases = wanted.flatMap(({ connectionId, identity }) =>
    (identity.aliases ?? []).map((alias) => ({ connectionId, id: identity.id, alias })),
  )
  return sql.query<Row>(statement, [
    wanted.map(({ connectionId }) => connectionId),
    wanted.map(({ identity }) => identity.id),
    wanted.map(({ identity }) => identity.name ?? null),
    wanted.map(({ identity }) => identity.handle ?? null),
    wanted.map(({ identity }) => identity.avatarUrl ?? null),
    aliases.map(({ connectionId }) => connectionId),
    aliases.map(({ id }) => id),
    aliases.map(({ alias }) => alias),
  ])
}

/** The person's ids changed: the new ones lead to the same chat, and replies go to the first of them. */
export async function adopt(
  sql: Sql,
  changes: readonly {
    connectionId: string
    current: Identity
    previous: readonly string[]
  }[],
): Promise<{ chatId: string; contactId: string }[]> {
  const flat = changes.flatMap(({ connectionId, current, previous }) => {
    const ids = [current.id, ...(current.aliases ?? [])]
    return ids.flatMap((id) =>
      [...previous, ...ids]
        .filter((each) => each !== id)
        .map((each) => ({ connectionId, id, previous: each, isFirst: id === current.id })),
    )
  })
  return sql.query(
    `with given as (
       select distinct on (g.connection_id, g.current_id) g.connection_id, g.current_id, g.is_first, i.contact_id, i.chat_id
       from unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[]) as g (connection_id, current_id, previous_id, is_first)
       join identities i on i.connection_id = g.connection_id and i.external_id = g.previous_id
     ), added as (
       insert into identities (connection_id, external_id, contact_id, chat_id)
       select connection_id, current_id, contact_id, chat_id from given on conflict do nothing
       returning connection_id, chat_id, contact_id, external_id
     ), readdressed as (
       update chats c set identity = a.external_id
       from added a join given g on g.connection_id = a.connection_id and g.current_id = a.external_id
       where c.id = a.chat_id and g.is_first
     )
     select distinct chat_id::text as "chatId", contact_id::text as "contactId" from added`,
    [
      flat.map(({ connectionId }) => connectionId),
      flat.map(({ id }) => id),
      flat.map(({ previous }) => previous),
      flat.map(({ isFirst }) => isFirst),
    ],
  )
}
