/** People, connections, contacts and chats as rows, for tests of what is read and changed there. */
import type { Kernel } from '@parley/core'

export interface ChatSeed {
  name?: string | null
  handle?: string | null
  identity?: string
  status?: string
  assigneeId?: string | null
  labels?: string[]
  priority?: string | null
  inbound?: number
  lastMessageAt?: string | null
  lastInAt?: string | null
  waitingSince?: string | null
  snoozedUntil?: string | null
}

export async function addUser(
  kernel: Kernel,
  name: string,
  role = 'agent',
): Promise<{ id: string; name: string }> {
  const [row] = await kernel.database.query<{ id: string }>(
    `insert into users (email, name, role, password_hash, created_at) values ($1, $2, $3, '-', '2026-01-01') returning id::text`,
    [`${name.toLowerCase()}@example.com`, name, role],
  )
  return { id: row!.id, name }
}

export async function addConnection(
  kernel: Kernel,
  channel = 'acme',
  externalId = `c${Math.random()}`,
): Promise<string> {
  const [row] = await kernel.database.query<{ id: string }>(
    `insert into connections (channel, external_id, name, status, config) values ($1, $2, $3, 'connected', '{}') returning id::text`,
    [channel, externalId, `${channel} ${externalId}`],
  )
  kernel.connections.changed(row!.id)
  return row!.id
}

let count = 0

export async function addChat(
  kernel: Kernel,
  connectionId: string,
  seed: ChatSeed = {},
): Promise<{ id: string; contactId: string; identity: string }> {
  count++
  const full = { ...defaults, name: `Person ${count}`, identity: `person-${count}`, ...seed }
  const [row] = await kernel.database.query<{ id: string; contactId: string }>(
    `with given as (select * from jsonb_to_record($2::jsonb) as g (name text, handle text, identity text, status text, "assigneeId" bigint, labels text[],
       priority text, inbound int, "lastMessageAt" timestamptz, "lastInAt" timestamptz, "waitingSince" timestamptz, "snoozedUntil" timestamptz)),
     p as (insert into contacts (name, handle) select name, handle from given returning id),
     c as (
       insert into chats (connection_id, contact_id, identity, status, assignee_id, labels, priority, inbound_count, last_message_at, last_in_at, last_received_at, waiting_since, snoozed_until)
       select $1, p.id, g.identity, g.status, g."assigneeId", g.labels, g.priority, g.inbound, g."lastMessageAt", coalesce(g."lastInAt", g."lastMessageAt"), coalesce(g."lastInAt", g."lastMessageAt"), g."waitingSince", g."snoozedUntil"
       from p, given g returning id, contact_id),
     i as (insert into identities (connection_id, external_id, contact_id, chat_id) select $1, g.identity, contact_id, c.id from c, given g)
     select id::text, contact_id::text as "contactId" from c`,
    [connectionId, JSON.stringify(full)],
  )
  return { ...row!, identity: full.identity }
}
const defaults = { status: 'open', labels: [], inbound: 0 }

export interface MessageSeed {
  direction?: 'in' | 'out'
  kind?: string
  text?: string | null
  status?: string
  sentAt?: string
  externalId?: string
}

/** Adds a message and makes it the chat's last one. */
export async function addMessage(
  kernel: Kernel,
  chatId: string,
  seed: MessageSeed = {},
): Promise<string> {
  const direction = seed.direction ?? 'in'
  const [row] = await kernel.database.query<{ id: string }>(
    `with m as (
       insert into messages (chat_id, connection_id, external_id, direction, kind, text, author_type, status, sent_at)
       select id, connection_id, $2, $3, $4, $5, case $3 when 'in' then 'contact' else 'user' end, $6, coalesce($7::timestamptz, now()) from chats where id = $1
       returning id, chat_id, sent_at),
     e as (insert into events (type, subject, chat_id) select 'message.created', id, chat_id from m),
     c as (update chats set last_message_id = m.id, last_message_at = m.sent_at,
       inbound_count = inbound_count + case $3 when 'in' then 1 else 0 end,
       last_in_at = case $3 when 'in' then m.sent_at else last_in_at end,
       last_received_at = case $3 when 'in' then m.sent_at else last_received_at end from m where chats.id = m.chat_id)
     select id::text from m`,
    [
      chatId,
      seed.externalId ?? null,
      direction,
      seed.kind ?? 'text',
      seed.text === undefined ? 'Hello' : seed.text,
      seed.status ?? (direction === 'in' ? 'received' : 'sent'),
      seed.sentAt ?? null,
    ],
  )
  return row!.id
}

/** Runs the work and gives its result with the statements that it took. */
export async function counted<T>(
  kernel: Kernel,
  work: (kernel: Kernel) => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = []
  const { database } = kernel
  const watched = {
    ...kernel,
    database: {
      ...database,
      query<Row>(text: string, values?: readonly unknown[]) {
        statements.push(text)
        return database.query<Row>(text, values)
      },
    },
  }
  return { result: await work(watched), statements }
}
