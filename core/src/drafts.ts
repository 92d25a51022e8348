/** Drafts: what a person has begun to write in a chat, kept on the server so that any device goes on with it. */
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Draft } from './schemas/desk.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus'>
export interface DraftPlace {
  userId: string
  chatId: string
  mode: 'reply' | 'note'
}
export interface DraftContent {
  text: string
  attachmentIds?: readonly string[]
  replyToId?: string | null
}

export async function listDrafts(
  { database }: Part,
  { userId, chatId }: Omit<DraftPlace, 'mode'>,
): Promise<Draft[]> {
  const rows = await database.query<Omit<Draft, 'updatedAt'> & { updatedAt: Date }>(
    `select mode, text, attachment_ids::text[] as "attachmentIds", reply_to_id::text as "replyToId", updated_at as "updatedAt"
     from drafts where user_id = $1 and chat_id = $2 order by mode desc`,
    [userId, chatId],
  )
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}

/** An empty one is gone. The person's other screens are told when the mark in the list comes or goes. */
export async function putDraft(
  kernel: Part,
  { userId, chatId, mode }: DraftPlace,
  { text, attachmentIds = [], replyToId = null }: DraftContent,
): Promise<void> {
  const isEmpty = text.trim() === '' && attachmentIds.length === 0
  await change(kernel, async ({ query }, events) => {
    const [chat] = await query<{ had: boolean }>(
      `select exists (select from drafts where user_id = $2 and chat_id = c.id and mode = $3) as had from chats c where id = $1`,
      [chatId, userId, mode],
    )
    if (!chat) throw refuse('not_found')
    if (isEmpty)
      await query('delete from drafts where user_id = $1 and chat_id = $2 and mode = $3', [
        userId,
        chatId,
        mode,
      ])
    else {
      await query(
        `insert into drafts (user_id, chat_id, mode, text, attachment_ids, reply_to_id) values ($1, $2, $3, $4, $5::uuid[], $6)
         on conflict (user_id, chat_id, mode) do update set text = excluded.text, attachment_ids = excluded.attachment_ids, reply_to_id = excluded.reply_to_id, updated_at = now()`,
        [userId, chatId, mode, cleanText(text), attachmentIds, replyToId],
      )
    }
    if (chat.had === isEmpty) events.push({ type: 'chat.updated', subject: chatId, chatId, userId })
  })
}
