/** What a user has read: one number a chat, since messages that came in are counted. */
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'

type Part = Pick<Kernel, 'database' | 'bus'>

/** Everything in the chat is read, by this user. */
export function markRead(kernel: Part, chatId: string, userId: string): Promise<void> {
  return write(kernel, { chatId, userId, count: 'c.inbound_count' })
}

/** The newest message of the contact is unread again. */
export function markUnread(kernel: Part, chatId: string, userId: string): Promise<void> {
  return write(kernel, { chatId, userId, count: 'greatest(0, c.inbound_count - 1)' })
}

// only the user's own screens are told, and only of a change
function write(
  kernel: Part,
  { chatId, userId, count }: { chatId: string; userId: string; count: string },
): Promise<void> {
  return change(kernel, async (tx, events) => {
    const [row] = await tx.query<{ isChanged: boolean }>(
      `with chat as (select c.id, ${count} as count from chats c where c.id = $1),
       written as (
         insert into reads (user_id, chat_id, inbound_count) select $2, id, count from chat
         on conflict (user_id, chat_id) do update set inbound_count = excluded.inbound_count
           where reads.inbound_count <> excluded.inbound_count
         returning 1)
       select exists (select from written) as "isChanged" from chat`,
      [chatId, userId],
    )
    if (!row) throw refuse('not_found')
    if (row.isChanged) events.push({ type: 'chat.updated', subject: chatId, chatId, userId })
  })
}
