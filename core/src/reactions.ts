/** Our reactions to a contact's messages: sent at once, kept when the platform took them. */
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { getMessage } from './messages.ts'
import type { Message } from './schemas/message.ts'
import { sendNow } from './send-now.ts'
import { channelOf } from './steps.ts'
import { findTarget, type Target } from './target.ts'

/** `null` takes it back. Answers after the platform has, since a reaction has no status of its own to follow. */
export async function react(
  kernel: Kernel,
  messageId: string,
  { emoji, by }: { emoji: string | null; by: { name: string } },
): Promise<Message> {
  const message = await getMessage(kernel, messageId)
  const { externalId, chatId } = message
  if (!externalId || !canHaveReactions(message))
    throw refuse('unsupported', { detail: 'This message cannot be reacted to' })
  const target = await findTarget(kernel, chatId)
  checkEmoji(target, emoji)
  await sendNow(kernel, target, { kind: 'reaction', target: externalId, emoji })
  await change(kernel, async (tx, events) => {
    await tx.query(
      `insert into reactions (message_id, actor, name, emoji, at) values ($1, 'business', $2, $3, now())
       on conflict (message_id, actor) do update set emoji = excluded.emoji, name = excluded.name, at = excluded.at`,
      [messageId, by.name, emoji],
    )
    events.push({ type: 'message.updated', subject: messageId, chatId })
  })
  return getMessage(kernel, messageId)
}

/** Not what is gone, the lines of a platform, and what stands in public. */
function canHaveReactions({ kind, content, deletedAt }: Message): boolean {
  return !deletedAt && kind !== 'system' && content?.['what'] !== 'comment'
}

function checkEmoji({ adapter, connection }: Target, emoji: string | null): void {
  const { capabilities, name } = channelOf(adapter, connection.config)
  if (capabilities.reaction === 'rejected')
    throw refuse('unsupported', { detail: `${name} has no reactions` })
  const { reactionEmoji } = capabilities
  if (emoji && reactionEmoji && !reactionEmoji.includes(emoji))
    throw refuse('invalid', {
      detail: `${name} knows only ${reactionEmoji.join(' ')}`,
      errors: [{ pointer: '/emoji', message: 'is not possible on this channel' }],
    })
}
