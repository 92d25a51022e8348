/** Recording what was said: all messages of a batch, with their attachments and chats, in one statement. */
import type { Content, MediaRef } from './adapter.ts'
import type { Sql } from './database.ts'
import { cleanJson } from './reading.ts'

export interface NewMessage {
  readonly connectionId: string
  readonly chatId: string
  readonly externalId: string
  readonly direction: 'in' | 'out'
  readonly content: Content
  /** Kept beside the content: referral, forwarded, cost… */
  readonly extra: Record<string, unknown>
  readonly native: unknown
  readonly replyTo: string | undefined
  readonly author: { type: 'contact' | 'external'; id: string | null; name: string | null }
  readonly status: string
  readonly sentAt: Date
  /** Imported, or said by the platform: no unread, no reopening, no waiting. */
  readonly isQuiet: boolean
  /** The window opens by it. */
  readonly opens: boolean
  readonly isStandby: boolean
  /** An echo that carries our key: the id of the message that we sent. */
  readonly ours: string | undefined
}
export interface Recorded {
  /** `added` is new, `settled` was our own send, `orphan` is an effect that waited for one of these messages, `clash` has an id that other words have. */
  how: 'added' | 'settled' | 'orphan' | 'clash'
  connectionId: string
  externalId: string
  id: string
  chatId: string
  effect: unknown
}

// chats are locked in id order: two processes with the same chats in another order would deadlock.
// What could not be shown when it came may come again as what it was: an imported picture follows its placeholder.
// An echo of our own send carries our key; where the platform drops it, the oldest send of that chat with the same text that has no answer yet is meant.
const statement = `
  with given as materialized (
    select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::text[],
      $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::boolean[], $16::boolean[], $17::bigint[], $25::boolean[])
      with ordinality as g (connection_id, chat_id, external_id, direction, kind, text, content, native, reply_to,
        author_type, author_id, author_name, status, sent_at, is_quiet, is_standby, ours, opens, n)
  ), locked as materialized (
    select c.id from chats c where c.id in (select chat_id from given) order by c.id for update
  ), candidates as materialized (
    select distinct on (m.id) m.id, g.n, g.external_id, g.sent_at
    from given g cross join lateral (
      select m.id from messages m
      where m.connection_id = g.connection_id and m.status in ('sending', 'unknown') and m.external_id is null
        and (m.id = g.ours or (g.ours is null and m.chat_id = g.chat_id and m.kind = g.kind and m.text is not distinct from g.text))
      order by m.id limit 1
    ) m
    where g.direction = 'out' and not g.is_quiet
      and not exists (select from messages e where e.connection_id = g.connection_id and e.external_id = g.external_id)
    order by m.id, g.n
  ), settled as (
    update messages m set external_id = s.external_id, status = 'sent', status_at = now(), failure = null, lease_until = null, sent_at = s.sent_at
    from candidates s where m.id = s.id and (select count(*) from locked) >= 0
    returning m.id, m.chat_id, m.connection_id, m.external_id, s.n
  ), added as (
    insert into messages (connection_id, chat_id, external_id, direction, kind, text, content, native, reply_to,
      author_type, author_id, author_name, status, sent_at, status_at)
    select g.connection_id, g.chat_id, g.external_id, g.direction, g.kind, g.text, g.content, g.native, g.reply_to,
      g.author_type, g.author_id, g.author_name, g.status, g.sent_at, now()
    from given g
    where (select count(*) from locked) >= 0 and not exists (select from settled s where s.n = g.n)
    order by g.n
    on conflict (connection_id, external_id) do update
      set kind = excluded.kind, text = excluded.text, content = excluded.content, native = excluded.native
      where messages.kind = 'unsupported' and excluded.kind <> 'unsupported' and messages.deleted_at is null
    returning id, chat_id, connection_id, external_id
  ), fresh as materialized (
    select a.id, g.* from added a join given g using (connection_id, external_id)
  ), media as (
    insert into attachments (message_id, position, kind, mime, name, bytes, locator, state, next_at)
    select f.id, a.position, a.kind, a.mime, a.name, a.bytes, a.locator, 'pending', now()
    from unnest($18::bigint[], $19::int[], $20::text[], $21::text[], $22::text[], $23::bigint[], $24::jsonb[])
      as a (n, position, kind, mime, name, bytes, locator)
    join fresh f on f.n = a.n
  ), sums as (
    select f.chat_id,
      count(*) filter (where direction = 'in' and not is_quiet) as inbound,
      max(sent_at) filter (where direction = 'in' and opens) as last_in_at,
      (array_agg(external_id order by sent_at desc, id desc) filter (where direction = 'in' and opens))[1] as last_in_id,
      min(sent_at) filter (where direction = 'in' and not is_quiet) as first_in_at,
      max(sent_at) filter (where direction = 'in' and not is_quiet) as last_said_at,
      max(sent_at) filter (where direction = 'out') as last_out_at,
      max(sent_at) as newest_at,
      (array_agg(id order by sent_at desc, id desc))[1] as newest_id,
      bool_or(is_standby) as is_standby
    from fresh f group by f.chat_id
  ), touched as (
    update chats c set
      inbound_count = c.inbound_count + s.inbound,
      last_received_at = case when s.inbound > 0 then now() else c.last_received_at end,
      last_in_at = greatest(c.last_in_at, s.last_in_at),
      last_in_id = case when s.last_in_at >= coalesce(c.last_in_at, '-infinity') then s.last_in_id else c.last_in_id end,
      last_message_id = case when s.newest_at >= coalesce(c.last_message_at, '-infinity') then s.newest_id else c.last_message_id end,
      last_message_at = greatest(c.last_message_at, s.newest_at),
      waiting_since = case
        when s.last_out_at >= coalesce(c.last_in_at, '-infinity') and s.last_out_at > coalesce(s.last_said_at, '-infinity') then null
        when s.inbound > 0 then coalesce(c.waiting_since, s.first_in_at) else c.waiting_since end,
      status = case when s.inbound > 0 and c.status in ('closed', 'snoozed') then 'open' else c.status end,
      snoozed_until = case when s.inbound > 0 then null else c.snoozed_until end,
      standby = s.is_standby
    from sums s where c.id = s.chat_id
  ), known as materialized (
    select g.* from given g where g.direction = 'in'
      and not exists (select from added a where a.connection_id = g.connection_id and a.external_id = g.external_id)
  ), adopted as (
    delete from orphans o using given g where o.connection_id = g.connection_id and o.target = g.external_id
    returning o.connection_id, o.target, o.effect
  )
  select 'added' as how, connection_id::text as "connectionId", external_id as "externalId", id::text, chat_id::text as "chatId", null::jsonb as effect from added
  union all select 'settled', connection_id::text, external_id, id::text, chat_id::text, null from settled
  union all select 'orphan', connection_id::text, target, '', '', effect from adopted
  union all select 'clash', k.connection_id::text, k.external_id, '', '', null
    from known k join messages m on m.connection_id = k.connection_id and m.external_id = k.external_id
    where m.text <> k.text and m.edited_at is null and m.deleted_at is null`

