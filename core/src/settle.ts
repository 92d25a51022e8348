/** What a send came to: written under the fence, with everything that follows from it. */
import { setTimeout as wait } from 'node:timers/promises'

import type { Failure, SendResult } from './adapter.ts'
import { isOutage } from './batch.ts'
import type { Claimed } from './claims.ts'
import type { Sql } from './database.ts'
import { apply, type Effect } from './effects.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'

const maxAttempts = 10
/** A connection whose account needs attention is tried again after this. */
const attentionMs = 15 * 60_000

/** A worker whose lease was taken over writes nothing. */
export async function settle(kernel: Kernel, message: Claimed, result: SendResult): Promise<void> {
  kernel.meters.sent(message.connection.channel, result.ok ? 'sent' : result.failure.kind)
  await writeFirmly(kernel, message, result)
  if (!result.ok && result.failure.scope === 'connection')
    kernel.connections.changed(message.connection.id)
}

/** The platform has answered: a database that is away for a moment must not turn its answer into doubt. */
async function writeFirmly(kernel: Kernel, message: Claimed, result: SendResult): Promise<void> {
  let sure = result
  for (let waitMs = 250; ; waitMs *= 2) {
    try {
      return await write(kernel, message, sure)
    } catch (error) {
      const isTaken = (error as { code?: string }).code === '23505'
      if (waitMs > 8000 || !(isTaken || isOutage(error))) throw error
      if (!isTaken) await wait(waitMs)
      // an echo that was stored between our two statements is there to be found now; else the id is another message's
      else if (waitMs > 250) sure = inDoubt(kernel, message, result)
    }
  }
}

function inDoubt(kernel: Kernel, { id: messageId }: Claimed, result: SendResult): SendResult {
  kernel.log.error({ messageId }, 'the platform gave an id that another message has')
  return result.ok ? { ...result, ids: [] } : result
}

function write(kernel: Kernel, message: Claimed, result: SendResult): Promise<void> {
  return change(kernel, async (tx, events) => {
    const isMine = result.ok
      ? await succeed(tx, message, { result, kernel, events })
      : await fail(tx, message, { failure: result.failure, kernel, events })
    if (!isMine) return
    const { headId, chatId } = message
    events.push(
      { type: 'message.updated', subject: headId, chatId },
      { type: 'chat.updated', subject: chatId, chatId },
    )
  })
}

interface Succeeding {
  result: Extract<SendResult, { ok: true }>
  kernel: Kernel
  events: NewEvent[]
}

async function succeed(
  tx: Sql,
  message: Claimed,
  { result, kernel, events }: Succeeding,
): Promise<boolean> {
  const [id = null] = result.ids
  if (id) await dropTwin(tx, message, { externalId: id, events })
  const rows = await tx.query(
    `update messages set external_id = coalesce(external_id, $3), lease_until = null, failure = null,
       status = case when status in ('sending', 'unknown', 'queued') then $4 else status end, status_at = now()
     where id = $1 and fence = $2 returning 1`,
    [message.id, message.fence, id, id ? 'sent' : 'unknown'],
  )
  if (rows.length === 0) return false
  if (id) await applyWaiting(tx, message, { externalId: id, now: kernel.now() })
  await slowDown(tx, message, result)
  if (result.learned)
    await learn(tx, message, [result.learned.id, ...(result.learned.aliases ?? [])])
  return true
}

/** The allowance runs out: a quarter of a second at 80 percent of it, a minute at 100, or as long as the platform says. */
async function slowDown(
  tx: Sql,
  { connection }: Claimed,
  { usage = 0, regainMs = 0 }: Succeeding['result'],
): Promise<void> {
  if (usage < 80) return
  const growingMs = 250 * 2 ** ((Math.min(usage, 100) - 80) / 2.5)
  await pauseFor(
    tx,
    ['connections', connection.id],
    usage < 100 ? growingMs : regainMs || growingMs,
  )
}

/** An echo without our key came first and stands as a message of its own: it was this one. */
async function dropTwin(
  tx: Sql,
  { id, connection, chatId, fence }: Claimed,
  { externalId, events }: { externalId: string; events: NewEvent[] },
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `delete from messages where connection_id = $1 and external_id = $2 and author_type = 'external' and step is null
       and exists (select from messages where id = $3 and fence = $4) returning id::text`,
    [connection.id, externalId, id, fence],
  )
  for (const twin of rows)
    events.push({
      type: 'message.deleted',
      subject: twin.id,
      chatId,
      data: { id: twin.id, chatId },
    })
}

/** A status may have overtaken our own answer. */
async function applyWaiting(
  tx: Sql,
  message: Claimed,
  { externalId, now }: { externalId: string; now: Date },
): Promise<void> {
  const rows = await tx.query<{ effect: Effect }>(
    'delete from orphans where connection_id = $1 and target = $2 returning effect',
    [message.connection.id, externalId],
  )
  if (rows.length > 0)
    await apply(
      tx,
      rows.map(({ effect }) => effect),
      now,
    )
}

