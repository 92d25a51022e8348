/** Saved views: a name for a query of the chat list, for one person or for all. */
import { ViewSchema } from './entities.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { View } from './schemas/desk.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus'>

export async function listViews({ database }: Part, userId: string): Promise<View[]> {
  const rows = await database.orm.em
    .fork()
    .find(ViewSchema, { $or: [{ userId }, { userId: null }] }, { orderBy: { id: 'asc' } })
  return rows.map(toView)
}

export async function createView(
  kernel: Part,
  userId: string,
  given: { name: string; query: string; shared: boolean },
): Promise<View> {
  return change(kernel, async ({ em }, events) => {
    const { name, query, shared } = given
    const view = em.create(ViewSchema, {
      name: cleanText(name).trim(),
      query: cleanText(query),
      userId: shared ? null : userId,
    })
    await em.flush()
    events.push(changed(view))
    return toView(view)
  })
}

/** One's own, or a shared one. */
export async function deleteView(kernel: Part, userId: string, id: string): Promise<void> {
  await change(kernel, async ({ em }, events) => {
    const view = await em.findOne(ViewSchema, { id, $or: [{ userId }, { userId: null }] })
    if (!view) throw refuse('not_found')
    events.push(changed(view))
    await em.remove(view).flush()
  })
}

interface Row {
  id: string
  name: string
  query: string
  userId?: string | null | undefined
}

function toView({ id, name, query, userId }: Row): View {
  return { id, name, query, shared: !userId }
}

function changed({ id, userId }: Row): NewEvent {
  return { type: 'views.updated', subject: id, ...(userId && { userId }) }
}
