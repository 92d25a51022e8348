/** Messages as the API shows them: one by id, a page of a thread, many at once for the screens. */
import { refuse } from './errors.ts'
import { toAttachment, type AttachmentRow } from './files.ts'
import type { Kernel } from './kernel.ts'
import type { Attachment, Message } from './schemas/message.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'now'>

/** How long the next message of a chat waits for an answer that was lost. */
export const doubtSeconds = 60

// a send of several provider messages shows the least that is true of all its parts
const columns = `
  m.id::text, m.chat_id::text as "chatId", m.client_id as "clientId", m.direction, m.kind, m.text, m.content, m.native, m.external_id as "externalId",
  m.author_type as "authorType", m.author_id as "authorId", m.author_name as "authorName",
  coalesce(p.status, m.status) as status, coalesce(p.failure, m.failure) as failure,
  case when m.status = 'queued' then m.scheduled_at end as "scheduledAt",
  coalesce(p."doubtAt", case when m.status = 'unknown' then m.status_at end) as "doubtAt",
  m.sent_at as "sentAt", m.created_at as "createdAt", m.edited_at as "editedAt", m.edits, m.deleted_at as "deletedAt",
  (select t.id::text from messages t where t.connection_id = m.connection_id and t.external_id = m.reply_to) as "replyToId",
  (select json_agg(json_build_object('emoji', r.emoji, 'by', r.actor, 'name', r.name) order by r.at) from reactions r
    where r.message_id = m.id and r.emoji is not null) as reactions,
  (select json_agg(json_build_object('id', a.id, 'kind', a.kind, 'mime', a.mime, 'name', a.name, 'bytes', a.bytes, 'width', a.width, 'height', a.height,
    'durationMs', a.duration_ms, 'state', a.state, 'sha256', a.sha256,
    'hasThumbnail', coalesce((select f.has_thumbnail from files f where f.sha256 = a.sha256), false)) order by a.position)
    from attachments a where a.message_id = m.id) as attachments`
const parts = `
  left join lateral (
    select (array_agg(x.status order by array_position(array['failed', 'unknown', 'queued', 'sending', 'sent', 'delivered', 'read'], x.status)))[1] as status,
      max(x.status_at) filter (where x.status = 'unknown') as "doubtAt",
      (array_agg(x.failure) filter (where x.failure is not null))[1] as failure
    from messages x where m.direction = 'out' and (x.part_of = m.id or x.id = m.id) having count(*) > 1
  ) p on true`

interface Row {
  id: string
  chatId: string
  clientId: string | null
  direction: 'in' | 'out'
  kind: string
  text: string | null
  content: Record<string, unknown> | null
  native: { native: unknown } | null
  externalId: string | null
  authorType: 'contact' | 'user' | 'external'
  authorId: string | null
  authorName: string | null
  status: Message['status']
  failure: {
    kind: string
    code?: string
    message: string
    userMessage?: string
    retry?: string
  } | null
  scheduledAt: Date | null
  doubtAt: Date | null
  sentAt: Date
  createdAt: Date
  editedAt: Date | null
  edits: Message['edits'] | null
  deletedAt: Date | null
  replyToId: string | null
  reactions: Message['reactions'] | null
  attachments: AttachmentRow[] | null
}

/** In the order of the ids given; what is not there is left out. One statement. */
export async function findMessages(kernel: Part, ids: readonly string[]): Promise<Message[]> {
  if (ids.length === 0) return []
  const rows = await kernel.database.query<Row>(
    `select ${columns} from messages m ${parts} where m.id = any($1::bigint[]) and m.part_of is null`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toMessage(kernel, row)] : []
  })
}

export async function getMessage(kernel: Part, id: string): Promise<Message> {
  const [message] = await findMessages(kernel, [id])
  if (!message) throw refuse('not_found')
  return message
}

/** The platform's own fragment, where it was kept. */
export async function getNative(kernel: Part, id: string): Promise<unknown> {
  const [row] = await kernel.database.query<{ native: { native: unknown } | null }>(
    'select native from messages where id = $1',
    [id],
  )
  if (!row) throw refuse('not_found')
  return row.native?.native ?? null
}

export interface ThreadQuery {
  limit: number
  cursor?: string
  before?: string
  after?: string
  around?: string
  at?: string
}

/**
 * A page of a thread, newest first. `before`, `after` and `around` are message ids; `at` is a time: what is around the first
 * message from then on, or the newest page where nothing was said since. Two statements, three where there are two sides.
 */
