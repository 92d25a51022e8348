/** Changing chats: status, assignee, labels, priority, snooze. Each change leaves a line in the thread and tells whom it concerns. */
import { recordActivities } from './activities.ts'
import { findMatching, type ListReader } from './chat-list.ts'
import {
  activitiesOf,
  type AnyPatch,
  applyPatch,
  type ChatState,
  checkPatch,
  invalid,
  isSame,
  undoOf,
} from './chat-patch.ts'
import { getChat } from './chats.ts'
import type { Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import { notify } from './notifications.ts'
import type { Chat, ChatPatch, ChatsPatch, ChatsPatched } from './schemas/chat.ts'
import { cleanText } from './text.ts'

export interface Person {
  readonly id: string
  readonly name: string
}
type Part = ListReader & Pick<Kernel, 'bus'>

/** Changes one chat and gives it as this user sees it. */
export async function patchChat(
  kernel: Part,
  chatId: string,
  { patch, user }: { patch: ChatPatch; user: Person },
): Promise<Chat> {
  const { found } = await patchAll(kernel, [chatId], { patch, user })
  if (found === 0) throw refuse('not_found')
  return getChat(kernel, chatId, user.id)
}

const most = 10_000
const batch = 1000

/** Changes many chats: those named, or all that match. Chats that are not there are passed over. */
export async function patchChats(
  kernel: Part,
  { ids, filter, patch }: ChatsPatch,
  user: Person,
): Promise<ChatsPatched> {
  if ((ids === undefined) === (filter === undefined))
    throw invalid('/ids', 'either ids or a filter')
  const chosen = ids ?? (await findMatching(kernel, user.id, { filter: filter!, limit: most + 1 }))
  if (chosen.length > most) throw invalid('/filter', `matches more than ${most} chats`)
  const undo: ChatsPatched['undo'] = []
  let count = 0
  for (let i = 0; i < chosen.length; i += batch) {
    const { changed } = await patchAll(kernel, chosen.slice(i, i + batch), { patch, user })
    count += changed.length
    undo.push(...undoOfAll(changed))
  }
  return { count, undo }
}

interface Changed {
  before: ChatState
  after: ChatState
}

/** Chats that were alike go back together; never more at once than a patch takes. */
function undoOfAll(changed: readonly Changed[]): ChatsPatched['undo'] {
  const groups = new Map<string, { ids: string[]; patch: ChatPatch }>()
  for (const { before, after } of changed) {
    const patch = undoOf(before, after)
    const group = groups.get(JSON.stringify(patch)) ?? { ids: [], patch }
    group.ids.push(before.id)
    groups.set(JSON.stringify(patch), group)
  }
  return [...groups.values()]
}

function patchAll(
  kernel: Part,
  ids: readonly string[],
  { patch: asked, user }: { patch: AnyPatch; user: Person },
): Promise<{ found: number; changed: Changed[] }> {
  const patch = checkPatch(cleaned(asked), kernel.now())
  return change(kernel, async (tx, events) => {
    const assignee = await checkAssignee(tx, patch.assigneeId)
    await checkLabels(tx, [...(patch.labels ?? []), ...(patch.addLabels ?? [])])
    const states = await lockChats(tx, ids)
    const changed = states
      .map((before) => ({ before, after: applyPatch(before, patch) }))
      .filter(({ before, after }) => !isSame(before, after))
    if (changed.length > 0) {
      await writeChats(tx, changed)
      const lines = changed.flatMap(({ before, after }) => activitiesOf(before, after, assignee))
      await recordActivities(tx, lines, { user, events, now: kernel.now() })
      await notifyAssigned(tx, changed, { user, events })
      for (const { after } of changed)
        events.push({ type: 'chat.updated', subject: after.id, chatId: after.id })
    }
    return { found: states.length, changed }
  })
}

function cleaned(patch: AnyPatch): AnyPatch {
  const names = ['labels', 'addLabels', 'removeLabels'] as const
  const lists = names.flatMap((name) => {
    const list = patch[name]
    return list ? [[name, [...new Set(list.map(cleanText))]] as const] : []
  })
  return { ...patch, ...Object.fromEntries(lists) }
}

async function checkAssignee(
  tx: Transaction,
  id: string | null | undefined,
): Promise<Person | undefined> {
  if (id === undefined || id === null) return undefined
  const [user] = await tx.query<Person>(
    'select id::text, name from users where id = $1 and disabled_at is null',
    [id],
  )
  if (!user) throw invalid('/assigneeId', 'is nobody who can take chats')
  return user
}

async function checkLabels(tx: Transaction, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const known = await tx.query<{ name: string }>(
    'select name from labels where name = any($1::text[])',
    [names],
  )
  const unknown = names.find((name) => !known.some((label) => label.name === name))
  if (unknown !== undefined) throw invalid('/labels', 'names a label that is not there')
}

// in id order, as ingest locks them: two writers with the same chats wait for each other instead of deadlocking
function lockChats(tx: Transaction, ids: readonly string[]): Promise<ChatState[]> {
  return tx.query<ChatState>(
    `select id::text, status, assignee_id::text as "assigneeId", labels, priority,
       to_char(snoozed_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "snoozedUntil"
     from chats where id = any($1::bigint[]) order by chats.id for update`,
    [ids],
  )
}

// Closing answers the question who waits; reopening asks it again, of the last word spoken.
async function writeChats(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  await tx.query(
    `update chats c set status = n.status, assignee_id = n."assigneeId", labels = n.labels, priority = n.priority,
       snoozed_until = n."snoozedUntil",
       waiting_since = case
         when n.status = 'closed' then null
         when c.status = 'closed' and (select m.direction from messages m where m.id = c.last_message_id) = 'in' then c.last_in_at
         else c.waiting_since end
     from jsonb_to_recordset($1::jsonb) as n (id bigint, status text, "assigneeId" bigint, labels text[], priority text, "snoozedUntil" timestamptz)
     where c.id = n.id`,
    [JSON.stringify(changed.map(({ after }) => after))],
  )
}

async function notifyAssigned(
  tx: Transaction,
  changed: readonly Changed[],
  { user, events }: { user: Person; events: NewEvent[] },
): Promise<void> {
  const given = changed.filter(
    ({ before, after }) => after.assigneeId !== null && after.assigneeId !== before.assigneeId,
  )
  const others = given.filter(({ after }) => after.assigneeId !== user.id)
  await notify(
    tx,
    others.map(({ after }) => ({
      userId: after.assigneeId!,
      kind: 'assigned',
      chatId: after.id,
      text: user.name,
    })),
    events,
  )
}

/** Opens the chats whose time has come, a few hundred at a time, and says how many. */
export async function wakeSnoozed(
  kernel: Pick<Kernel, 'database' | 'bus' | 'now'>,
): Promise<number> {
  return change(kernel, async (tx, events) => {
    const woken = await tx.query<{ id: string; assigneeId: string | null }>(
      `update chats set status = 'open', snoozed_until = null where id in (
         select id from chats where status = 'snoozed' and snoozed_until <= $1 order by id limit 500 for update skip locked)
       returning id::text, assignee_id::text as "assigneeId"`,
      [kernel.now().toISOString()],
    )
    const lines = woken.map(
      ({ id }) => ({ chatId: id, topic: 'status', from: 'snoozed', to: 'open' }) as const,
    )
    await recordActivities(tx, lines, { user: null, events, now: kernel.now() })
    const owned = woken.filter(({ assigneeId }) => assigneeId !== null)
    await notify(
      tx,
      owned.map(({ id, assigneeId }) => ({
        userId: assigneeId!,
        kind: 'woken',
        chatId: id,
        text: '',
      })),
      events,
    )
    for (const { id } of woken) events.push({ type: 'chat.updated', subject: id, chatId: id })
    return woken.length
  })
}
