/** Loads one chat's messages and notes: the newest, a part of the past, or the next page at either end. */
import type { Chat, Message, Note } from '@parley/core/schemas'

import { api, store, toApiError } from '../client.ts'
import { noteIdOf } from '../routes.ts'
import type { AppEvent } from '../store/apply-event.ts'
import { compareTimes } from '../store/filters.ts'
import type { Thread } from '../store/state.ts'
import { emptyThread, firstUnread, joinPage } from '../store/threads.ts'

const PAGE = 50
interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** Opens a chat at its newest messages, or at the one that a link names; at once from what is kept, then fresh. */
export async function openChat(chatId: string, messageId?: string): Promise<void> {
  const kept = store.state.threads.get(chatId)
  const shown = kept ?? emptyThread(chatId)
  store.dispatch({ event: 'local.threadOpened', data: { ...shown, unreadFrom: null } })
  if (!store.state.chats.has(chatId)) void loadChat(chatId)
  void loadNotes(chatId)
  if (messageId !== undefined) return jumpToMessage(chatId, messageId)
  if (!kept?.hasNewer) await loadWindow(chatId, {})
}

/** After a gap in the events: the same part of the chat again, and the chat itself. */
export async function reopenChat(chatId: string): Promise<void> {
  const thread = store.state.threads.get(chatId)
  if (!thread) return openChat(chatId)
  const wish = wishes.get(chatId) ?? (thread.hasNewer ? null : {})
  await Promise.all([loadChat(chatId), loadNotes(chatId), wish && loadWindow(chatId, { ...wish })])
}

export function loadChat(chatId: string): Promise<unknown> {
  return store
    .load(
      () => api.get<Chat>(`/api/chats/${chatId}`),
      (chat) => [{ event: 'chat.updated', data: chat }],
    )
    .catch((error: unknown) => failThread(chatId, error))
}

/** Replaces the window by the messages around one of them. */
export async function jumpToMessage(chatId: string, messageId: string): Promise<void> {
  const noteId = noteIdOf(messageId)
  if (noteId !== null) return jumpToNote(chatId, noteId)
  const thread = store.state.threads.get(chatId)
  if (thread?.messages.some((message) => message.id === messageId)) return
  if (wishes.get(chatId)?.around === messageId) return
  if (!thread) store.dispatch({ event: 'local.threadOpened', data: emptyThread(chatId) })
  await loadWindow(chatId, { around: messageId })
}

const NOTE_PAGES = 40

/**
 * A note has a time but no place among the messages: pages of the past are loaded until its time is reached, and one
 * more for what was said before it.
 */
async function jumpToNote(chatId: string, noteId: string): Promise<void> {
  const isEmpty = store.state.threads.get(chatId)?.messages.length === 0 && !wishes.has(chatId)
  await Promise.all([loadNotes(chatId), isEmpty && loadWindow(chatId, {})])
  if (placeOfNote(await loadedThread(chatId), noteId) === 'later') await jumpToLatest(chatId)
  for (let pages = 0; pages < NOTE_PAGES; pages += 1) {
    const place = placeOfNote(await loadedThread(chatId), noteId)
    await loadEnd(chatId, 'older')
    if (place !== 'earlier') return
  }
}

/** Where a note stands by its time, seen from the loaded messages. */
function placeOfNote(thread: Thread | undefined, noteId: string): 'earlier' | 'here' | 'later' {
  const note = thread?.notes.find(({ id }) => id === noteId)
  const first = thread?.messages[0]
  const last = thread?.messages.at(-1)
  if (!note || !first || !last) return 'here'
  if (compareTimes(note.createdAt, first.sentAt) < 0) return 'earlier'
  return thread.hasNewer && compareTimes(note.createdAt, last.sentAt) > 0 ? 'later' : 'here'
}

/** The thread as soon as nothing more is on its way. */
function loadedThread(chatId: string): Promise<Thread | undefined> {
  return new Promise((resolve) => {
    function check(): boolean {
      const thread = store.state.threads.get(chatId)
      if (thread?.loading) return false
      resolve(thread)
      return true
    }
    if (check()) return
    const stop = store.api.subscribe(() => check() && stop())
  })
}

