/** The numbers beside the views: one statement over the chats that are not closed, never over messages. */
import { unreadCount } from './chats.ts'
import type { Kernel } from './kernel.ts'
import type { Counts } from './schemas/chat.ts'

// What an agent has to do is open: the groups below count only that. Closed chats grow for ever and nobody waits for their exact number: it ends at 10,000.
const statement = `
  with live as materialized (
    select c.status, c.assignee_id, c.connection_id, c.labels, ${unreadCount} > 0 as is_unread
    from chats c join users u on u.id = $1 left join reads d on d.chat_id = c.id and d.user_id = u.id
    where c.status in ('open', 'pending', 'snoozed')
  ), open as materialized (select * from live where status = 'open'),
  by_connection as materialized (
    select n.id, n.channel, count(*) as count from open join connections n on n.id = open.connection_id group by n.id
  )
  select
    (select count(*)::int from open where assignee_id = $1) as mine,
    (select count(*)::int from open where assignee_id is null) as unassigned,
    (select count(*)::int from open) as open,
    (select count(*)::int from live where status = 'pending') as pending,
    (select count(*)::int from live where status = 'snoozed') as snoozed,
    (select count(*)::int from (select from chats where status = 'closed' limit 10000) c) as closed,
    (select count(*)::int from live where is_unread and status <> 'snoozed') as unread,
    (select coalesce(json_object_agg(channel, count), '{}') from (select channel, sum(count)::int as count from by_connection group by channel) g) as "byChannel",
    (select coalesce(json_object_agg(label, count), '{}') from (select label, count(*)::int from open, unnest(labels) as label group by label) g) as "byLabel",
    (select coalesce(json_object_agg(id, count), '{}') from by_connection) as "byConnection"`

export async function countChats(
  { database }: Pick<Kernel, 'database'>,
  userId: string,
): Promise<Counts> {
  const [counts] = await database.query<Counts>(statement, [userId])
  return counts!
}
