/** Putting a message into the outbox: checked, planned and written with its events in one transaction. A queued message is the outbox. */
import { attachedUploads } from './attached-uploads.ts'
import type { Sql } from './database.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { findMessages, getMessage } from './messages.ts'
import { plan } from './plan.ts'
import { findQuoted, privateReplyWindow } from './quoted.ts'
import type { Message, NewMessage } from './schemas/message.ts'
import { channelOf, type Plan, type PlannedStep, type Upload } from './steps.ts'
import { findTarget, openWindow, type Target } from './target.ts'
import { planTemplate } from './template-use.ts'

export interface Sender {
  id: string
  name: string
}
/** Queues what a person sends. The same `clientId` again gives the same message; another chat's is refused. */
export async function queueMessage(
  kernel: Kernel,
  input: NewMessage,
  sender: Sender,
): Promise<Message> {
  const known = await findByClientId(kernel, input)
  if (known) return known
  const target = await findTarget(kernel, input.chatId)
  checkMovedOn(input, target, sender)
  checkControl(target)
  const quoted = input.replyToId
    ? await findQuoted(kernel, input.chatId, input.replyToId)
    : undefined
  const replyTo = quoted?.externalId
  const uploads = await uploadsFor(kernel, input, { target, sender })
  const planned = await planFor(kernel, input, { target, uploads, ...(replyTo && { replyTo }) })
  const { steps } = planned
  checkFaults(target, steps)
  const sendAt = scheduleOf(input, kernel.now())
  const windowId =
    (await privateReplyWindow(kernel, target, { quoted, steps })) ??
    openWindow(target, { steps, at: sendAt ?? kernel.now() })
  const id = await change(kernel, async (tx, events) => {
    const written = await write(tx, {
      input,
      target,
      planned,
      sender,
      sendAt,
      windowId,
      replyTo: replyTo ?? null,
      now: kernel.now(),
    })
    if (!written) return undefined
    events.push(
      { type: 'message.created', subject: written, chatId: input.chatId },
      { type: 'chat.updated', subject: input.chatId, chatId: input.chatId },
    )
    return written
  })
  if (!id) return (await findByClientId(kernel, input))!
  kernel.bus.publish('outbox', null)
  return getMessage(kernel, id)
}

async function findByClientId(
  kernel: Kernel,
  { clientId, chatId }: NewMessage,
): Promise<Message | undefined> {
  const [row] = await kernel.database.query<{ id: string; chatId: string }>(
    'select id::text, chat_id::text as "chatId" from messages where client_id = $1',
    [clientId],
  )
  if (!row) return undefined
  if (row.chatId !== chatId) throw refuse('client_id_reused')
  return (await findMessages(kernel, [row.id]))[0]
}

// two people answering one customer at once: the second sees the first one's words before theirs go out
function checkMovedOn({ seenMessageId }: NewMessage, { newestOut }: Target, sender: Sender): void {
  if (seenMessageId === undefined || !newestOut || newestOut.authorId === sender.id) return
  if (BigInt(newestOut.id) > BigInt(seenMessageId))
    throw refuse('chat_moved_on', {
      detail: `${newestOut.name ?? 'Somebody'} has answered since`,
      extra: { messageId: newestOut.id },
    })
}

function checkFaults(
  { adapter, connection: { config }, identity }: Target,
  steps: readonly PlannedStep[],
): void {
  for (const step of steps) {
    if (step.kind === 'media') continue
    const detail = adapter.faultOf?.(step, { config, to: { id: identity } })
    if (detail) throw refuse('invalid', { detail })
  }
}

// the platform would refuse it, and whoever has the chat would be talked over
function checkControl({ adapter, connection, standby }: Target): void {
  const { capabilities, name } = channelOf(adapter, connection.config)
  if (standby && capabilities.handover === 'full')
    throw refuse('standby', {
      detail: `Another app answers this chat on ${name}. Take it over first`,
    })
}

async function uploadsFor(
  kernel: Kernel,
  { attachmentIds, voice, sticker, template }: NewMessage,
  { target: { adapter, connection }, sender }: { target: Target; sender: Sender },
): Promise<Upload[]> {
  if (!attachmentIds) return []
  const { limits } = channelOf(adapter, connection.config)
  return attachedUploads(kernel, attachmentIds, {
    senderId: sender.id,
    wish: { limits, ...(!template && { voice, sticker }) },
  })
}

