import type { Kernel } from './kernel.ts'

/** Platforms end the subscription of a webhook that failed for an hour. */
const longMinutes = 15

/**
 * Leaves a sign of life in the database. Where the last one is old, nothing could be taken in meanwhile, whether the server or
 * the database was away: every connection is checked at once, which subscribes it again where that was lost.
 */
export async function noticeOutage({
  database,
  log,
  bus,
}: Pick<Kernel, 'database' | 'log' | 'bus'>): Promise<void> {
  const [row] = await database.query<{ connections: number }>(
    `with last as (
       select value::timestamptz as at from facts where name = 'alive' for update
     ), sign as (
       insert into facts (name, value) values ('alive', now()::text) on conflict (name) do update set value = excluded.value
     ), due as (
       update connections set check_at = least(check_at, now())
       where status <> 'disabled' and exists (select from last where at < now() - make_interval(mins => $1)) returning id
     ) select count(*)::int as connections from due`,
    [longMinutes],
  )
  if (!row?.connections) return
  log.warn(
    { connections: row.connections },
    'nothing was taken in for a while: checking all connections',
  )
  bus.publish('connections', null)
}