/** Ids of this person that the platform told in its answer lead to the same chat. */
async function learn(
  tx: Sql,
  { connection, chatId }: Claimed,
  ids: readonly string[],
): Promise<void> {
  await tx.query(
    `insert into identities (connection_id, external_id, contact_id, chat_id)
     select $1, e, c.contact_id, c.id from chats c, unnest($3::text[]) e where c.id = $2 and e <> '' on conflict do nothing`,
    [connection.id, chatId, [...new Set(ids)]],
  )
}

interface Failing {
  failure: Failure
  kernel: Kernel
  events: NewEvent[]
}

async function fail(
  tx: Sql,
  message: Claimed,
  { failure, kernel, events }: Failing,
): Promise<boolean> {
  const next = nextOf(message, failure)
  const rows = await tx.query(
    `update messages set status = $3, failure = $4, lease_until = null, status_at = now(),
       attempt = attempt - $5, next_at = now() + make_interval(secs => $6::float8 / 1000)
     where id = $1 and fence = $2 and status in ('sending', 'queued') returning 1`,
    [
      message.id,
      message.fence,
      next.status,
      JSON.stringify(failure),
      failure.retry === 'after_fix' && next.status === 'queued' ? 1 : 0,
      next.waitMs,
    ],
  )
  if (rows.length === 0) return false
  if (next.status === 'failed') await failParts(tx, message, failure)
  await pause(tx, message, failure)
  if (failure.scope === 'connection' && failure.retry === 'after_fix') {
    await hold(tx, message, failure)
    events.push({ type: 'connection.updated', subject: message.connection.id, chatId: null })
    kernel.log.warn(
      { connectionId: message.connection.id, code: failure.code, kind: failure.kind },
      'a connection needs attention',
    )
  }
  return true
}

/** Only a proof of non-acceptance leads back into the queue. */
export function nextOf(
  { adapter, attempt }: Pick<Claimed, 'adapter' | 'attempt'>,
  failure: Failure,
): { status: 'queued' | 'failed' | 'unknown'; waitMs: number } {
  if (!failure.certain && !adapter.capabilities.idempotentSend)
    return { status: 'unknown', waitMs: 0 }
  if (failure.retry === 'no') return { status: 'failed', waitMs: 0 }
  if (failure.retry === 'after_fix') return { status: 'queued', waitMs: 0 }
  if (attempt >= maxAttempts) return { status: 'failed', waitMs: 0 }
  // 1 s to 5 min, doubled, ± 20 %
  const backoffMs = Math.min(1000 * 2 ** (attempt - 1), 300_000) * (0.8 + Math.random() * 0.4)
  return {
    status: 'queued',
    waitMs: Math.max(backoffMs, Math.min(failure.retryAfterMs ?? 0, 3_600_000)),
  }
}

/** What follows in the same utterance makes no sense without what failed. */
async function failParts(tx: Sql, { headId, id }: Claimed, failure: Failure): Promise<void> {
  await tx.query(
    `update messages set status = 'failed', failure = $3, status_at = now(), fence = fence + 1 where part_of = $1 and id > $2 and status = 'queued'`,
    [headId, id, JSON.stringify(failure)],
  )
}

async function pause(tx: Sql, { connection, chatId }: Claimed, failure: Failure): Promise<void> {
  if (failure.kind !== 'rate_limit') return
  const isWhole = failure.scope === 'connection' || failure.scope === 'app'
  await pauseFor(
    tx,
    isWhole ? ['connections', connection.id] : ['chats', chatId],
    Math.max(failure.retryAfterMs ?? 1000, 1000),
  )
}

async function pauseFor(
  tx: Sql,
  [table, id]: readonly ['connections' | 'chats', string],
  ms: number,
): Promise<void> {
  await tx.query(
    `update ${table} set paused_until = greatest(paused_until, now() + make_interval(secs => $2::float8 / 1000)) where id = $1`,
    [id, Math.min(ms, 3_600_000)],
  )
}

/** A refused token stops sending until there is a good one; an account that needs attention is tried again later. */
async function hold(tx: Sql, { connection }: Claimed, failure: Failure): Promise<void> {
  const isDead = failure.kind === 'auth' || failure.kind === 'permission'
  const problem =
    failure.kind === 'auth'
      ? 'bad_credentials'
      : failure.kind === 'permission'
        ? 'missing_permission'
        : 'policy'
  await tx.query(
    `update connections set status = $2, problem = $3, detail = detail || jsonb_build_object('last failure', $4::text),
       paused_until = case when $5 then paused_until else now() + make_interval(secs => $6::float8 / 1000) end
     where id = $1 and status <> 'disabled'`,
    [
      connection.id,
      isDead ? 'needs_reconnect' : 'degraded',
      problem,
      failure.userMessage ?? failure.message,
      isDead,
      attentionMs,
    ],
  )
}
