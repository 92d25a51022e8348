/** What happens to messages that are there: receipts, edits, deletions and reactions of a whole batch in one statement. */
import type { InboundEvent, ReceiptStatus } from './adapter.ts'
import type { Sql } from './database.ts'
import { clampTime, cleanJson } from './reading.ts'
import { shapeOf } from './record.ts'

/** As it is kept while its message is not there yet. */
export interface Effect {
  readonly connectionId: string
  readonly key: string
  readonly event: Extract<InboundEvent, { type: 'receipt' | 'edit' | 'delete' | 'reaction' }>
  /** The chat, where a receipt is about all messages up to a time. */
  readonly chatId: string | undefined
  /** Our own message, by the key that came back. */
  readonly ours: string | undefined
}
export interface Applied {
  how: 'patched' | 'reacted' | 'waiting'
  key: string | null
  id: string
  chatId: string
  isLast: boolean
}

// One ladder: status never goes down it; `failed` ends it, and a message that was delivered cannot fail any more.
const ladder = `array['queued', 'sending', 'sent', 'delivered', 'read']`
// all targets of one message are folded first: an UPDATE applies only one of several matching rows
const statement = `
  with given as materialized (
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[], $8::jsonb[],
      $9::text[], $10::int[], $11::boolean[], $12::timestamptz[], $13::boolean[], $14::jsonb[], $24::jsonb[])
      as g (connection_id, key, target, ours, chat_id, up_to, status, failure, text, revision, is_delete, at, is_through, effect, cost)
  ), exact as (
    select g.*, m.id, m.sent_at as target_sent_at, m.chat_id as target_chat
    from given g join messages m on m.connection_id = g.connection_id and m.external_id = g.target
    union all
    select g.*, m.id, m.sent_at, m.chat_id from given g join messages m on m.id = g.ours and m.connection_id = g.connection_id and m.external_id is null
  ), hits as (
    select * from exact
    union all
    select g.*, m.id, null, null from given g join messages m on m.chat_id = g.chat_id and m.direction = 'out' and m.sent_at <= g.up_to
      and m.status in ('sent', 'delivered') and m.status is distinct from g.status
    union all
    select e.connection_id, e.key, e.target, e.ours, e.chat_id, e.up_to, e.status, e.failure, e.text, e.revision, e.is_delete, e.at, e.is_through, e.effect, e.cost, m.id, null, null
    from exact e join messages m on e.is_through and m.chat_id = e.target_chat and m.direction = 'out' and m.sent_at <= e.target_sent_at
      and m.id <> e.id and m.status in ('sent', 'delivered') and m.status is distinct from e.status
  ), folded as (
    select id, max(array_position(${ladder}, nullif(status, 'failed'))) as rank,
      bool_or(status = 'failed') as is_failed,
      (array_agg(failure) filter (where failure is not null))[1] as failure,
      (array_agg(cost) filter (where cost is not null))[1] as cost,
      max(revision) as revision,
      (array_agg(text order by revision desc) filter (where revision is not null))[1] as text,
      bool_or(is_delete) as is_delete, max(at) as at,
      (array_agg(target) filter (where target is not null and ours is not null))[1] as learned
    from hits group by id
  ), patched as (
    update messages m set
      status = case
        when m.status = 'failed' or m.direction = 'in' then m.status
        when f.is_failed and m.status not in ('delivered', 'read') then 'failed'
        when f.rank > coalesce(array_position(${ladder}, m.status), 0) then (${ladder})[f.rank]
        else m.status end,
      status_at = case when f.rank is not null or f.is_failed then now() else m.status_at end,
      failure = case when f.is_failed and m.status not in ('delivered', 'read', 'failed') then f.failure
        when m.status = 'unknown' and f.rank is not null then null else m.failure end,
      external_id = coalesce(m.external_id, f.learned),
      lease_until = case when f.rank is not null or f.is_failed then null else m.lease_until end,
      edits = case when f.revision > m.revision and m.deleted_at is null
        then coalesce(m.edits, '[]') || jsonb_build_object('text', m.text, 'at', to_json(coalesce(m.edited_at, m.sent_at))) else m.edits end,
      edited_at = case when f.revision > m.revision and m.deleted_at is null then f.at else m.edited_at end,
      text = case when f.is_delete or m.deleted_at is not null then null when f.revision > m.revision then f.text else m.text end,
      content = case when f.is_delete then null
        when f.cost is not null then coalesce(m.content, '{}') || jsonb_build_object('cost', f.cost) else m.content end,
      native = case when f.is_delete then null else m.native end,
      revision = greatest(m.revision, f.revision),
      deleted_at = case when f.is_delete then coalesce(m.deleted_at, f.at) else m.deleted_at end
    from folded f
    where m.id = f.id and (
      (f.is_failed and m.direction = 'out' and m.status not in ('failed', 'delivered', 'read'))
      or (f.rank > coalesce(array_position(${ladder}, m.status), 0) and m.direction = 'out' and m.status <> 'failed')
      or (f.learned is not null and m.external_id is null)
      or (f.cost is not null and m.direction = 'out' and m.content->'cost' is null)
      or f.revision > m.revision or (f.is_delete and m.deleted_at is null))
    returning m.id, m.chat_id, m.part_of, m.deleted_at
  ), erased as (
    update attachments a set state = 'deleted', locator = null
    from patched p where a.message_id = p.id and p.deleted_at is not null and a.state <> 'deleted'
  ), moods as (
    select r.*, m.id as message_id, m.chat_id from unnest($15::bigint[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::timestamptz[], $22::jsonb[], $23::boolean[])
      as r (connection_id, key, target, actor, name, emoji, at, effect, opens)
    left join messages m on m.connection_id = r.connection_id and m.external_id = r.target
  ), reacted as (
    insert into reactions (message_id, actor, name, emoji, at)
    select distinct on (message_id, actor) message_id, actor, name, emoji, at from moods where message_id is not null
    order by message_id, actor, at desc
    on conflict (message_id, actor) do update set emoji = excluded.emoji, name = excluded.name, at = excluded.at
      where excluded.at >= reactions.at and excluded.emoji is distinct from reactions.emoji
    returning message_id
  ), opened as (
    update chats c set last_in_at = greatest(c.last_in_at, m.at)
    from (select chat_id, max(at) as at from moods where opens and message_id is not null group by chat_id) m
    where c.id = m.chat_id and coalesce(c.last_in_at, '-infinity') < m.at
    returning c.id
  ), waiting as (
    insert into orphans (connection_id, target, key, effect)
    select distinct on (connection_id, target, key) connection_id, target, key, effect from (
      select connection_id, target, key, effect from given g
      where target is not null and ours is null and not exists (select from exact e where e.key = g.key and e.connection_id = g.connection_id)
      union all
      select connection_id, target, key, effect from moods where message_id is null
    ) w
    on conflict (connection_id, target, key) do update set created_at = orphans.created_at
    returning connection_id, key
  )
  select 'patched' as how, null as key, coalesce(p.part_of, p.id)::text as id, p.chat_id::text as "chatId",
    exists (select from chats c where c.id = p.chat_id and c.last_message_id = coalesce(p.part_of, p.id)) as "isLast"
  from patched p
  union all
  select 'reacted', null, r.message_id::text, m.chat_id::text, false from reacted r join messages m on m.id = r.message_id
  union all
  select 'waiting', w.key, '', w.connection_id::text, false from waiting w`

