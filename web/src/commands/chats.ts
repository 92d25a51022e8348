/** Changes to chats: shown at once, taken back when the server refuses, and undone on request. */
import type { Chat } from '@parley/core/schemas'

import { api, store, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { announceOwnChange } from '../own-change.ts'
import { dayTime } from '../text/time.ts'
import { notify } from '../ui/toast.tsx'

export interface ChatChange {
  readonly status?: Chat['status']
  /** The name is for the screen only. */
  readonly assignee?: Chat['assignee']
  readonly labels?: readonly string[]
  readonly priority?: Chat['priority']
  readonly snoozedUntil?: string | null
}

/** Applies a change to one chat; `said` is the notice that offers undo. */
export async function changeChat(chatId: string, change: ChatChange, said?: string): Promise<void> {
  const before = store.state.chats.get(chatId)
  if (!before) return
  store.dispatch({ event: 'chat.updated', data: withChange(before, change) })
  announceOwnChange()
  const done = await patchChat(chatId, change, before)
  if (done && said) {
    notify({
      text: said,
      action: {
        label: t('app.undo'),
        run: () => void changeChat(chatId, opposite(before, change)),
      },
    })
  }
}

async function patchChat(chatId: string, change: ChatChange, before: Chat): Promise<boolean> {
  try {
    await store.load(
      () => api.patch<Chat>(`/api/chats/${chatId}`, toPatch(change)),
      (chat) => [{ event: 'chat.updated', data: chat }],
    )
    return true
  } catch (error) {
    const now = store.state.chats.get(chatId) ?? before
    store.dispatch({ event: 'chat.updated', data: withChange(now, opposite(before, change)) })
    notify({ text: errorText(toApiError(error)), look: 'danger' })
    return false
  }
}

function withChange(chat: Chat, change: ChatChange): Chat {
  const { labels, ...rest } = change
  return { ...chat, ...rest, ...(labels ? { labels: [...labels] } : {}) }
}

/** The fields that were changed, as they were. */
function opposite(before: Chat, change: ChatChange): ChatChange {
  const { status, assignee, labels, priority, snoozedUntil } = before
  const all: ChatChange = { status, assignee, labels, priority, snoozedUntil }
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in change))
}

export function toPatch(change: ChatChange): Record<string, unknown> {
  const { assignee, ...patch } = change
  return assignee === undefined ? patch : { ...patch, assigneeId: assignee?.id ?? null }
}

export function assignTo(chat: Chat, assignee: Chat['assignee']): Promise<void> {
  const said = assignee ? t('chat.assigned', { name: assignee.name }) : t('chat.unassigned')
  return changeChat(chat.id, { assignee }, said)
}

export function toggleLabel(chat: Chat, name: string): Promise<void> {
  const has = chat.labels.includes(name)
  const labels = has ? chat.labels.filter((other) => other !== name) : [...chat.labels, name]
  return changeChat(chat.id, { labels })
}

export function snoozeUntil(chat: Chat, at: Date): Promise<void> {
  const snoozedUntil = at.toISOString()
  const said = t('chat.snoozed', { time: dayTime(at.getTime()) })
  return changeChat(chat.id, { status: 'snoozed', snoozedUntil }, said)
}

export function wakeChat(chatId: string): Promise<void> {
  return changeChat(chatId, { status: 'open', snoozedUntil: null }, t('chat.unsnoozed'))
}

/** Closing and reopening are one key. */
export function toggleClosed(chatId: string): Promise<void> {
  const isClosed = store.state.chats.get(chatId)?.status === 'closed'
  return isClosed
    ? changeChat(chatId, { status: 'open', snoozedUntil: null }, t('chat.reopened'))
    : changeChat(chatId, { status: 'closed', snoozedUntil: null }, t('chat.closed'))
}

/** Marks read for this user; several calls for the same state cost one request. */
export async function markRead(chatId: string): Promise<void> {
  const chat = store.state.chats.get(chatId)
  if (!chat || chat.unreadCount === 0) return
  store.dispatch({ event: 'chat.updated', data: { ...chat, unreadCount: 0 } })
  await api.post(`/api/chats/${chatId}/read`).catch(() => {
    store.dispatch({ event: 'chat.updated', data: chat })
  })
}

export async function markUnread(chatId: string): Promise<void> {
  await api
    .post(`/api/chats/${chatId}/unread`)
    .catch((error: unknown) => notify({ text: errorText(toApiError(error)), look: 'danger' }))
}
