/** What was on the screen stays on this device: the next visit begins with it, and asks the server whether it still holds. */
import type { Chat, Counts } from '@parley/core/schemas'
import type { QueryClient } from '@tanstack/react-query'

import { readLocal, writeLocal } from './appearance.ts'
import type { Store } from './store.ts'
import type { AppEvent } from './store/apply-event.ts'
import { formatFilters, parseFilters } from './store/filters.ts'
import type { State } from './store/state.ts'

/** Of the queries: what changes seldom and every page needs. */
const names = new Set([
  'me',
  'channels',
  'connections',
  'labels',
  'users',
  'views',
  'canned-replies',
])
const CHATS = 50
const LONGEST = 500_000
const WRITE_AFTER_MS = 5000
/** What is on the screen first is what is needed first. */
const ASK_AFTER_MS = 700
/** Another version of the app may understand something else by it. */
const version = import.meta.url

interface Kept {
  readonly userId: string
  readonly version: string
  readonly lists: Readonly<Record<string, unknown>>
  readonly view: { readonly key: string; readonly chats: readonly Chat[] } | null
  readonly counts: Counts | null
}
export interface Keeping {
  readonly queries: QueryClient
  readonly store: Store
  readonly userId: string
}

/** Takes what is kept for this person, and from then on keeps what they see. */
export function keepSeen({ queries, store, userId }: Keeping): () => void {
  const kept = readKept(userId)
  const lists = new Map(Object.entries(kept?.lists ?? {}))
  for (const [name, data] of lists) queries.setQueryData([name], data)
  const asking = setTimeout(() => {
    for (const name of lists.keys())
      void queries.invalidateQueries({ queryKey: [name], exact: true })
  }, ASK_AFTER_MS)
  store.dispatch({ event: 'local.signedIn', data: { meId: userId } }, ...eventsOf(kept))
  let timer: ReturnType<typeof setTimeout> | undefined
  function write(): void {
    clearTimeout(timer)
    timer = undefined
    const seen = { userId, version, lists: Object.fromEntries(lists), ...seenOf(store.state) }
    const text = JSON.stringify(seen satisfies Kept)
    writeLocal('kept', text.length < LONGEST ? text : null)
  }
  function writeSoon(): void {
    timer ??= setTimeout(write, WRITE_AFTER_MS)
  }
  const stops = [
    followLists(queries, lists, writeSoon),
    store.api.subscribe((state, before) => {
      if (state.views !== before.views || state.counts !== before.counts) writeSoon()
    }),
  ]
  function leave(): void {
    if (timer) write()
  }
  window.addEventListener('pagehide', leave)
  return () => {
    clearTimeout(timer)
    clearTimeout(asking)
    window.removeEventListener('pagehide', leave)
    for (const stop of stops) stop()
  }
}

export function forgetSeen(): void {
  writeLocal('kept', null)
}

function followLists(
  queries: QueryClient,
  lists: Map<string, unknown>,
  onChange: () => void,
): () => void {
  return queries.getQueryCache().subscribe((change) => {
    const [name, ...more] = change.query.queryKey as readonly string[]
    if (change.type !== 'updated' || change.action.type !== 'success') return
    if (name === undefined || more.length > 0 || !names.has(name)) return
    if (lists.get(name) === change.query.state.data) return
    lists.set(name, change.query.state.data)
    onChange()
  })
}

/** The view that the address names; elsewhere nothing keeps it fresh. */
function currentView(): string | null {
  return /^\/(inbox|$)/.test(location.pathname)
    ? formatFilters(parseFilters(location.search))
    : null
}

/** Without a place to go on from: the list is complete when the server has given it. */
function eventsOf(kept: Kept | null): AppEvent[] {
  const events: AppEvent[] = []
  if (kept?.counts) events.push({ event: 'local.counts', data: kept.counts })
  if (kept?.view && kept.view.key === currentView()) {
    const data = { ...kept.view, nextCursor: null, more: false }
    events.push({ event: 'local.viewLoaded', data })
  }
  return events
}

function seenOf({ views, chats, counts }: State): Pick<Kept, 'view' | 'counts'> {
  const key = currentView()
  const view = key === null ? undefined : views.get(key)
  if (key === null || !view) return { view: null, counts }
  const first = view.ids.slice(0, CHATS).flatMap((id) => chats.get(id) ?? [])
  return { view: { key, chats: first }, counts }
}

function readKept(userId: string): Kept | null {
  try {
    const kept = JSON.parse(readLocal('kept') ?? 'null') as Kept | null
    return kept?.userId === userId && kept.version === version ? kept : null
  } catch {
    // Whatever was there, it was not ours.
    return null
  }
}
