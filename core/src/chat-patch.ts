/** What a patch makes of one chat: pure rules, the same for one chat and for thousands. */
import { refuse, type FieldFault } from './errors.ts'
import type { ChatPatch, ChatsPatch } from './schemas/chat.ts'

export interface ChatState {
  readonly id: string
  readonly status: string
  readonly assigneeId: string | null
  readonly labels: readonly string[]
  readonly priority: string | null
  readonly snoozedUntil: string | null
}
export type AnyPatch = ChatsPatch['patch']
/** One line of the thread: what a person changed. `text` says it in English, the rest lets a screen say it in its language. */
export interface Activity {
  readonly chatId: string
  readonly topic: 'status' | 'assignee' | 'labels' | 'priority'
  readonly from: unknown
  readonly to: unknown
}

/** Throws for what can be known without a chat. Gives the patch with what follows from it. */
export function checkPatch(patch: AnyPatch, now: Date): AnyPatch {
  if (patch.labels && (patch.addLabels ?? patch.removeLabels))
    throw invalid('/labels', 'either all labels, or those to add and remove')
  if (patch.snoozedUntil === undefined || patch.snoozedUntil === null) return patch
  if (patch.status !== undefined && patch.status !== 'snoozed')
    throw invalid('/snoozedUntil', `does not go with status ${patch.status}`)
  const until = new Date(patch.snoozedUntil)
  if (Number.isNaN(until.getTime())) throw invalid('/snoozedUntil', 'is no time')
  if (until <= now) throw invalid('/snoozedUntil', 'must be in the future')
  return { ...patch, status: 'snoozed', snoozedUntil: until.toISOString() }
}

/** The chat afterwards. Snoozed without a time means until the contact writes. */
export function applyPatch(before: ChatState, patch: AnyPatch): ChatState {
  const status = nextStatus(before, patch)
  const snoozedUntil = patch.snoozedUntil === undefined ? before.snoozedUntil : patch.snoozedUntil
  const kept = patch.labels ?? before.labels
  const labels = [...new Set([...kept, ...(patch.addLabels ?? [])])]
  return {
    id: before.id,
    status,
    assigneeId: patch.assigneeId === undefined ? before.assigneeId : patch.assigneeId,
    labels: labels.filter((label) => !patch.removeLabels?.includes(label)),
    priority: patch.priority === undefined ? before.priority : patch.priority,
    snoozedUntil: status === 'snoozed' ? snoozedUntil : null,
  }
}

// taking the time away wakes a snoozed chat, and leaves any other as it is
function nextStatus(before: ChatState, patch: AnyPatch): string {
  const isWoken = patch.snoozedUntil === null && before.status === 'snoozed'
  return patch.status ?? (isWoken ? 'open' : before.status)
}

export function isSame(a: ChatState, b: ChatState): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** `assignee` is the user behind the new id. */
export function activitiesOf(
  before: ChatState,
  after: ChatState,
  assignee?: { id: string; name: string },
): Activity[] {
  const chatId = before.id
  const lines: Activity[] = []
  if (before.status !== after.status || before.snoozedUntil !== after.snoozedUntil) {
    lines.push({
      chatId,
      topic: 'status',
      from: before.status,
      to: after.snoozedUntil ? { status: after.status, until: after.snoozedUntil } : after.status,
    })
  }
  if (before.assigneeId !== after.assigneeId)
    lines.push({ chatId, topic: 'assignee', from: before.assigneeId, to: assignee ?? null })
  if (before.labels.join('\n') !== after.labels.join('\n'))
    lines.push({ chatId, topic: 'labels', from: before.labels, to: after.labels })
  if (before.priority !== after.priority)
    lines.push({ chatId, topic: 'priority', from: before.priority, to: after.priority })
  return lines
}

/** The patch that leads back. */
export function undoOf(before: ChatState, after: ChatState): ChatPatch {
  const hasMoved = before.status !== after.status || before.snoozedUntil !== after.snoozedUntil
  return {
    ...(hasMoved && { status: before.status as 'open' }),
    ...(hasMoved && before.snoozedUntil && { snoozedUntil: before.snoozedUntil }),
    ...(before.assigneeId !== after.assigneeId && { assigneeId: before.assigneeId }),
    ...(before.labels.join('\n') !== after.labels.join('\n') && { labels: [...before.labels] }),
    ...(before.priority !== after.priority && { priority: before.priority as 'low' | null }),
  }
}

export function invalid(pointer: string, message: string) {
  const errors: FieldFault[] = [{ pointer, message }]
  return refuse('invalid', { detail: `${pointer.slice(1)} ${message}`, errors })
}
