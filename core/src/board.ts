/** What the desk looks like now: who waits, for how long, and who has how much to do. One statement over the open chats. */
import type { Kernel } from './kernel.ts'
import type { Board } from './schemas/report.ts'

const statement = `
  with open as materialized (
    select connection_id, assignee_id, waiting_since from chats where status = 'open'
  )
  select ${load()},
    (count(*) filter (where assignee_id is null))::int as unassigned,
    (count(*) filter (where assignee_id is null and waiting_since is not null))::int as "unassignedWaiting",
    (select coalesce(json_agg(p order by p.waiting desc, p.open desc, p.name), '[]') from (
      select u.id::text, u.name, count(o.connection_id)::int as open, count(o.waiting_since)::int as waiting, min(o.waiting_since) as "waitingSince"
      from users u left join open o on o.assignee_id = u.id where u.disabled_at is null group by u.id, u.name) p) as people,
    (select coalesce(json_agg(n order by n.waiting desc, n.open desc, n.name), '[]') from (
      select c.id::text, c.channel, c.name, c.status, count(o.connection_id)::int as open, count(o.waiting_since)::int as waiting,
        min(o.waiting_since) as "waitingSince"
      from connections c left join open o on o.connection_id = c.id group by c.id, c.channel, c.name, c.status) n) as connections
  from open`

function load(): string {
  return `count(*)::int as open, count(waiting_since)::int as waiting, min(waiting_since) as "waitingSince"`
}

type Row = Omit<Board, 'waitingSince'> & { waitingSince: Date | null }

export async function findBoard({ database }: Pick<Kernel, 'database'>): Promise<Board> {
  const [row] = await database.query<Row>(statement)
  const { waitingSince, people, connections, ...rest } = row!
  return {
    ...rest,
    waitingSince: waitingSince && waitingSince.toISOString(),
    people: people.map(inUtc),
    connections: connections.map(inUtc),
  }
}

/** JSON of the database carries its own offset. */
function inUtc<T extends { waitingSince: string | null }>(row: T): T {
  return { ...row, waitingSince: row.waitingSince && new Date(row.waitingSince).toISOString() }
}
