/** Second thoughts: sending a failed or unknown message again, and taking back what has not left. */
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { getMessage } from './messages.ts'
import type { Message } from './schemas/message.ts'
import type { PlannedStep } from './steps.ts'
import { findTarget, openWindow } from './target.ts'
import { privateReply } from './windows.ts'

/** Sends a failed or unknown message again, all of its parts that did not go out. An agent's word is needed: the customer may have it already. */
export async function retryMessage(kernel: Kernel, id: string): Promise<Message> {
  const message = await getMessage(kernel, id)
  if (message.direction !== 'out' || (message.status !== 'failed' && message.status !== 'unknown'))
    throw refuse('not_retryable')
  const target = await findTarget(kernel, message.chatId)
  const rows = await kernel.database.query<{
    id: string
    step: PlannedStep | null
    window: string | null
  }>(
    `select id::text, step, "window" from messages where (id = $1 or part_of = $1) and status in ('failed', 'unknown') order by messages.id`,
    [id],
  )
  if (rows.some(({ step }) => !step))
    throw refuse('not_retryable', {
      detail: 'It was sent from elsewhere; only there can it be sent again',
    })
  const windowId =
    rows[0]?.window === privateReply
      ? privateReply
      : openWindow(target, { steps: rows.map(({ step }) => step!), at: kernel.now() })
  await change(kernel, async (tx, events) => {
    await tx.query(
      `update messages set status = 'queued', failure = null, external_id = null, attempt = 0, next_at = now(), lease_until = null, fence = fence + 1, "window" = $3, status_at = now(), scheduled_at = null
       where id = any($1::bigint[]) and status in ('failed', 'unknown') and (id = $2 or part_of = $2)`,
      [rows.map((row) => row.id), id, windowId],
    )
    events.push(
      { type: 'message.updated', subject: id, chatId: message.chatId },
      { type: 'chat.updated', subject: message.chatId, chatId: message.chatId },
    )
  })
  kernel.bus.publish('outbox', null)
  return getMessage(kernel, id)
}

/** Takes back what no worker has begun: a scheduled message, or one in its undo time. Its files are free again. */
export async function cancelMessage(kernel: Kernel, id: string): Promise<void> {
  const message = await getMessage(kernel, id)
  await change(kernel, async (tx, events) => {
    const rows = await tx.query(
      `select 1 from messages where (id = $1 or part_of = $1) and direction = 'out' and status = 'queued' and (lease_until is null or lease_until < now()) and author_type = 'user' for update`,
      [id],
    )
    const [all] = await tx.query<{ count: number }>(
      'select count(*)::int as count from messages where id = $1 or part_of = $1',
      [id],
    )
    if (rows.length === 0 || rows.length !== all!.count) throw refuse('not_cancellable')
    await tx.query('update attachments set message_id = null where message_id = $1', [id])
    await tx.query('delete from messages where id = $1', [id])
    await tx.query(
      `update chats c set last_message_id = n.id, last_message_at = n.sent_at
       from (select (select json_build_object('id', m.id, 'at', m.sent_at) from messages m where m.chat_id = $1 and m.part_of is null and not (m.kind = 'system' and m.direction = 'out') order by m.sent_at desc, m.id desc limit 1) as newest) x
       left join lateral (select (x.newest->>'id')::bigint as id, (x.newest->>'at')::timestamptz as sent_at) n on true
       where c.id = $1 and c.last_message_id = $2`,
      [message.chatId, id],
    )
    events.push(
      {
        type: 'message.deleted',
        subject: id,
        chatId: message.chatId,
        data: { id, chatId: message.chatId },
      },
      { type: 'chat.updated', subject: message.chatId, chatId: message.chatId },
    )
  })
}