export async function listMessages(
  kernel: Part,
  chatId: string,
  query: ThreadQuery,
): Promise<{ items: Message[]; nextCursor: string | null }> {
  const [chat] = await kernel.database.query<{ first: string | null }>(
    `select (select m.id::text from messages m where m.chat_id = c.id and m.part_of is null and m.sent_at >= $2::timestamptz
       order by m.sent_at, m.id limit 1) as first from chats c where c.id = $1`,
    [chatId, query.at ?? null],
  )
  if (!chat) throw refuse('not_found')
  const { limit } = query
  const around = query.around ?? chat.first
  if (around) return pageAround(kernel, chatId, { around, limit })
  if (query.after) {
    const newer = await page(kernel, chatId, { anchor: query.after, direction: 'newer', limit })
    return { items: newer.reverse(), nextCursor: null }
  }
  const anchor = query.cursor ? readCursor(query.cursor) : query.before
  const items = await page(kernel, chatId, { ...(anchor && { anchor }), direction: 'older', limit })
  return { items, nextCursor: cursorAfter(items, limit) }
}

async function pageAround(
  kernel: Part,
  chatId: string,
  { around, limit }: { around: string; limit: number },
): Promise<{ items: Message[]; nextCursor: string | null }> {
  const half = Math.ceil(limit / 2)
  const older = await page(kernel, chatId, {
    anchor: around,
    direction: 'older',
    isInclusive: true,
    limit: half,
  })
  const newer = await page(kernel, chatId, {
    anchor: around,
    direction: 'newer',
    limit: limit - half,
  })
  return { items: [...newer.reverse(), ...older], nextCursor: cursorAfter(older, half) }
}

interface Page {
  anchor?: string
  direction: 'older' | 'newer'
  isInclusive?: boolean
  limit: number
}

async function page(
  kernel: Part,
  chatId: string,
  { anchor, direction, isInclusive = false, limit }: Page,
): Promise<Message[]> {
  const order = direction === 'older' ? 'desc' : 'asc'
  const compare = `${direction === 'older' ? '<' : '>'}${isInclusive ? '=' : ''}`
  // the anchor may have been deleted since: its id alone still orders
  const where = anchor
    ? `and (m.sent_at, m.id) ${compare} (select coalesce((select sent_at from messages where id = $3 and chat_id = $1), (select created_at from messages where id <= $3 and chat_id = $1 order by id desc limit 1), '-infinity'), $3::bigint)`
    : ''
  const rows = await kernel.database.query<Row>(
    `select ${columns} from (
       select * from messages m where m.chat_id = $1 and m.part_of is null ${where} order by m.sent_at ${order}, m.id ${order} limit $2
     ) m ${parts} order by m.sent_at ${order}, m.id ${order}`,
    anchor ? [chatId, limit, anchor] : [chatId, limit],
  )
  return rows.map((row) => toMessage(kernel, row))
}

// a thread's cursor is the id of its last message: nothing in it is worth sealing
function readCursor(cursor: string): string {
  if (!/^m[1-9]\d{0,17}$/.test(cursor)) throw refuse('bad_cursor')
  return cursor.slice(1)
}

function cursorAfter(items: readonly Message[], limit: number): string | null {
  return items.length < limit ? null : `m${items.at(-1)!.id}`
}

function toMessage(kernel: Part, row: Row): Message {
  const { id, chatId, clientId, direction, kind, text, content, status, externalId, replyToId } =
    row
  return {
    id,
    chatId,
    clientId,
    direction,
    kind,
    text,
    content,
    status,
    externalId,
    replyToId,
    attachments: (row.attachments ?? []).map((each): Attachment => toAttachment(kernel, each)),
    reactions: row.reactions ?? [],
    author: { type: row.authorType, id: row.authorId, name: row.authorName },
    failure: toFailure(row),
    scheduledAt: iso(row.scheduledAt),
    sentAt: row.sentAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    editedAt: iso(row.editedAt),
    edits: (row.edits ?? []).map((edit) => ({
      text: edit.text,
      at: new Date(edit.at).toISOString(),
    })),
    deletedAt: iso(row.deletedAt),
    ...holdOf(kernel, row),
    ...(kind === 'unsupported' && row.native && { native: row.native.native }),
  }
}

function holdOf({ now }: Pick<Kernel, 'now'>, { doubtAt }: Row): Pick<Message, 'holdsUntil'> {
  const until = doubtAt && new Date(doubtAt.getTime() + doubtSeconds * 1000)
  return until && until > now() ? { holdsUntil: until.toISOString() } : {}
}

function iso(time: Date | null): string | null {
  return time && time.toISOString()
}

function toFailure({ failure, status }: Row): Message['failure'] {
  if (status === 'unknown' && !failure)
    return {
      kind: 'unknown',
      code: null,
      message: 'The answer was lost: check with the customer before you send it again.',
      detail: null,
      retryable: true,
    }
  if (!failure) return null
  return {
    kind: failure.kind,
    code: failure.code ?? null,
    message: failure.userMessage ?? failure.message,
    detail: failure.userMessage ? failure.message : null,
    retryable:
      status === 'unknown' ||
      !['window_closed', 'unsupported', 'recipient', 'blocked'].includes(failure.kind),
  }
}
