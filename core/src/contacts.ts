/** Contacts: people, with all their identities; one person may have been known as several before they were merged. */
import { openCursor, pageFrom, type Scope, sealCursor } from './cursors.ts'
import type { Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import { fileUrl } from './file-links.ts'
import { attachmentColumns, type AttachmentRow, toAttachment } from './files.ts'
import type { Kernel } from './kernel.ts'
import type { Contact, ContactPatch, SharedFile } from './schemas/contact.ts'
import { cleanText, isoTime, likePattern, nameMatch } from './text.ts'

export type ContactReader = Pick<Kernel, 'database' | 'config' | 'now'>

/** In the order of the ids given. A person who was merged into another answers as that one. One statement. */
export async function findContacts(
  kernel: ContactReader,
  ids: readonly string[],
): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await kernel.database.query<Row>(select, [ids])
  return rows.map((row) => toContact(kernel, row))
}

export async function getContact(kernel: ContactReader, id: string): Promise<Contact> {
  const [contact] = await findContacts(kernel, [id])
  if (!contact) throw refuse('not_found')
  return contact
}

export interface ContactQuery {
  q?: string
  limit?: number
  cursor?: string
}

/** Newest first. `q` looks in names, handles and addresses. */
export async function listContacts(
  kernel: ContactReader,
  { q, limit = 50, cursor }: ContactQuery,
): Promise<{ items: Contact[]; nextCursor: string | null }> {
  const text = cleanText(q ?? '').trim()
  const scope: Scope = ['contacts', text]
  const [before] = cursor === undefined ? [null] : openCursor(kernel.config, scope, cursor)
  const values: unknown[] = [before, limit + 1]
  const matching = text ? `and id in (${matchOf(text, values)})` : ''
  const rows = await kernel.database.query<{ id: string }>(
    `select id::text from contacts p where merged_into is null and ($1::bigint is null or id < $1) ${matching}
     order by p.id desc limit $2`,
    values,
  )
  const page = pageFrom(rows, limit, {
    toItem: ({ id }) => id,
    toCursor: ({ id }) => sealCursor(kernel.config, scope, [id]),
  })
  return { ...page, items: await findContacts(kernel, page.items) }
}

function matchOf(text: string, values: unknown[]): string {
  const name = nameMatch(text, (value) => `$${values.push(value)}`)
  return `
    select coalesce(merged_into, id) from contacts where ${name}
    union select coalesce(k.merged_into, k.id) from identities i join contacts k on k.id = i.contact_id
      where i.external_id like $${values.push(likePattern(text))}`
}

/** A name that a colleague gives stays, whatever the platform says later. Details are replaced as a whole. */
export async function patchContact(
  kernel: ContactReader & Pick<Kernel, 'bus'>,
  id: string,
  { name, details }: ContactPatch,
): Promise<Contact> {
  await change(kernel, async (tx, events) => {
    const [row] = await tx.query<{ id: string }>(
      `update contacts set name = coalesce($2, name), renamed = renamed or $2::text is not null, details = coalesce($3::jsonb, details)
       where id = (select coalesce(merged_into, id) from contacts where id = $1) returning id::text`,
      [
        id,
        name === undefined ? null : cleanText(name).trim(),
        details ? cleanDetails(details) : null,
      ],
    )
    if (!row) throw refuse('not_found')
    await publishContact(tx, row.id, events)
  })
  return getContact(kernel, id)
}

/** A contact is shown in its chats too: both have changed. */
export async function publishContact(
  tx: Transaction,
  id: string,
  events: NewEvent[],
): Promise<void> {
  events.push({ type: 'contact.updated', subject: id })
  const chats = await tx.query<{ id: string }>(
    'select id::text from chats where contact_id in (select id from contacts where id = $1 or merged_into = $1) order by chats.id',
    [id],
  )
  for (const chat of chats) events.push({ type: 'chat.updated', subject: chat.id, chatId: chat.id })
}

function cleanDetails(details: Record<string, string>): string {
  const entries = Object.entries(details).map(([key, value]) => [cleanText(key), cleanText(value)])
  return JSON.stringify(Object.fromEntries(entries))
}

/** All files that went to and fro with a person, newest first. */
export async function listSharedFiles(
  kernel: ContactReader,
  contactId: string,
  { limit = 50, cursor }: { limit?: number; cursor?: string },
): Promise<{ items: SharedFile[]; nextCursor: string | null }> {
  const scope: Scope = ['shared-files', contactId]
  const [at, messageId, position] =
    cursor === undefined ? [null, null, null] : openCursor(kernel.config, scope, cursor)
  const rows = await kernel.database.query<AttachmentRow & FileRow>(
    `select ${attachmentColumns}, m.id::text as "messageId", m.chat_id::text as "chatId", m.direction, m.sent_at::text as at, a.position
     from chats c join messages m on m.chat_id = c.id join attachments a on a.message_id = m.id left join files f on f.sha256 = a.sha256
     where c.contact_id in (select id from contacts where id = $1 or merged_into = $1) and a.state <> 'deleted'
       and ($2::timestamptz is null or (m.sent_at, m.id, a.position) < ($2, $3::bigint, $4::int))
     order by m.sent_at desc, m.id desc, a.position desc limit $5`,
    [contactId, at, messageId, position, limit + 1],
  )
  return pageFrom(rows, limit, {
    toItem: (row) => ({
      attachment: toAttachment(kernel, row),
      messageId: row.messageId,
      chatId: row.chatId,
      direction: row.direction,
      at: isoTime(row.at),
    }),
    toCursor: (row) => sealCursor(kernel.config, scope, [row.at, row.messageId, row.position]),
  })
}
type FileRow = Omit<SharedFile, 'attachment'> & { position: number }

const select = `
  select p.id::text, coalesce(nullif(p.name, ''), nullif(p.handle, ''),
      (select nullif(k.name, '') from contacts k where k.merged_into = p.id and k.name <> '' order by k.id limit 1),
      (select external_id from identities i where i.contact_id = p.id order by created_at limit 1), '?') as name,
    p.handle, p.avatar_file as "avatarFile", p.details, p.created_at as "createdAt",
    (select coalesce(json_agg(json_build_object('channel', n.channel, 'connection', json_build_object('id', n.id::text, 'name', n.name),
        'externalId', i.external_id, 'chatId', i.chat_id::text, 'contactId', i.contact_id::text) order by i.created_at, i.external_id), '[]')
      from identities i join connections n on n.id = i.connection_id
      where i.contact_id in (select k.id from contacts k where k.id = p.id or k.merged_into = p.id)) as identities,
    (select coalesce(json_agg(json_build_object('id', k.id::text, 'name', coalesce(nullif(k.name, ''), k.handle, '?')) order by k.id), '[]')
      from contacts k where k.merged_into = p.id) as merged
  from unnest($1::bigint[]) with ordinality as wanted (id, n)
  join contacts k on k.id = wanted.id join contacts p on p.id = coalesce(k.merged_into, k.id)
  order by wanted.n`

interface Row extends Pick<Contact, 'id' | 'name' | 'handle' | 'identities' | 'merged'> {
  avatarFile: string | null
  details: Record<string, unknown>
  createdAt: Date | string
}

function toContact(kernel: ContactReader, { avatarFile, createdAt, ...row }: Row): Contact {
  return {
    ...row,
    avatarUrl: avatarFile && fileUrl(kernel, avatarFile),
    createdAt: isoTime(createdAt),
  }
}
