/** Threads: a window of one chat's messages, ascending, with its notes. */
import type { Message, Note } from '@parley/core/schemas'

import { compareTimes } from './filters.ts'
import { compareIds, type State, type Thread, withEntry } from './state.ts'

const THREADS_KEPT = 30
export const MESSAGES_KEPT = 1500

export function emptyThread(chatId: string): Thread {
  return {
    chatId,
    messages: [],
    notes: [],
    hasOlder: true,
    hasNewer: false,
    loading: 'first',
    error: null,
    unreadFrom: null,
    generation: 0,
  }
}

/** Puts the thread last, as the most recently opened, and forgets the oldest beyond the limit. */
export function openThread(state: State, thread: Thread): State {
  const threads = new Map(state.threads)
  threads.delete(thread.chatId)
  threads.set(thread.chatId, thread)
  for (const chatId of threads.keys()) {
    if (threads.size <= THREADS_KEPT) break
    threads.delete(chatId)
  }
  return { ...state, threads }
}

export function patchThread(
  state: State,
  { chatId, patch }: { chatId: string; patch: Partial<Thread> },
): State {
  const thread = state.threads.get(chatId)
  if (!thread) return state
  return { ...state, threads: withEntry(state.threads, chatId, { ...thread, ...patch }) }
}

/** After a gap in the events, what is kept may be old. */
export function forgetThreads(state: State, { except }: { except: string | null }): State {
  const kept = except === null ? undefined : state.threads.get(except)
  return { ...state, threads: new Map(kept ? [[kept.chatId, kept]] : []) }
}

/** Takes a message to its place by time, unless that place is outside the loaded window. */
export function mergeMessage(thread: Thread, message: Message): Thread {
  const known = thread.messages.findLastIndex((other) => other.id === message.id)
  if (known >= 0 && compareMessages(thread.messages[known] as Message, message) === 0) {
    return { ...thread, messages: thread.messages.with(known, message) }
  }
  const others = known < 0 ? thread.messages : thread.messages.toSpliced(known, 1)
  const place = others.findLastIndex((other) => compareMessages(other, message) < 0) + 1
  const isOutside =
    (place === 0 && thread.hasOlder && others.length > 0) ||
    (place === others.length && thread.hasNewer)
  if (isOutside) return known < 0 ? thread : { ...thread, messages: others }
  return { ...thread, messages: others.toSpliced(place, 0, message) }
}

export function compareMessages(a: Message, b: Message): number {
  return compareTimes(a.sentAt, b.sentAt) || compareIds(a.id, b.id)
}

/** Joins a fetched page (newest first) to one end, and lets go of the other end beyond the limit. */
export function joinPage(
  thread: Thread,
  page: readonly Message[],
  end: 'older' | 'newer',
): Pick<Thread, 'messages' | 'hasOlder' | 'hasNewer'> {
  const known = new Set(thread.messages.map((message) => message.id))
  const fresh = page.filter((message) => !known.has(message.id)).toReversed()
  const joined = end === 'older' ? [...fresh, ...thread.messages] : [...thread.messages, ...fresh]
  const excess = Math.max(0, joined.length - MESSAGES_KEPT)
  const messages = end === 'older' ? joined.slice(0, joined.length - excess) : joined.slice(excess)
  return {
    messages,
    hasOlder: thread.hasOlder || (end === 'newer' && excess > 0),
    hasNewer: thread.hasNewer || (end === 'older' && excess > 0),
  }
}

export function dropMessage(thread: Thread, id: string): Thread {
  const messages = thread.messages.filter((message) => message.id !== id)
  return messages.length === thread.messages.length ? thread : { ...thread, messages }
}

export function mergeNote(thread: Thread, note: Note): Thread {
  const known = thread.notes.findIndex((other) => other.id === note.id)
  if (known >= 0) return { ...thread, notes: thread.notes.with(known, note) }
  const notes = [...thread.notes, note].sort((a, b) => compareIds(a.id, b.id))
  return { ...thread, notes }
}

export function dropNote(thread: Thread, id: string): Thread {
  const notes = thread.notes.filter((note) => note.id !== id)
  return notes.length === thread.notes.length ? thread : { ...thread, notes }
}

/** The oldest of the newest `count` messages of the contact: where reading stopped. */
export function firstUnread(messages: readonly Message[], count: number): string | null {
  let left = count
  let found: string | null = null
  for (const message of messages.toReversed()) {
    if (left <= 0) break
    if (message.direction === 'in') {
      found = message.id
      left -= 1
    }
  }
  return found
}
