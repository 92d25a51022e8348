/** Canned replies: texts behind a shortcut, shared by all. */
import { CannedReplySchema } from './entities.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { unlessTaken } from './labels.ts'
import type { CannedReply } from './schemas/desk.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus'>

export async function listCannedReplies({ database }: Part): Promise<CannedReply[]> {
  const rows = await database.orm.em
    .fork()
    .find(CannedReplySchema, {}, { orderBy: { shortcut: 'asc' } })
  return rows.map(({ id, shortcut, text }) => ({ id, shortcut, text }))
}

export async function createCannedReply(
  kernel: Part,
  given: { shortcut: string; text: string },
): Promise<CannedReply> {
  return change(kernel, async ({ em }, events) => {
    const reply = em.create(CannedReplySchema, {
      shortcut: cleanText(given.shortcut),
      text: cleanText(given.text),
    })
    await unlessTaken(em.flush())
    events.push({ type: 'canned-replies.updated', subject: reply.id })
    return { id: reply.id, shortcut: reply.shortcut, text: reply.text }
  })
}

export async function patchCannedReply(
  kernel: Part,
  id: string,
  patch: { shortcut?: string; text?: string },
): Promise<CannedReply> {
  return change(kernel, async ({ em }, events) => {
    const reply = await em.findOne(CannedReplySchema, { id })
    if (!reply) throw refuse('not_found')
    reply.shortcut = cleanText(patch.shortcut ?? reply.shortcut)
    reply.text = cleanText(patch.text ?? reply.text)
    await unlessTaken(em.flush())
    events.push({ type: 'canned-replies.updated', subject: id })
    return { id, shortcut: reply.shortcut, text: reply.text }
  })
}

export async function deleteCannedReply(kernel: Part, id: string): Promise<void> {
  await change(kernel, async ({ em }, events) => {
    if (!(await em.nativeDelete(CannedReplySchema, { id }))) throw refuse('not_found')
    events.push({ type: 'canned-replies.updated', subject: id })
  })
}
