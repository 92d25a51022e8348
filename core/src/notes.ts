/** Notes: what colleagues tell each other about a chat. They have their own table, so that none can ever be sent. */
import type { Person } from './chat-changes.ts'
import { invalid } from './chat-patch.ts'
import { openCursor, pageFrom, type Scope, sealCursor } from './cursors.ts'
import type { Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { notify } from './notifications.ts'
import type { Note } from './schemas/desk.ts'
import type { Role } from './schemas/user.ts'
import { cleanText, isoTime } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus' | 'config'>

const columns = `
  n.id::text, n.chat_id::text as "chatId", n.text, case when u.id is not null then json_build_object('id', u.id::text, 'name', u.name) end as author,
  n.mentions::text[] as mentions, n.created_at as "createdAt", n.edited_at as "editedAt"
  from notes n left join users u on u.id = n.author_id`

/** In the order of their ids. One statement. */
export async function findNotes(
  { database }: Pick<Kernel, 'database'>,
  ids: readonly string[],
): Promise<Note[]> {
  const rows = await database.query<Note>(
    `select ${columns} where n.id = any($1::bigint[]) order by n.id`,
    [ids],
  )
  return rows.map(toNote)
}

/** Of one chat, newest first. */
export async function listNotes(
  { database, config }: Pick<Kernel, 'database' | 'config'>,
  chatId: string,
  { limit = 50, cursor }: { limit?: number; cursor?: string },
): Promise<{ items: Note[]; nextCursor: string | null }> {
  const scope: Scope = ['notes', chatId]
  const [before] = cursor === undefined ? [null] : openCursor(config, scope, cursor)
  const [chat] = await database.query('select from chats where id = $1', [chatId])
  if (!chat) throw refuse('not_found')
  const rows = await database.query<Note>(
    `select ${columns} where n.chat_id = $1 and ($2::bigint is null or n.id < $2) order by n.id desc limit $3`,
    [chatId, before, limit + 1],
  )
  return pageFrom(rows, limit, {
    toItem: toNote,
    toCursor: ({ id }) => sealCursor(config, scope, [id]),
  })
}

/** Whoever is mentioned is told. */
export async function createNote(
  kernel: Part,
  { chatId, text, mentions = [] }: { chatId: string; text: string; mentions?: readonly string[] },
  author: Person,
): Promise<Note> {
  const id = await change(kernel, async (tx, events) => {
    const told = [...new Set(mentions)]
    await checkMentions(tx, told)
    const [row] = await tx.query<{ id: string }>(
      `insert into notes (chat_id, author_id, text, mentions)
       select id, $2, $3, $4::bigint[] from chats where id = $1 returning id::text`,
      [chatId, author.id, cleanText(text), told],
    )
    if (!row)
      throw refuse('not_found', { errors: [{ pointer: '/chatId', message: 'no such chat' }] })
    events.push({ type: 'note.created', subject: row.id, chatId })
    await notify(
      tx,
      told
        .filter((userId) => userId !== author.id)
        .map((userId) => ({
          userId,
          kind: 'mention',
          chatId,
          noteId: row.id,
          text: `${author.name}: ${cleanText(text).slice(0, 200)}`,
        })),
      events,
    )
    return row.id
  })
  return (await findNotes(kernel, [id]))[0]!
}

async function checkMentions(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const known = await tx.query<{ id: string }>(
    'select id::text from users where id = any($1::bigint[]) and disabled_at is null',
    [ids],
  )
  if (known.length < ids.length) throw invalid('/mentions', 'names somebody who is not here')
}

type Editor = Person & { role: Role }

/** By its author, or an admin. */
export async function patchNote(
  kernel: Part,
  id: string,
  { text, user }: { text: string; user: Editor },
): Promise<Note> {
  await change(kernel, async (tx, events) => {
    const chatId = await lockOwn(tx, id, user)
    await tx.query('update notes set text = $2, edited_at = now() where id = $1', [
      id,
      cleanText(text),
    ])
    events.push({ type: 'note.updated', subject: id, chatId })
  })
  return (await findNotes(kernel, [id]))[0]!
}

export async function deleteNote(kernel: Part, id: string, user: Editor): Promise<void> {
  await change(kernel, async (tx, events) => {
    const chatId = await lockOwn(tx, id, user)
    await tx.query('delete from notes where id = $1', [id])
    events.push({ type: 'note.deleted', subject: id, chatId, data: { id, chatId } })
  })
}

async function lockOwn(tx: Transaction, id: string, user: Editor): Promise<string> {
  const [note] = await tx.query<{ chatId: string; authorId: string | null }>(
    'select chat_id::text as "chatId", author_id::text as "authorId" from notes where id = $1 for update',
    [id],
  )
  if (!note) throw refuse('not_found')
  if (note.authorId !== user.id && user.role !== 'admin')
    throw refuse('forbidden', { detail: 'It is the note of a colleague' })
  return note.chatId
}

function toNote(row: Note): Note {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    editedAt: row.editedAt === null ? null : isoTime(row.editedAt),
  }
}
