/** Keeps the words of messages in their own table, outside the hot transactions and never far behind them. */
import type { Sql } from './database.ts'
import type { Kernel } from './kernel.ts'

const batch = 1000
const mostBatches = 50

/** Follows the event log, which names every message that came or changed in commit order; what is older is swept once, newest first. Says how many messages it looked at. */
export async function indexMessages({ database }: Pick<Kernel, 'database'>): Promise<number> {
  let total = 0
  for (let i = 0; i < mostBatches; i++) {
    const count = await database.hotTransaction(indexSome)
    total += count
    if (count === 0) break
  }
  return total
}

interface State {
  /** The last event that was followed. */
  cursor: string
  /** Messages from here on downwards are still to be swept; `0` when all are. */
  sweep: string
}

async function indexSome(sql: Sql): Promise<number> {
  const state = await takeState(sql)
  if (!state) return 0
  const events = await sql.query<{ id: string; subject: string; isMessage: boolean }>(
    `select id::text, subject::text, type in ('message.created', 'message.updated') as "isMessage"
     from events where id > $1 order by events.id limit $2`,
    [state.cursor, batch],
  )
  if (events.length > 0) {
    const ids = events.filter(({ isMessage }) => isMessage).map(({ subject }) => subject)
    await write(sql, [...new Set(ids)])
    await keepState(sql, { ...state, cursor: events.at(-1)!.id })
    return events.length
  }
  if (state.sweep === '0') return 0
  const older = await sql.query<{ id: string }>(
    'select id::text from messages where id <= $1 order by messages.id desc limit $2',
    [state.sweep, batch],
  )
  await write(
    sql,
    older.map(({ id }) => id),
  )
  const last = older.at(-1)
  await keepState(sql, { ...state, sweep: last ? String(BigInt(last.id) - 1n) : '0' })
  return older.length
}

// one process at a time; a log that was trimmed past our place, or a first start, means a sweep of everything
async function takeState(sql: Sql): Promise<State | undefined> {
  await sql.query(`insert into facts (name, value) values ('search', '') on conflict do nothing`)
  const [row] = await sql.query<{ value: string; oldest: string; newest: string; top: string }>(
    `select value, coalesce((select min(id) - 1 from events), 0)::text as oldest, coalesce((select max(id) from events), 0)::text as newest,
       coalesce((select max(id) from messages), 0)::text as top
     from facts where name = 'search' for update skip locked`,
  )
  if (!row) return undefined
  const state = row.value ? (JSON.parse(row.value) as State) : undefined
  if (state && BigInt(state.cursor) >= BigInt(row.oldest)) return state
  return { cursor: row.newest, sweep: row.top }
}

async function keepState(sql: Sql, state: State): Promise<void> {
  await sql.query(`update facts set value = $1 where name = 'search'`, [JSON.stringify(state)])
}

// a receipt changes no words: only new, edited and deleted messages are written. Names of files count as words.
async function write(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `with given as materialized (
       select m.id, m.chat_id, m.deleted_at is null and m.kind <> 'system' and m.part_of is null as is_shown, m.edited_at is not null as is_edited,
         concat_ws(' ', m.text, (select string_agg(a.name, ' ') from attachments a where a.message_id = m.id)) as text
       from messages m where m.id = any($1::bigint[]) for key share of m
     ), gone as (
       delete from message_search s using given g where s.message_id = g.id and (not g.is_shown or g.text = '')
     )
     insert into message_search (message_id, chat_id, words)
     select id, chat_id, words_of(text) from given g
     where is_shown and text <> '' and (is_edited or not exists (select from message_search s where s.message_id = g.id))
     on conflict (message_id) do update set words = excluded.words`,
    [ids],
  )
}