/** Writes what is new. A message known already comes back as nothing: that is what makes a retried webhook harmless. */
export function record(sql: Sql, messages: readonly NewMessage[]): Promise<Recorded[]> {
  const media = messages.flatMap((message, index) =>
    mediaOf(message.content).map((each, position) => ({ each, position, n: index + 1 })),
  )
  const columns = messages.map((message) => shapeOf(message.content))
  return sql.query<Recorded>(statement, [
    messages.map((message) => message.connectionId),
    messages.map((message) => message.chatId),
    messages.map((message) => message.externalId),
    messages.map((message) => message.direction),
    columns.map(({ kind }) => kind),
    columns.map(({ text }) => text),
    messages.map((message, index) => toJsonb({ ...columns[index]!.content, ...message.extra })),
    messages.map((message, index) =>
      columns[index]!.keepsNative ? toJsonb({ native: message.native }) : null,
    ),
    messages.map((message) => message.replyTo ?? null),
    messages.map((message) => message.author.type),
    messages.map((message) => message.author.id),
    messages.map((message) => message.author.name),
    messages.map((message) => message.status),
    messages.map((message) => message.sentAt),
    messages.map((message) => message.isQuiet),
    messages.map((message) => message.isStandby),
    messages.map((message) => message.ours ?? null),
    media.map(({ n }) => n),
    media.map(({ position }) => position),
    media.map(({ each }) => (each.kind === 'unknown' ? 'document' : each.kind)),
    media.map(({ each }) => each.mime ?? null),
    media.map(({ each }) => each.name ?? null),
    media.map(({ each }) => (Number.isSafeInteger(each.bytes) ? each.bytes : null)),
    media.map(({ each }) => toJsonb({ ...each })),
    messages.map((message) => message.opens),
  ])
}

export function mediaOf(content: Content): readonly MediaRef[] {
  return 'media' in content ? (content.media ?? []) : []
}

/** The columns of a content: kind, the text that lists and search use, and the rest as JSON. */
export function shapeOf(content: Content): {
  kind: string
  text: string | null
  content: Record<string, unknown>
  keepsNative: boolean
} {
  const {
    kind,
    text,
    media: _media,
    ...rest
  } = content as Content & { text?: string; media?: readonly MediaRef[] }
  const plain = text ?? null
  switch (content.kind) {
    case 'text':
      return { kind, text: plain, content: {}, keepsNative: false }
    case 'media': {
      const first = content.media[0]?.kind ?? 'unknown'
      return {
        kind: first === 'unknown' ? 'document' : first,
        text: plain,
        content: {},
        keepsNative: false,
      }
    }
    case 'interactive':
      return { kind, text: content.title, content: rest, keepsNative: true }
    case 'location':
      return {
        kind,
        text: content.label ?? content.address ?? null,
        content: rest,
        keepsNative: false,
      }
    case 'share':
      return { kind, text: plain ?? content.title ?? null, content: rest, keepsNative: true }
    case 'contacts':
    case 'story':
    case 'template':
    case 'order':
    case 'system':
    case 'unsupported':
      return { kind, text: plain, content: rest, keepsNative: true }
  }
}

function toJsonb(value: Record<string, unknown>): string | null {
  const text = JSON.stringify(value)
  return text === '{}' ? null : cleanJson(text)
}
