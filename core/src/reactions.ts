/** Our reactions to a contact's messages: sent at once, kept when the platform took them. */
import { randomUUID } from 'node:crypto'

import type { Step } from './adapter.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import { getMessage } from './messages.ts'
import { platformRefusal } from './platform-refusal.ts'
import type { Message } from './schemas/message.ts'
import { channelOf } from './steps.ts'
import { findTarget, openWindow, type Target } from './target.ts'

/** `null` takes it back. Answers after the platform has, since a reaction has no status of its own to follow. */
export async function react(
  kernel: Kernel,
  messageId: string,
  { emoji, by }: { emoji: string | null; by: { name: string } },
): Promise<Message> {
  const message = await getMessage(kernel, messageId)
  const externalId = reactableId(message)
  const target = await findTarget(kernel, message.chatId)
  const step = { kind: 'reaction', target: externalId, emoji } as const
  checkReaction(target, step)
  const window = openWindow(target, { steps: [step], at: kernel.now() })
  const result = await target.adapter.send(step, {
    ...kernel.callContext(target.connection.channel),
    connection: target.connection,
    to: { id: target.identity },
    window,
    key: `r.${randomUUID()}`,
    attempt: 1,
  })
  if (!result.ok)
    throw platformRefusal(
      redact(result.failure, Object.values(target.connection.secrets).map(String)),
    )
  await change(kernel, async (tx, events) => {
    await tx.query(
      `insert into reactions (message_id, actor, name, emoji, at) values ($1, 'business', $2, $3, now())
       on conflict (message_id, actor) do update set emoji = excluded.emoji, name = excluded.name, at = excluded.at`,
      [messageId, by.name, emoji],
    )
    events.push({ type: 'message.updated', subject: messageId, chatId: message.chatId })
  })
  return getMessage(kernel, messageId)
}

function reactableId({ kind, content, externalId, deletedAt }: Message): string {
  const isComment = kind === 'share' && content?.['what'] === 'comment'
  if (externalId && !deletedAt && kind !== 'system' && !isComment) return externalId
  throw refuse('unsupported', { detail: 'This message cannot be reacted to' })
}

function checkReaction(
  { adapter, connection: { config }, identity }: Target,
  step: Extract<Step, { kind: 'reaction' }>,
): void {
  const { capabilities, name } = channelOf(adapter, config)
  if (capabilities.reaction === 'rejected')
    throw refuse('unsupported', { detail: `${name} has no reactions` })
  const known = capabilities.reactionEmoji
  if (step.emoji && known && !known.includes(step.emoji)) {
    const errors = [{ pointer: '/emoji', message: 'is not possible on this channel' }]
    throw refuse('invalid', { detail: `${name} knows only ${known.join(' ')}`, errors })
  }
  const fault = adapter.faultOf?.(step, { config, to: { id: identity } })
  if (fault) throw refuse('unsupported', { detail: fault })
}
