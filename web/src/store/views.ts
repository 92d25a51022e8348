/** Views: ordered chat ids under a filter, kept right by events between two fetches. */
import type { Chat } from '@parley/core/schemas'

import type { ApiError } from '../api.ts'
import { compareChats, type Filters, isLive, matches, parseFilters } from './filters.ts'
import { type State, type ViewList, withEntry } from './state.ts'

export interface ViewLoaded {
  readonly key: string
  readonly chats: readonly Chat[]
  readonly nextCursor: string | null
  /** A further page, not the first one. */
  readonly more: boolean
}

/** Takes a chat in, and puts it where it now belongs in every view. */
export function placeChat(state: State, chat: Chat): State {
  const chats = withEntry(state.chats, chat.id, chat)
  let views: Map<string, ViewList> | undefined
  for (const [key, view] of state.views) {
    const ids = isLive(view.filters) ? placedIds({ view, chat, chats, meId: state.meId }) : view.ids
    if (ids !== view.ids) (views ??= new Map(state.views)).set(key, { ...view, ids })
  }
  return { ...state, chats, views: views ?? state.views }
}

/** The chat and everything that shows it is gone. */
export function dropChat(state: State, { id }: { id: string }): State {
  const views = new Map(state.views)
  for (const [key, view] of views) {
    if (view.ids.includes(id))
      views.set(key, { ...view, ids: view.ids.filter((other) => other !== id) })
  }
  return {
    ...state,
    views,
    chats: withEntry(state.chats, id, undefined),
    threads: withEntry(state.threads, id, undefined),
  }
}

interface Placing {
  readonly view: ViewList
  readonly chat: Chat
  readonly chats: ReadonlyMap<string, Chat>
  readonly meId: string | null
}

function placedIds({ view, chat, chats, meId }: Placing): readonly string[] {
  const belongs = matches(view.filters, chat, meId)
  const at = view.ids.indexOf(chat.id)
  if (!belongs) return at < 0 ? view.ids : view.ids.toSpliced(at, 1)
  const others = at < 0 ? view.ids : view.ids.toSpliced(at, 1)
  const place = findPlace(others, chat, { filters: view.filters, chats })
  if (place === at) return view.ids
  // Below the loaded part: the next page brings it.
  if (place === others.length && view.nextCursor !== null) return others
  return others.toSpliced(place, 0, chat.id)
}

/** Binary search for the first chat that comes after this one. */
function findPlace(
  ids: readonly string[],
  chat: Chat,
  { filters, chats }: { filters: Filters; chats: ReadonlyMap<string, Chat> },
): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = chats.get(ids[middle] as string)
    if (other && compareChats(filters, other, chat) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Chats that were fetched by themselves, each as if an event had brought it. */
export function putChats(state: State, chats: readonly Chat[]): State {
  return chats.reduce(placeChat, state)
}

export function viewLoading(state: State, { key, more }: { key: string; more: boolean }): State {
  const view = state.views.get(key) ?? emptyView(key)
  const loading = more ? 'more' : 'first'
  return { ...state, views: withEntry(state.views, key, { ...view, loading, error: null }) }
}

/** The same words are the same chat, so that nothing that shows it is drawn again. */
function unlessSame(known: Chat | undefined, chat: Chat): Chat {
  return known && JSON.stringify(known) === JSON.stringify(chat) ? known : chat
}

/** A first page replaces the list; a further page joins its end without doubling what moved meanwhile. */
export function viewLoaded(state: State, { key, chats, nextCursor, more }: ViewLoaded): State {
  const view = state.views.get(key) ?? emptyView(key)
  const fresh = chats.map((chat) => chat.id)
  const known = new Set(more ? view.ids : [])
  const ids = [...known, ...fresh.filter((id) => !known.has(id))]
  const isSame = ids.length === view.ids.length && ids.every((id, at) => id === view.ids[at])
  const shown = isSame ? view.ids : ids
  const loaded: ViewList = { ...view, ids: shown, nextCursor, loading: null, error: null }
  const others = { ...state, views: withEntry(state.views, key, undefined) }
  const placed = putChats(
    others,
    chats.map((chat) => unlessSame(state.chats.get(chat.id), chat)),
  )
  return { ...placed, views: withEntry(placed.views, key, loaded) }
}

export function viewFailed(state: State, { key, error }: { key: string; error: ApiError }): State {
  const view = state.views.get(key) ?? emptyView(key)
  return { ...state, views: withEntry(state.views, key, { ...view, loading: null, error }) }
}

function emptyView(key: string): ViewList {
  return { filters: parseFilters(key), ids: [], nextCursor: null, loading: null, error: null }
}
