/** What was said before the connection: fetched page by page where a platform keeps it, quietly, and resumed after a restart. */
import type { Failure, Json, PastPage } from './adapter.ts'
import { itemsOf, writeItems } from './batch.ts'
import type { OpenConnection } from './connections.ts'
import type { Sql } from './database.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import { openKnown } from './identities.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import { readEvents } from './reading.ts'
import { adapterOf } from './upkeep.ts'

/** How far an import has come; kept as a fact of its connection. */
interface Progress {
  readonly state: 'running' | 'done' | 'failed'
  /** ms. */
  readonly until: number
  readonly notBefore?: number
  readonly from?: Json
  readonly chats: number
  readonly messages: number
}
interface Running {
  readonly connection: OpenConnection
  readonly fact: string
  /** As it is in the table: who finds it changed has lost the race. */
  readonly value: string
  readonly progress: Progress
}

/** Once for a connection, unless a person asks again, or it was refused before. */
export async function beginPast(
  kernel: Kernel,
  id: string,
  { isAgain }: { isAgain: boolean },
): Promise<void> {
  const connection = await kernel.connections.get(id)
  if (!connection) throw refuse('not_found')
  if (!adapterOf(kernel, connection.channel).past) {
    if (!isAgain) return
    throw refuse('unsupported', { detail: 'This channel does not keep earlier chats for us' })
  }
  const until = kernel.now().getTime()
  const progress: Progress = { state: 'running', until, chats: 0, messages: 0 }
  await kernel.database.query(
    `insert into facts (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value
       where $3::boolean or facts.value::jsonb->>'state' = 'failed'`,
    [`past:${id}`, JSON.stringify(progress), isAgain],
  )
}

/** One page of every import that is under way. Two processes may do it at once: one of them writes. */
export async function importPast(kernel: Kernel): Promise<void> {
  const rows = await kernel.database.query<{ name: string; value: string }>(
    "select name, value from facts where name like 'past:%'",
  )
  for (const { name, value } of rows) {
    const progress = JSON.parse(value) as Progress
    if (progress.state !== 'running' || (progress.notBefore ?? 0) > kernel.now().getTime()) continue
    const connection = await kernel.connections.get(name.slice('past:'.length))
    // with a good token it goes on
    if (!connection || connection.status === 'needs_reconnect' || connection.status === 'disabled')
      continue
    await importPage(kernel, { connection, fact: name, value, progress })
  }
}

const dayMs = 86_400_000
const maxAgeMs = 180 * dayMs
const maxChats = 5000

async function importPage(kernel: Kernel, running: Running): Promise<void> {
  const { connection, progress } = running
  const page = await adapterOf(kernel, connection.channel).past?.(connection, {
    ...kernel.callContext(connection.channel),
    ...(progress.from !== undefined && { from: progress.from }),
    since: progress.until - maxAgeMs,
    until: progress.until,
  })
  if (!page) return
  if ('failure' in page) return stumble(kernel, running, page.failure)
  const chats = progress.chats + page.chats
  const { from: _from, notBefore: _notBefore, ...rest } = progress
  const isOver = page.next === undefined || chats >= maxChats
  await write(kernel, running, {
    page,
    next: {
      ...rest,
      chats,
      messages: progress.messages + page.events.length,
      ...(isOver ? { state: 'done' } : { from: page.next! }),
    },
  })
}

async function write(
  kernel: Kernel,
  running: Running,
  { page, next }: { page?: PastPage; next: Progress },
): Promise<void> {
  const raw = {
    method: 'POST',
    path: 'past',
    query: {},
    headers: {},
    body: new Uint8Array(),
    receivedAt: kernel.now().getTime(),
  } as const
  const { channel, id } = running.connection
  const events = page?.events ?? []
  const read = await readEvents({ raw, channel, events }, kernel.connections)
  const known = openKnown()
  await change(kernel, async (tx, facts) => {
    if (!(await advance(tx, running, next))) return
    const written = await writeItems(tx, itemsOf([read]), { known, now: kernel.now() })
    facts.push(...written.events, { type: 'connection.updated', subject: id })
    await openWindows(
      tx,
      written.events.map(({ chatId }) => chatId ?? ''),
    )
  })
  if (events.length > 0) kernel.bus.publish('media', null)
}

async function advance(
  tx: Sql,
  { connection, fact, value }: Running,
  next: Progress,
): Promise<boolean> {
  const rows = await tx.query(
    'update facts set value = $3 where name = $1 and value = $2 returning 1',
    [fact, value, JSON.stringify(next)],
  )
  if (rows.length === 0) return false
  await tx.query('update connections set detail = detail || $2::jsonb where id = $1', [
    connection.id,
    JSON.stringify({ 'earlier chats': wordsOf(next) }),
  ])
  return true
}

function wordsOf({ state, chats, messages }: Progress): string {
  if (state === 'done' && messages === 0) return 'none'
  const count = `${counted(messages, 'message')} of ${counted(chats, 'chat')}`
  if (state === 'failed') return `${count}; the platform gave no more`
  return state === 'done' ? count : `${count} so far`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** What a person wrote lately opens the platform's window, whenever we hear of it. */
async function openWindows(tx: Sql, chatIds: readonly string[]): Promise<void> {
  await tx.query(
    `update chats c set last_in_at = greatest(c.last_in_at, m.at)
     from (select chat_id, max(sent_at) as at from messages
       where chat_id = any($1::bigint[]) and direction = 'in' and kind <> 'system' group by chat_id) m
     where c.id = m.chat_id and coalesce(c.last_in_at, '-infinity') < m.at`,
    [[...new Set(chatIds.filter(Boolean))]],
  )
}

const pauseMs = 60_000

/** Whatever may pass is tried again; a refusal for good ends the import, and is no fault of the connection. */
async function stumble(kernel: Kernel, running: Running, failure: Failure): Promise<void> {
  const { connection, progress } = running
  const { kind, code } = redact(failure, Object.values(connection.secrets).map(String))
  kernel.log.warn({ connectionId: connection.id, kind, code }, 'earlier chats could not be read')
  const notBefore = kernel.now().getTime() + Math.max(failure.retryAfterMs ?? 0, pauseMs)
  const isPassing = failure.retry === 'later' || kind === 'auth'
  await write(kernel, running, {
    next: isPassing ? { ...progress, notBefore } : { ...progress, state: 'failed' },
  })
}