/**
 * Applies what has a target. What has none yet waits for it: a status before our own answer, an edit that overtook its message.
 * `waiting` rows carry the connection's id in `chatId`.
 */
export function apply(sql: Sql, effects: readonly Effect[], now: Date): Promise<Applied[]> {
  const moods = effects.filter(({ event }) => event.type === 'reaction')
  const patches = effects
    .filter(({ event }) => event.type !== 'reaction')
    .flatMap((effect) => patchesOf(effect, now))
  return sql.query<Applied>(statement, [
    patches.map((patch) => patch.connectionId),
    patches.map((patch) => patch.key),
    patches.map((patch) => patch.target ?? null),
    patches.map((patch) => patch.ours ?? null),
    patches.map((patch) => patch.chatId ?? null),
    patches.map((patch) => patch.upTo ?? null),
    patches.map((patch) => patch.status ?? null),
    patches.map((patch) => (patch.failure ? cleanJson(JSON.stringify(patch.failure)) : null)),
    patches.map((patch) => patch.text ?? null),
    patches.map((patch) => patch.revision ?? null),
    patches.map((patch) => patch.isDelete ?? false),
    patches.map((patch) => patch.at),
    patches.map((patch) => patch.isThrough ?? false),
    patches.map((patch) => (patch.target ? toJson(patch.effect) : null)),
    ...moodColumns(moods, now),
    patches.map((patch) => (patch.cost ? cleanJson(JSON.stringify(patch.cost)) : null)),
  ])
}

interface Patch {
  effect: Effect
  connectionId: string
  key: string
  at: Date
  target?: string
  ours?: string | undefined
  chatId?: string | undefined
  upTo?: Date
  status?: ReceiptStatus
  failure?: unknown
  cost?: unknown
  text?: string | null
  revision?: number
  isDelete?: boolean
  isThrough?: boolean
}

function patchesOf(effect: Effect, now: Date): Patch[] {
  const { event, connectionId, key } = effect
  const base = { effect, connectionId, key, at: clampTime(event.at, now) }
  switch (event.type) {
    case 'edit':
      return [
        {
          ...base,
          target: event.target,
          text: event.content ? shapeOf(event.content).text : null,
          revision: Math.min(event.revision, 2 ** 31 - 1),
        },
      ]
    case 'delete':
      return [{ ...base, target: event.target, isDelete: true }]
    case 'receipt': {
      const status = { ...base, status: event.status, failure: event.failure, cost: event.cost }
      if ('upTo' in event.target)
        return effect.chatId
          ? [{ ...status, chatId: effect.chatId, upTo: clampTime(event.target.upTo, now) }]
          : []
      if ('through' in event.target)
        return [{ ...status, target: event.target.through, isThrough: true }]
      return event.target.ids.map((target) => ({ ...status, target, ours: effect.ours }))
    }
    case 'reaction':
      return []
  }
}

function toJson(effect: Effect): string {
  return cleanJson(JSON.stringify({ ...effect, event: { ...effect.event, native: null } }))
}

function moodColumns(moods: readonly Effect[], now: Date): unknown[][] {
  const rows = moods.flatMap((effect) =>
    effect.event.type === 'reaction' ? [{ ...effect, event: effect.event, effect }] : [],
  )
  return [
    rows.map(({ connectionId }) => connectionId),
    rows.map(({ key }) => key),
    rows.map(({ event }) => event.target),
    rows.map(({ event }) =>
      event.by === 'business' ? 'business' : ((event.author ?? event.contact)?.id ?? 'contact'),
    ),
    rows.map(({ event }) =>
      event.by === 'business' ? null : ((event.author ?? event.contact)?.name ?? null),
    ),
    rows.map(({ event }) => event.emoji),
    rows.map(({ event }) => clampTime(event.at, now)),
    rows.map(({ effect }) => toJson(effect)),
    rows.map(({ event }) => event.opens === true && event.emoji !== null),
  ]
}
