/** Numbers over a range of days: how much was said, when, by whom, and how soon contacts were answered. */
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Report, ReportQuery } from './schemas/report.ts'

const mostDays = 366
const dayMs = 86_400_000

// One pass over the messages of the range; activity lines and the further parts of a split text are not counted.
const statement = `
  with bounds as (
    select ($1::date)::timestamp at time zone $3 as begins, ($2::date + 1)::timestamp at time zone $3 as ends
  ), wanted as (
    select id, channel from connections where ($4::text is null or channel = $4) and ($5::bigint is null or id = $5)
  ), said as materialized (
    select m.direction, m.author_type, m.author_id, w.channel, m.sent_at, m.sent_at at time zone $3 as local_at,
      lag(m.direction) over chat as before,
      min(m.sent_at) filter (where m.direction = 'out') over (chat rows between 1 following and unbounded following) as answered_at
    from bounds b join messages m on m.sent_at >= b.begins and m.sent_at < b.ends join wanted w on w.id = m.connection_id
    where m.part_of is null and m.kind <> 'system'
    window chat as (partition by m.chat_id order by m.sent_at, m.id)
  ), answers as (
    select extract(epoch from answered_at - sent_at) as seconds from said
    where direction = 'in' and before is distinct from 'in' and answered_at is not null
  ), days as (
    select to_char(local_at, 'YYYY-MM-DD') as day, ${talk()} from said group by 1
  ), hours as (
    select extract(isodow from local_at)::int as weekday, extract(hour from local_at)::int as hour, count(*)::int as received
    from said where direction = 'in' group by 1, 2
  ), channels as (
    select channel, ${talk()} from said group by 1
  ), writers as (
    select u.id::text, u.name, count(*)::int as sent from said s join users u on u.id::text = s.author_id
    where s.direction = 'out' and s.author_type = 'user' group by u.id, u.name
  )
  select t.received, t.sent,
    json_build_object(
      'opened', (select count(*)::int from chats c join wanted w on w.id = c.connection_id, bounds b where c.created_at >= b.begins and c.created_at < b.ends),
      'closed', (select count(*)::int from bounds b join messages m on m.sent_at >= b.begins and m.sent_at < b.ends join wanted w on w.id = m.connection_id
        where m.kind = 'system' and m.content->'activity'->>'topic' = 'status' and m.content->'activity'->>'to' = 'closed')) as chats,
    (select json_build_object('count', count(*)::int, 'medianSeconds', percentile_cont(0.5) within group (order by seconds)::int,
      'p90Seconds', percentile_cont(0.9) within group (order by seconds)::int) from answers) as response,
    (select coalesce(json_agg(d order by d.day), '[]') from days d) as days,
    (select coalesce(json_agg(h order by h.weekday, h.hour), '[]') from hours h) as hours,
    (select coalesce(json_agg(c order by c.received + c.sent desc), '[]') from channels c) as channels,
    (select coalesce(json_agg(u order by u.sent desc, u.name), '[]') from writers u) as users
  from (select ${talk()} from said) t`

function talk(): string {
  return `(count(*) filter (where direction = 'in'))::int as received, (count(*) filter (where direction = 'out'))::int as sent`
}

export async function report(
  { database }: Pick<Kernel, 'database'>,
  { from, to, timeZone, channel, connectionId }: ReportQuery,
): Promise<Report> {
  checkRange(from, to)
  checkTimeZone(timeZone)
  const values = [from, to, timeZone, channel ?? null, connectionId ?? null]
  const [row] = await database.query<Report>(statement, values)
  return row!
}

function checkRange(from: string, to: string): void {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  if (Number.isNaN(begin)) throw wrong('/from', 'is not a day')
  if (Number.isNaN(end)) throw wrong('/to', 'is not a day')
  if (end < begin) throw wrong('/to', 'is before the first day')
  if ((end - begin) / dayMs >= mostDays) throw wrong('/to', `is more than ${mostDays} days on`)
}

function checkTimeZone(timeZone: string): void {
  try {
    return void Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw wrong('/timeZone', 'is not a known time zone')
  }
}

function wrong(pointer: string, message: string) {
  return refuse('invalid', { errors: [{ pointer, message }] })
}