/** Leaves the past for the newest messages. */
export async function jumpToLatest(chatId: string): Promise<void> {
  if (store.state.threads.get(chatId)?.hasNewer) await loadWindow(chatId, {})
}

/** The last wish counts: an answer to an earlier one must not take the reader elsewhere. */
const wishes = new Map<string, { readonly around?: string }>()

async function loadWindow(chatId: string, query: { around?: string }): Promise<void> {
  wishes.set(chatId, query)
  patch(chatId, { loading: 'first', error: null })
  await store
    .load(
      () => getMessages(chatId, query),
      (page) => (wishes.get(chatId) === query ? windowEvents(chatId, page, query.around) : []),
    )
    .catch((error: unknown) => failThread(chatId, error))
  if (wishes.get(chatId) === query) wishes.delete(chatId)
}

/** The newest page joins what is kept when they touch; otherwise it takes its place. */
function windowEvents(chatId: string, page: Page<Message>, around?: string): AppEvent[] {
  const thread = store.state.threads.get(chatId)
  if (!thread) return []
  const fresh = page.items.toReversed()
  const oldest = fresh[0]
  const touches =
    around === undefined && !thread.hasNewer && thread.messages.some(({ id }) => id === oldest?.id)
  if (touches) {
    return [
      { event: 'local.messages', data: { chatId, messages: fresh } },
      { event: 'local.threadPatched', data: { chatId, patch: { loading: null } } },
    ]
  }
  const unread = store.state.chats.get(chatId)?.unreadCount ?? 0
  const data = {
    ...thread,
    messages: fresh,
    hasOlder: around === undefined ? page.nextCursor !== null : true,
    hasNewer: around !== undefined,
    loading: null,
    unreadFrom: around === undefined ? firstUnread(fresh, unread) : null,
    generation: thread.generation + 1,
  }
  return [{ event: 'local.threadOpened', data }]
}

/** One page more at an end. */
export async function loadEnd(chatId: string, end: 'older' | 'newer'): Promise<void> {
  const place = nextPlace(store.state.threads.get(chatId), end)
  if (!place) return
  patch(chatId, { loading: end })
  await store
    .load(
      () => getMessages(chatId, place),
      (page) => endEvents(chatId, page, end),
    )
    .catch((error: unknown) => failThread(chatId, error))
}

/** Where the next page begins, unless there is none or one is on its way. */
function nextPlace(
  thread: Thread | undefined,
  end: 'older' | 'newer',
): { before: string } | { after: string } | null {
  const isOlder = end === 'older'
  if (!thread || thread.loading || !(isOlder ? thread.hasOlder : thread.hasNewer)) return null
  const edge = isOlder ? thread.messages[0] : thread.messages.at(-1)
  if (!edge) return null
  return isOlder ? { before: edge.id } : { after: edge.id }
}

function endEvents(chatId: string, page: Page<Message>, end: 'older' | 'newer'): AppEvent[] {
  const thread = store.state.threads.get(chatId)
  if (!thread) return []
  const isLast = page.items.length < PAGE
  const reached = end === 'older' ? { hasOlder: !isLast } : { hasNewer: !isLast }
  const joined = joinPage({ ...thread, ...reached }, page.items, end)
  return [{ event: 'local.threadPatched', data: { chatId, patch: { ...joined, loading: null } } }]
}

function getMessages(
  chatId: string,
  place: { around?: string; before?: string; after?: string },
): Promise<Page<Message>> {
  return api.get(`/api/messages/chat/${chatId}`, { query: { limit: PAGE, ...place } })
}

async function loadNotes(chatId: string): Promise<void> {
  await store
    .load(
      () => api.get<Page<Note>>(`/api/notes/chat/${chatId}`, { query: { limit: 100 } }),
      ({ items }) => [
        {
          event: 'local.threadPatched',
          data: { chatId, patch: { notes: items.toSorted((a, b) => Number(a.id) - Number(b.id)) } },
        },
      ],
    )
    .catch((error: unknown) => failThread(chatId, error))
}

function failThread(chatId: string, error: unknown): void {
  patch(chatId, { loading: null, error: toApiError(error) })
}

function patch(chatId: string, change: Partial<Thread>): void {
  store.dispatch({ event: 'local.threadPatched', data: { chatId, patch: change } })
}
