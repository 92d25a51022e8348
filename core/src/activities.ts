/** Activity lines: what colleagues did with a chat, told in its thread. They are messages that are never sent. */
import type { Activity } from './chat-patch.ts'
import type { Sql } from './database.ts'
import type { NewEvent } from './events.ts'

export type { Activity } from './chat-patch.ts'
interface By {
  /** Null: the server itself. */
  user: { id: string; name: string } | null
  now: Date
  events: NewEvent[]
}

// `received` keeps a line off the ladder of sends, so that no receipt of the platform ever moves it; the list of chats shows the last words spoken, not these
const statement = `
  insert into messages (chat_id, connection_id, direction, kind, text, content, author_type, author_id, author_name, status, sent_at)
  select c.id, c.connection_id, 'out', 'system', l.text, l.content, $2, $3, $4, 'received', $5
  from rows from (jsonb_to_recordset($1::jsonb) as ("chatId" bigint, text text, content jsonb)) with ordinality as l ("chatId", text, content, n)
  join chats c on c.id = l."chatId" order by l.n
  returning id::text, chat_id::text as "chatId"`

export async function recordActivities(
  sql: Sql,
  activities: readonly Activity[],
  { user, now, events }: By,
): Promise<void> {
  if (activities.length === 0) return
  const lines = activities.map(({ chatId, topic, from, to }) => ({
    chatId,
    text: sentenceOf({ chatId, topic, from, to }, user),
    content: { activity: { topic, from, to } },
  }))
  const rows = await sql.query<{ id: string; chatId: string }>(statement, [
    JSON.stringify(lines),
    user ? 'user' : 'external',
    user?.id ?? null,
    user?.name ?? null,
    now.toISOString(),
  ])
  for (const { id, chatId } of rows) events.push({ type: 'message.created', subject: id, chatId })
}

/** In English, for clients that do not word it themselves. */
function sentenceOf(activity: Activity, user: By['user']): string {
  const { from, to } = activity
  if (!user) return 'The chat is open again'
  switch (activity.topic) {
    case 'status':
      return `${user.name} ${statusWords(String(from), to)}`
    case 'assignee':
      return `${user.name} ${assigneeWords(to, user.id)}`
    case 'labels':
      return `${user.name} ${labelWords(from as string[], to as string[])}`
    case 'priority':
      return to
        ? `${user.name} set the priority to ${to as string}`
        : `${user.name} removed the priority`
  }
}

function statusWords(from: string, to: unknown): string {
  const status = typeof to === 'object' && to !== null ? 'snoozed' : String(to)
  const words: Record<string, string> = {
    open: from === 'closed' ? 'reopened the chat' : 'opened the chat',
    pending: 'set the chat to pending',
    snoozed: 'snoozed the chat',
    closed: 'closed the chat',
  }
  return words[status] ?? 'changed the chat'
}

function assigneeWords(to: unknown, userId: string): string {
  const person = to as { id: string; name: string } | null
  if (!person) return 'unassigned the chat'
  return person.id === userId ? 'took the chat' : `assigned the chat to ${person.name}`
}

function labelWords(from: readonly string[], to: readonly string[]): string {
  const added = to.filter((label) => !from.includes(label))
  const removed = from.filter((label) => !to.includes(label))
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removed ${removed.join(', ')}`] : []),
  ]
  return parts.join(' and ') || 'sorted the labels'
}
