/** Labels: the words that chats are sorted by. A chat carries their names. */
import { LabelSchema } from './entities.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Label } from './schemas/desk.ts'

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
    const label = em.create(LabelSchema, { ...given, name: given.name.trim() })
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
    if (patch.name) label.name = patch.name.trim()
    if (patch.color) label.color = patch.color
    await unlessTaken(em.flush())
    if (label.name !== before) await replaceOnChats(query, before, label.name)
    events.push({ type: 'labels.updated', subject: id })
    return { id, name: label.name, color: label.color }
  })
}

export async function deleteLabel(kernel: Part, id: string): Promise<void> {
  await change(kernel, async ({ em, query }, events) => {
    const label = await em.findOne(LabelSchema, { id })
    if (!label) throw refuse('not_found')
    await query('update chats set labels = array_remove(labels, $1) where labels @> array[$1]', [
      label.name,
    ])
    await em.remove(label).flush()
    events.push({ type: 'labels.updated', subject: id })
  })
}

type Query = (text: string, values: readonly unknown[]) => Promise<unknown>

async function replaceOnChats(query: Query, before: string, after: string): Promise<void> {
  await query('update chats set labels = array_replace(labels, $1, $2) where labels @> array[$1]', [
    before,
    after,
  ])
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
