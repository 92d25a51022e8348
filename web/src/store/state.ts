/** What the inbox knows: chats once each, views and threads as ordered lists over them. */
import type { Chat, Counts, Message, NewMessage, Note, PresenceChanged } from '@parley/core/schemas'

import type { ApiError } from '../api.ts'
import type { LinkState } from '../socket.ts'
import type { Filters } from './filters.ts'

export interface State {
  readonly meId: string | null
  readonly chats: ReadonlyMap<string, Chat>
  /** By the canonical text of their filters. */
  readonly views: ReadonlyMap<string, ViewList>
  /** By chat, the least recently opened first. */
  readonly threads: ReadonlyMap<string, Thread>
  /** By chat, in the order they were written. */
  readonly outgoing: ReadonlyMap<string, readonly Outgoing[]>
  readonly typing: ReadonlyMap<string, readonly Typist[]>
  /** By user. */
  readonly presence: ReadonlyMap<string, PresenceChanged>
  readonly counts: Counts | null
  readonly link: LinkState
}

export interface ViewList {
  readonly filters: Filters
  readonly ids: readonly string[]
  readonly nextCursor: string | null
  readonly loading: 'first' | 'more' | null
  readonly error: ApiError | null
}

export interface Thread {
  readonly chatId: string
  /** Ascending by time of sending. */
  readonly messages: readonly Message[]
  readonly notes: readonly Note[]
  readonly hasOlder: boolean
  /** The newest messages are not here: the reader jumped into the past. */
  readonly hasNewer: boolean
  readonly loading: 'first' | 'older' | 'newer' | null
  readonly error: ApiError | null
  /** The first message that was unread when the chat was opened. */
  readonly unreadFrom: string | null
  /** Grows when the window is replaced by another part of the history. */
  readonly generation: number
}

/** A message that the server has not confirmed. It lives in IndexedDB, so a reload loses nothing. */
export interface Outgoing {
  readonly body: NewMessage
  readonly userId: string
  readonly createdAt: string
  /** Held back until then, so that it can be undone. */
  readonly heldUntil: number
  /** `held` waits for undo · `waiting` for the network or its turn · `refused` for a person. */
  readonly state: 'held' | 'waiting' | 'refused'
  readonly problem: OutgoingProblem | null
  /** What the bubble shows of the files. */
  readonly files: readonly OutgoingFile[]
}
export interface OutgoingProblem {
  readonly code: string
  readonly detail: string
}
export interface OutgoingFile {
  readonly id: string
  readonly kind: string
  readonly mime: string
  readonly name: string
  readonly bytes: number
  readonly url: string | null
}

export interface Typist {
  /** Null is the contact. */
  readonly userId: string | null
  readonly name: string
  readonly mode: string
  readonly until: number
}

export const emptyState: State = {
  meId: null,
  chats: new Map(),
  views: new Map(),
  threads: new Map(),
  outgoing: new Map(),
  typing: new Map(),
  presence: new Map(),
  counts: null,
  link: { status: 'stopped' },
}

/** A copy of the map with one entry set, or removed by `undefined`; a changed entry keeps its place. */
export function withEntry<K, V>(
  map: ReadonlyMap<K, V>,
  key: K,
  value: V | undefined,
): ReadonlyMap<K, V> {
  const copy = new Map(map)
  if (value === undefined) copy.delete(key)
  else copy.set(key, value)
  return copy
}

/** Ids are decimal text of any length. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b))
}
