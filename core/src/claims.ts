/** Claiming: which messages may go out now, one of each chat, taken by one worker at a time. */
import type { Failure } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import type { OpenConnection } from './connections.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { doubtSeconds } from './messages.ts'
import type { PlannedStep } from './steps.ts'
import { privateReply, windowFor } from './windows.ts'

export interface Claimed {
  id: string
  /** The message that the thread shows; the same as `id` unless this is a later part. */
  headId: string
  chatId: string
  identity: string
  lastInAt: Date | null
  step: PlannedStep
  window: string
  attempt: number
  fence: number
  connection: OpenConnection
  adapter: Adapter
}

const leaseSeconds = 90

// The conditions stand again in the locking part: what another worker took since the first look must not be taken twice.
// Order by id is order of queueing: ids are drawn while the chat is locked.
const statement = `
  with due as materialized (
    select distinct on (m.chat_id) m.id
    from messages m join chats c on c.id = m.chat_id join connections k on k.id = m.connection_id
    where m.status = 'queued' and m.next_at <= now() and (m.lease_until is null or m.lease_until < now())
      and k.status not in ('needs_reconnect', 'disabled') and coalesce(k.paused_until, '-infinity') <= now() and coalesce(c.paused_until, '-infinity') <= now()
      and not exists (
        select from messages p where p.chat_id = m.chat_id and p.connection_id = m.connection_id and p.id < m.id
          and ((p.status = 'queued' and coalesce(p.scheduled_at, '-infinity') <= now()) or p.status = 'sending'
            or (p.status = 'unknown' and p.status_at > now() - make_interval(secs => ${doubtSeconds}))))
    order by m.chat_id, m.id
  ), mine as materialized (
    select id from messages m where id in (select id from due) and status = 'queued' and next_at <= now() and (lease_until is null or lease_until < now())
    order by next_at for update skip locked limit $1
  )
  update messages m set lease_until = now() + make_interval(secs => ${leaseSeconds}), fence = m.fence + 1
  from mine, chats c where m.id = mine.id and c.id = m.chat_id
  returning m.id::text, coalesce(m.part_of, m.id)::text as "headId", m.chat_id::text as "chatId", m.connection_id::text as "connectionId",
    c.identity, c.last_in_at as "lastInAt", m.step, m."window", m.attempt + 1 as attempt, m.fence`

export async function claim(kernel: Kernel, limit: number): Promise<Claimed[]> {
  if (limit <= 0) return []
  const rows = await kernel.database.query<
    Omit<Claimed, 'connection' | 'adapter'> & { connectionId: string }
  >(statement, [limit])
  const claimed: Claimed[] = []
  for (const { connectionId, ...row } of rows) {
    const connection = await kernel.connections.get(connectionId)
    const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
    if (connection && adapter && row.step) claimed.push({ ...row, connection, adapter })
  }
  return claimed
}

/** Not its turn yet: back into the queue without an attempt. */
export async function release(
  kernel: Kernel,
  { id, fence }: Claimed,
  waitMs: number,
): Promise<void> {
  await kernel.database.query(
    `update messages set lease_until = null, next_at = now() + make_interval(secs => $3::float8 / 1000) where id = $1 and fence = $2 and status = 'queued'`,
    [id, fence, waitMs],
  )
}

/** A worker that died after its first byte leaves messages in doubt: they are shown as `unknown`, and never sent again by themselves. */
export async function recoverLost(kernel: Kernel): Promise<void> {
  const [lost] = await kernel.database.query(
    `select from messages where status = 'sending' and lease_until < now() limit 1`,
  )
  if (!lost) return
  await change(kernel, async (tx, events) => {
    const rows = await tx.query<{ headId: string; chatId: string }>(
      `update messages set status = 'unknown', lease_until = null, fence = fence + 1, status_at = now()
       where id in (select id from messages where status = 'sending' and lease_until < now() for update skip locked)
       returning coalesce(part_of, id)::text as "headId", chat_id::text as "chatId"`,
    )
    for (const { headId, chatId } of rows)
      events.push(
        { type: 'message.updated', subject: headId, chatId },
        { type: 'chat.updated', subject: chatId, chatId },
      )
  })
}

/** The window that lets it out now: the one that was open when it was queued may have closed, and another one need another tag. */
export function openNow(
  { now }: Pick<Kernel, 'now'>,
  { adapter, connection: { config }, lastInAt, step, window }: Claimed,
): string | undefined {
  if (window === privateReply) return window
  return windowFor(step.kind, { adapter, config, lastInAt, now: now() })
}

export const closedMeanwhile: Failure = {
  kind: 'window_closed',
  retry: 'no',
  scope: 'message',
  certain: true,
  message: 'the window closed before it was sent',
  userMessage:
    'The window for free text closed before this could be sent. Send a template instead.',
}
