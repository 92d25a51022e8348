/** The event log: thin rows (what happened to which thing), written in the transaction of the change itself. */
import type { Bus } from './bus.ts'
import type { Database, Sql, Transaction } from './database.ts'
import type { EventType } from './schemas/event.ts'

export interface NewEvent {
  type: EventType
  subject: string
  chatId?: string | null
  /** Only this user sees it. */
  userId?: string
  /** Where the thing itself will be gone when the event is read. */
  data?: unknown
}
export interface Event {
  id: string
  type: EventType
  subject: string
  chatId: string | null
  userId: string | null
  data: unknown
}

// The subselect takes the lock before the first id is drawn, and the commit releases it: cursors rise in commit order, over all processes.
// Refused: notify inside the transaction (one global lock too, without the order) and reading behind pg_snapshot_xmin (a long job would stall every screen).
export const eventLock = '(select pg_advisory_xact_lock(7201)) locked'
const insert = `
  insert into events (type, subject, chat_id, user_id, data)
  select e.type, e.subject, e.chat_id, e.user_id, e.data
  from ${eventLock}, unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[])
    with ordinality as e (type, subject, chat_id, user_id, data, n)
  order by e.n`

/** Appends in the caller's transaction; it must be the last statement before the commit, since all other writers wait for it. */
export async function append(sql: Sql, events: readonly NewEvent[]): Promise<void> {
  if (events.length > 0) await sql.query(insert, columnsOf(events))
}

export function columnsOf(events: readonly NewEvent[]): unknown[][] {
  return [
    events.map((event) => event.type),
    events.map((event) => event.subject),
    events.map((event) => event.chatId ?? null),
    events.map((event) => event.userId ?? null),
    events.map((event) => (event.data === undefined ? null : JSON.stringify(event.data))),
  ]
}

/** One change of state: the work and its events in one transaction; whoever listens is woken after the commit. */
export async function change<T>(
  kernel: { database: Database; bus: Bus },
  work: (tx: Transaction, events: NewEvent[]) => Promise<T>,
): Promise<T> {
  const events: NewEvent[] = []
  const result = await kernel.database.transaction(async (tx) => {
    const done = await work(tx, events)
    await tx.em.flush()
    await append(tx, events)
    return done
  })
  if (events.length > 0) kernel.bus.publish('events', null)
  return result
}

/** What came after the cursor, oldest first. */
export function since(sql: Sql, cursor: string, limit = 500): Promise<Event[]> {
  return sql.query<Event>(
    `select id::text, type, subject::text, chat_id::text as "chatId", user_id::text as "userId", data
     from events where id > $1 order by events.id limit $2`,
    [cursor, limit],
  )
}

// a sequence that was never drawn from already says 1
const drawn = '(select case when is_called then last_value else 0 end from events_id_seq)'

/** The ends of the log: a cursor before `oldest` or beyond `newest` cannot be continued. */
export async function endsOf(sql: Sql): Promise<{ oldest: string; newest: string }> {
  const [row] = await sql.query<{ oldest: string; newest: string }>(
    `select coalesce((select id - 1 from events order by id limit 1), ${drawn})::text as oldest,
            coalesce((select id from events order by id desc limit 1), ${drawn})::text as newest`,
  )
  return row!
}

/** Old events go; a client that was away longer is told to reload. */
export async function trim(sql: Sql, keepDays: number): Promise<void> {
  await sql.query(`delete from events where created_at < now() - make_interval(days => $1)`, [
    keepDays,
  ])
}
