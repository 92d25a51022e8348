/** The list of chats: filters and sorts as SQL, paged by sealed keyset cursors. Two statements a page. */
import { findChats, type ChatReader, unreadCount } from './chats.ts'
import type { OpenConnection } from './connections.ts'
import { openCursor, sealCursor, type Scope } from './cursors.ts'
import type { Kernel } from './kernel.ts'
import { type Chat, chatStatuses, type ChatQuery } from './schemas/chat.ts'
import { cleanText, likePattern, nameMatch } from './text.ts'
import { freeTextMs } from './windows.ts'

export type ListReader = ChatReader & Pick<Kernel, 'connections'>
export type ChatFilter = Omit<ChatQuery, 'limit' | 'cursor'>
export interface ChatPage {
  items: Chat[]
  nextCursor: string | null
}

/** A page as this user sees it. Without `status` it holds chats of every status. */
export async function listChats(
  kernel: ListReader,
  userId: string,
  { limit = 50, cursor, ...filter }: ChatQuery,
): Promise<ChatPage> {
  const scope: Scope = ['chats', userId, sorted(filter)]
  const position = cursor === undefined ? undefined : openCursor(kernel.config, scope, cursor)
  const parts = await partsOf(kernel, userId, { filter, position })
  const limited = parts.values(limit + 1)
  const rows = await kernel.database.query<{ id: string; position: unknown[] }>(
    parts.sort === 'latest' ? latest(parts, limited) : soonest(parts, limited),
    parts.all,
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  const nextCursor = last
    ? sealCursor(kernel.config, scope, [...last.position, parts.at.toISOString()])
    : null
  const ids = rows.slice(0, limit).map(({ id }) => id)
  return { items: await findChats(kernel, ids, userId), nextCursor }
}

function sorted(filter: ChatFilter): unknown[] {
  return Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Ids of all chats that match, for actions on them; no more than `limit`. One statement. */
export async function findMatching(
  kernel: ListReader,
  userId: string,
  { filter, limit }: { filter: ChatFilter; limit: number },
): Promise<string[]> {
  const parts = await partsOf(kernel, userId, { filter, position: undefined })
  const limited = parts.values(limit)
  const rows = await kernel.database.query<{ id: string }>(
    `${parts.with} select c.id::text from chats c ${parts.joins}
     where c.status = any(${parts.statuses}) ${and(parts.where)} order by c.id limit ${limited}`,
    parts.all,
  )
  return rows.map(({ id }) => id)
}

interface Parts {
  with: string
  joins: string
  statuses: string
  where: string[]
  sort: NonNullable<ChatFilter['sort']>
  position: unknown[] | undefined
  /** The moment that the first page was read: windows close meanwhile, and the order must not change under the reader. */
  at: Date
  all: unknown[]
  /** Adds a value, gives its placeholder. */
  values(value: unknown): string
}

async function partsOf(
  kernel: ListReader,
  userId: string,
  { filter: asked, position }: { filter: ChatFilter; position: unknown[] | undefined },
): Promise<Parts> {
  const { q, ...filter } = { ...asked, q: cleanText(asked.q ?? '').trim() }
  const all: unknown[] = []
  function values(value: unknown): string {
    all.push(value)
    return `$${all.length}`
  }
  const at = position ? new Date(String(position.at(-1))) : kernel.now()
  const { status = 'all', sort = 'latest' } = filter
  const connections = await kernel.connections.all()
  const windows = sort === 'window' ? windowJoin(kernel, connections, values) : ''
  return {
    with: q ? foundBy(q, values) : '',
    joins: `join users u on u.id = ${values(userId)} left join reads d on d.chat_id = c.id and d.user_id = u.id ${windows}`,
    statuses: values(status === 'all' ? chatStatuses : [status]),
    where: [
      ...(q ? ['c.id in (select chat_id from found)'] : []),
      ...conditions(filter, { userId, connections, values }),
    ],
    sort,
    position,
    at,
    all,
    values,
  }
}

type Values = Parts['values']
interface Asked {
  userId: string
  connections: readonly OpenConnection[]
  values: Values
}

function conditions(filter: Omit<ChatFilter, 'q'>, asked: Asked): string[] {
  return Object.entries(rows).flatMap(([name, condition]) => {
    const value = filter[name as keyof typeof rows]
    return value === undefined ? [] : [condition(value as never, asked)]
  })
}

const rows = {
  channel(channel: string, { connections, values }: Asked) {
    const ids = connections.filter((each) => each.channel === channel).map(({ id }) => id)
    return `c.connection_id = any(${values(ids)}::bigint[])`
  },
  connectionId: (id: string, { values }: Asked) => `c.connection_id = ${values(id)}`,
  contactId(contactId: string, { values }: Asked) {
    const id = values(contactId)
    return `c.contact_id in (select id from contacts where id = ${id} or merged_into = ${id})`
  },
  assigneeId(id: string, { userId, values }: Asked) {
    if (id === 'none') return 'c.assignee_id is null'
    return `c.assignee_id = ${values(id === 'me' ? userId : id)}`
  },
  label: (label: string, { values }: Asked) => `${values(cleanText(label))} = any(c.labels)`,
  priority: (priority: string, { values }: Asked) => `c.priority = ${values(priority)}`,
  unread: (wanted: boolean, { values }: Asked) => `(${unreadCount} > 0) = ${values(wanted)}`,
  waiting: (wanted: boolean, { values }: Asked) =>
    `(c.waiting_since is not null) = ${values(wanted)}`,
}

// By the person first: name, handle, address; then by what was said. Each source is capped, or a common word would read the whole history.
function foundBy(q: string, values: Values): string {
  const text = values(q)
  const digits = /^[+\d\s()./-]{4,}$/.test(q) ? q.replaceAll(/\D/g, '') : ''
  const address = values(likePattern(digits || q))
  return `
  with people as materialized (
    select id from contacts where ${nameMatch(q, values)} limit 2000
  ), found as materialized (
    select id as chat_id from chats where contact_id in
      (select id from people union select k.id from contacts k join people on k.merged_into = people.id)
    union select chat_id from (select chat_id from identities where external_id like ${address} limit 2000) i
    union select chat_id from (select chat_id from message_search where words @@ query_of(${text}) limit 5000) s
  )`
}

function windowJoin(
  kernel: ListReader,
  connections: readonly OpenConnection[],
  values: Values,
): string {
  const lengths = connections.flatMap(({ id, channel, config }) => {
    const ms = freeTextMs({ adapter: kernel.adapters.byChannel.get(channel), config })
    return ms === undefined ? [] : [{ id, ms }]
  })
  return `left join unnest(${values(lengths.map(({ id }) => id))}::bigint[], ${values(lengths.map(({ ms }) => ms))}::float8[])
    as w (connection_id, ms) on w.connection_id = c.connection_id`
}

const activity = 'coalesce(c.last_message_at, c.created_at)'

// each status has its own place in the index: reading them side by side keeps every page an index walk
function latest(parts: Parts, limit: string): string {
  const [at, id] = parts.position ?? []
  const after = parts.position
    ? [`(${activity}, c.id) < (${parts.values(at)}::timestamptz, ${parts.values(id)}::bigint)`]
    : []
  return `${parts.with}
  select x.id::text, json_build_array(x.at::text, x.id::text) as position
  from unnest(${parts.statuses}::text[]) as s (status) cross join lateral (
    select c.id, ${activity} as at from chats c ${parts.joins}
    where c.status = s.status ${and([...parts.where, ...after])}
    order by ${activity} desc, c.id desc limit ${limit}
  ) x order by x.at desc, x.id desc limit ${limit}`
}

/** By a time that is soonest first; chats without one come last, newest first. */
function soonest(parts: Parts, limit: string): string {
  const after = parts.position ? `where ${afterSoonest(parts, parts.position)}` : ''
  return `${parts.with}
  select x.id::text, json_build_array(x.key::text, x.at::text, x.id::text) as position
  from (
    select c.id, ${activity} as at, ${keyOf(parts)} as key from chats c ${parts.joins}
    where c.status = any(${parts.statuses}) ${and(parts.where)}
  ) x ${after} order by x.key, x.at desc, x.id desc limit ${limit}`
}

function keyOf(parts: Parts): string {
  if (parts.sort === 'waiting') return `coalesce(c.waiting_since, 'infinity')`
  if (parts.sort === 'unread')
    return `case when ${unreadCount} > 0 then '-infinity' else 'infinity' end::timestamptz`
  const closes = `c.last_in_at + w.ms * interval '1 millisecond'`
  return `coalesce(case when ${closes} > ${parts.values(parts.at.toISOString())} then ${closes} end, 'infinity')`
}

function afterSoonest(parts: Parts, position: readonly unknown[]): string {
  const [key, at, id] = position.slice(0, 3).map((each) => parts.values(each))
  return `(x.key > ${key}::timestamptz or (x.key = ${key}::timestamptz and (x.at, x.id) < (${at}::timestamptz, ${id}::bigint)))`
}

function and(where: readonly string[]): string {
  return where.map((each) => `and ${each}`).join(' ')
}
