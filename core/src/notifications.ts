/** Notifications: what concerns one user, kept until read. */
import { openCursor, pageFrom, type Scope, sealCursor } from './cursors.ts'
import type { Sql } from './database.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Notification } from './schemas/desk.ts'
import { isoTime } from './text.ts'

export interface NewNotification {
  readonly userId: string
  readonly kind: 'mention' | 'assigned' | 'woken'
  readonly chatId: string
  readonly noteId?: string
  /** Who did it, or the first words. */
  readonly text: string
}

/** In the transaction of what it is about. */
export async function notify(
  sql: Sql,
  notifications: readonly NewNotification[],
  events: NewEvent[],
): Promise<void> {
  if (notifications.length === 0) return
  const rows = await sql.query<{ id: string; userId: string; chatId: string }>(
    `insert into notifications (user_id, kind, chat_id, note_id, text)
     select n."userId", n.kind, n."chatId", n."noteId", n.text
     from jsonb_to_recordset($1::jsonb) as n ("userId" bigint, kind text, "chatId" bigint, "noteId" bigint, text text)
     returning id::text, user_id::text as "userId", chat_id::text as "chatId"`,
    [JSON.stringify(notifications)],
  )
  for (const { id, userId, chatId } of rows)
    events.push({ type: 'notification.created', subject: id, userId, chatId })
}

const columns = `id::text, kind, chat_id::text as "chatId", note_id::text as "noteId", text, read_at as "readAt", created_at as "createdAt"`

export async function findNotifications(
  { database }: Pick<Kernel, 'database'>,
  ids: readonly string[],
): Promise<Notification[]> {
  const rows = await database.query<Notification>(
    `select ${columns} from notifications where id = any($1::bigint[]) order by notifications.id`,
    [ids],
  )
  return rows.map(toNotification)
}

export interface NotificationQuery {
  limit?: number
  cursor?: string
  unread?: boolean
}

/** One user's, newest first. */
export async function listNotifications(
  { database, config }: Pick<Kernel, 'database' | 'config'>,
  userId: string,
  { limit = 50, cursor, unread = false }: NotificationQuery,
): Promise<{ items: Notification[]; nextCursor: string | null; unreadCount: number }> {
  const scope: Scope = ['notifications', userId, unread]
  const [before] = cursor === undefined ? [null] : openCursor(config, scope, cursor)
  const rows = await database.query<Notification>(
    `select ${columns} from notifications
     where user_id = $1 and ($2::bigint is null or id < $2) and (not $3 or read_at is null) order by notifications.id desc limit $4`,
    [userId, before, unread, limit + 1],
  )
  const [row] = await database.query<{ count: number }>(
    'select count(*)::int as count from notifications where user_id = $1 and read_at is null',
    [userId],
  )
  const page = pageFrom(rows, limit, {
    toItem: toNotification,
    toCursor: ({ id }) => sealCursor(config, scope, [id]),
  })
  return { ...page, unreadCount: row!.count }
}

/** Those named, or all. The user's other screens hear of it by the same event. */
export async function readNotifications(
  kernel: Pick<Kernel, 'database' | 'bus'>,
  userId: string,
  ids?: readonly string[],
): Promise<void> {
  await change(kernel, async (tx, events) => {
    const rows = await tx.query<{ id: string }>(
      `update notifications set read_at = now()
       where user_id = $1 and read_at is null and ($2::bigint[] is null or id = any($2)) returning id::text`,
      [userId, ids ?? null],
    )
    if (rows.length > 0)
      events.push({
        type: 'notifications.read',
        subject: userId,
        userId,
        data: { ids: ids ? rows.map(({ id }) => id) : null },
      })
  })
}

function toNotification(row: Notification): Notification {
  return {
    ...row,
    readAt: row.readAt === null ? null : isoTime(row.readAt),
    createdAt: isoTime(row.createdAt),
  }
}
