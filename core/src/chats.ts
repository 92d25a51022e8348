/** Chats as the API shows them to one user: many by id in one query, and what is personal about them. */
import { refuse } from './errors.ts'
import { fileUrl } from './file-links.ts'
import type { Kernel } from './kernel.ts'
import type { Chat } from './schemas/chat.ts'
import { isoTime } from './text.ts'
import { windowOf } from './windows.ts'

export type ChatReader = Pick<Kernel, 'database' | 'config' | 'adapters' | 'now'>

/** In the order of the ids given; what is not there is left out. One statement. */
export async function findChats(
  kernel: ChatReader,
  ids: readonly string[],
  userId: string,
): Promise<Chat[]> {
  if (ids.length === 0) return []
  const rows = await kernel.database.query<Row>(select, [ids, userId])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toChat(kernel, row)] : []
  })
}

export async function getChat(kernel: ChatReader, id: string, userId: string): Promise<Chat> {
  const [chat] = await findChats(kernel, [id], userId)
  if (!chat) throw refuse('not_found')
  return chat
}

export type PersonalPart = Pick<Chat, 'unreadCount' | 'hasDraft'>
/** What differs between users, for many of them at once: a chat is read once and completed for each screen. Keys are `<user>|<chat>`. */
export async function findPersonalParts(
  kernel: Pick<Kernel, 'database'>,
  chatIds: readonly string[],
  userIds: readonly string[],
): Promise<Map<string, PersonalPart>> {
  const rows = await kernel.database.query<PersonalPart & { userId: string; chatId: string }>(
    `select u.id::text as "userId", c.id::text as "chatId", ${unreadCount} as "unreadCount", ${hasDraft} as "hasDraft"
     from chats c cross join users u left join reads d on d.chat_id = c.id and d.user_id = u.id
     where c.id = any($1::bigint[]) and u.id = any($2::bigint[])`,
    [chatIds, userIds],
  )
  return new Map(rows.map(({ userId, chatId, ...part }) => [`${userId}|${chatId}`, part] as const))
}

// Of chats c, users u, reads d. Who never opened a chat has all of it unread, unless it fell silent before they joined.
export const unreadCount = `
  greatest(0, c.inbound_count - coalesce(d.inbound_count, case when c.last_received_at > u.created_at then 0 else c.inbound_count end))`
const hasDraft = `exists (select from drafts f where f.user_id = u.id and f.chat_id = c.id)`

const select = `
  select c.id::text, n.channel, n.id::text as "connectionId", n.name as "connectionName", n.config, c.identity,
    coalesce(r.id, p.id)::text as "contactId",
    coalesce(nullif(r.name, ''), nullif(p.name, ''), nullif(r.handle, ''), nullif(p.handle, ''), c.identity) as "contactName",
    coalesce(r.handle, p.handle) as handle, coalesce(r.avatar_file, p.avatar_file) as "avatarFile",
    c.status, c.assignee_id::text as "assigneeId", a.name as "assigneeName", c.labels, c.priority,
    c.snoozed_until as "snoozedUntil", c.standby, c.last_message_at as "lastMessageAt", c.last_in_at as "lastInAt",
    c.waiting_since as "waitingSince", c.created_at as "createdAt",
    case when m.id is not null then json_build_object('id', m.id::text, 'direction', m.direction, 'kind', m.kind, 'text', left(m.text, 500),
      'status', m.status, 'at', m.sent_at, 'authorName', m.author_name) end as "lastMessage",
    ${unreadCount} as "unreadCount", ${hasDraft} as "hasDraft",
    exists (select from messages x where x.chat_id = c.id and x.status in ('failed', 'unknown')) as "hasFailed"
  from chats c
  join connections n on n.id = c.connection_id
  join contacts p on p.id = c.contact_id
  left join contacts r on r.id = p.merged_into
  left join users a on a.id = c.assignee_id
  left join messages m on m.id = c.last_message_id
  left join users u on u.id = $2
  left join reads d on d.chat_id = c.id and d.user_id = $2
  where c.id = any($1::bigint[])`

type Instant = Date | string
interface Row extends Pick<
  Chat,
  'id' | 'channel' | 'identity' | 'status' | 'labels' | 'priority' | 'standby' | 'lastMessage'
> {
  connectionId: string
  connectionName: string
  config: Record<string, unknown>
  contactId: string
  contactName: string
  handle: string | null
  avatarFile: string | null
  assigneeId: string | null
  assigneeName: string | null
  snoozedUntil: Instant | null
  lastMessageAt: Instant | null
  lastInAt: Instant | null
  waitingSince: Instant | null
  createdAt: Instant
  unreadCount: number
  hasDraft: boolean
  hasFailed: boolean
}

function toChat(kernel: ChatReader, row: Row): Chat {
  const { id, channel, identity, status, labels, priority, standby, lastMessage } = row
  const { unreadCount, hasDraft, hasFailed } = row
  const adapter = kernel.adapters.byChannel.get(channel)
  return {
    id,
    channel,
    connection: { id: row.connectionId, name: row.connectionName },
    contact: {
      id: row.contactId,
      name: row.contactName,
      handle: row.handle,
      avatarUrl: row.avatarFile && fileUrl(kernel, row.avatarFile),
    },
    identity,
    status,
    assignee: row.assigneeId ? { id: row.assigneeId, name: row.assigneeName ?? '' } : null,
    labels,
    priority,
    snoozedUntil: orNull(row.snoozedUntil),
    unreadCount,
    hasFailed,
    hasDraft,
    standby,
    lastMessage: lastMessage && { ...lastMessage, at: isoTime(lastMessage.at) },
    lastMessageAt: orNull(row.lastMessageAt),
    waitingSince: orNull(row.waitingSince),
    window: windowOf({ adapter, config: row.config, lastInAt: row.lastInAt, now: kernel.now() }),
    createdAt: isoTime(row.createdAt),
  }
}

function orNull(value: Instant | null): string | null {
  return value === null ? null : isoTime(value)
}