interface Planning {
  target: Target
  uploads: readonly Upload[]
  replyTo?: string
}

async function planFor(
  kernel: Kernel,
  input: NewMessage,
  { target, uploads, ...reply }: Planning,
): Promise<Plan> {
  const channel = channelOf(target.adapter, target.connection.config)
  if (!input.template) return plan(input, channel, { uploads, ...reply })
  if (channel.capabilities.template === 'rejected') {
    const errors = [{ pointer: '/template', message: 'is not possible on this channel' }]
    throw refuse('unsupported', { detail: `${channel.name} has no templates`, errors })
  }
  return planTemplate(kernel, input.template, { connection: target.connection, uploads })
}

function scheduleOf({ sendAt }: NewMessage, now: Date): Date | undefined {
  if (!sendAt) return undefined
  const at = new Date(sendAt)
  if (Number.isNaN(at.getTime()) || at <= now || at.getTime() > now.getTime() + 366 * 86_400_000)
    throw refuse('invalid', {
      errors: [{ pointer: '/sendAt', message: 'must be within the next year' }],
    })
  return at
}

interface Written {
  input: NewMessage
  target: Target
  planned: Plan
  sender: Sender
  sendAt: Date | undefined
  windowId: string
  replyTo: string | null
  now: Date
}

/** The head carries what the thread shows and the first step; every further provider message is a part of it. */
async function write(sql: Sql, written: Written): Promise<string | undefined> {
  const { input, now } = written
  await sql.query('select from chats where id = $1 for update', [input.chatId])
  const id = await writeHead(sql, written)
  if (!id) return undefined
  if (written.planned.steps.length > 1) await writeParts(sql, id, written)
  if (input.attachmentIds) {
    await sql.query(
      `update attachments a set message_id = $1, position = g.n::int - 1
       from unnest($2::uuid[]) with ordinality as g (id, n) where a.id = g.id`,
      [id, input.attachmentIds],
    )
  }
  await sql.query(
    `update chats set last_message_id = $2, last_message_at = greatest(last_message_at, $3), waiting_since = null,
       status = case when status = 'closed' then 'open' else status end where id = $1`,
    [input.chatId, id, now],
  )
  return id
}

async function writeHead(sql: Sql, written: Written): Promise<string | undefined> {
  const { input, target, planned, sender, sendAt = null, windowId, replyTo, now } = written
  const [head] = await sql.query<{ id: string }>(
    `insert into messages (chat_id, connection_id, client_id, direction, kind, text, content, reply_to, author_type, author_id, author_name,
       status, step, "window", sent_at, scheduled_at, next_at, status_at)
     values ($1, $2, $3, 'out', $4, $5, $6, $7, 'user', $8, $9, 'queued', $10, $11, $12, $13, coalesce($13, now()), now())
     on conflict (client_id) where client_id is not null do nothing returning id::text`,
    [
      input.chatId,
      target.connection.id,
      input.clientId,
      planned.kind,
      planned.text,
      jsonOf(planned.content),
      replyTo,
      sender.id,
      sender.name,
      JSON.stringify(planned.steps[0]),
      windowId,
      now,
      sendAt,
    ],
  )
  return head?.id
}

async function writeParts(sql: Sql, headId: string, written: Written): Promise<void> {
  const { input, target, planned, sender, sendAt = null, windowId, now } = written
  const steps = JSON.stringify(planned.steps.slice(1))
  await sql.query(
    `insert into messages (chat_id, connection_id, part_of, direction, kind, author_type, author_id, author_name, status, step, "window", sent_at, scheduled_at, next_at, status_at)
     select $1, $2, $3, 'out', s->>'kind', 'user', $4, $5, 'queued', s, $6, $7, $8, coalesce($8, now()), now()
     from jsonb_array_elements($9::jsonb) with ordinality as e (s, n) order by n`,
    [
      input.chatId,
      target.connection.id,
      headId,
      sender.id,
      sender.name,
      windowId,
      now,
      sendAt,
      steps,
    ],
  )
}

function jsonOf(content: Record<string, unknown>): string | null {
  return Object.keys(content).length > 0 ? JSON.stringify(content) : null
}
