/** Labels: the words that chats are sorted by. A chat carries their names. */
import { LabelSchema } from './entities.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Label } from './schemas/desk.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus'>

export async function listLabels({ database }: Part): Promise<Label[]> {
  const rows = await database.orm.em.fork().find(LabelSchema, {}, { orderBy: { name: 'asc' } })
  return rows.map(({ id, name, color }) => ({ id, name, color }))
}

export async function createLabel(
  kernel: Part,
  given: { name: string; color?: string },
): Promise<Label> {
  return change(kernel, async ({ em }, events) => {
    const label = em.create(LabelSchema, { ...given, name: cleanText(given.name).trim() })
    await unlessTaken(em.flush())
    events.push({ type: 'labels.updated', subject: label.id })
    return { id: label.id, name: label.name, color: label.color }
  })
}

/** A new name is a new name on every chat that carries the label. */
export async function patchLabel(
  kernel: Part,
  id: string,
  patch: { name?: string; color?: string },
): Promise<Label> {
  return change(kernel, async ({ em, query }, events) => {
    const label = await em.findOne(LabelSchema, { id })
    if (!label) throw refuse('not_found')
    const before = label.name
    if (patch.name) label.name = cleanText(patch.name).trim()
    if (patch.color) label.color = patch.color
    await unlessTaken(em.flush())
    if (label.name !== before) await replaceOnChats(query, { before, after: label.name }, events)
    events.push({ type: 'labels.updated', subject: id })
    return { id, name: label.name, color: label.color }
  })
}

export async function deleteLabel(kernel: Part, id: string): Promise<void> {
  await change(kernel, async ({ em, query }, events) => {
    const label = await em.findOne(LabelSchema, { id })
    if (!label) throw refuse('not_found')
    await replaceOnChats(query, { before: label.name, after: null }, events)
    await em.remove(label).flush()
    events.push({ type: 'labels.updated', subject: id })
  })
}

type Query = (text: string, values: readonly unknown[]) => Promise<{ id: string }[]>

/** The chats are locked in id order, as everywhere, and every screen hears of each. */
async function replaceOnChats(
  query: Query,
  { before, after }: { before: string; after: string | null },
  events: NewEvent[],
): Promise<void> {
  const chats = await query(
    `update chats set labels = case when $2::text is null then array_remove(labels, $1) else array_replace(labels, $1, $2) end
     where id in (select id from chats where labels @> array[$1] order by id for update) returning id::text`,
    [before, after],
  )
  for (const { id } of chats) events.push({ type: 'chat.updated', subject: id, chatId: id })
}

/** The unique index decides, also between two people at once. */
export async function unlessTaken<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if ((error as { code?: string }).code === '23505') throw refuse('conflict')
    throw error
  }
}
