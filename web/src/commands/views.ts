/** Loads the lists of chats and their counts. */
import type { Chat, Counts } from '@parley/core/schemas'

import { api, onReset, onServerEvent, session, store, toApiError } from '../client.ts'
import { chatQuery, formatFilters, parseFilters } from '../store/filters.ts'

interface Page {
  readonly items: readonly Chat[]
  readonly nextCursor: string | null
}

/** Asked for again while an answer was on its way: that answer may be older than the reason for asking. */
const askedAgain = new Set<string>()

/** Loads a view from its top; what was shown stays until the answer is here. */
export async function loadView(key: string): Promise<void> {
  if (store.state.views.get(key)?.loading === 'first') {
    askedAgain.add(key)
    return
  }
  await loadPage(key, null)
  if (askedAgain.delete(key)) await loadView(key)
}

export async function loadMore(key: string): Promise<void> {
  const view = store.state.views.get(key)
  if (!view?.nextCursor || view.loading) return
  await loadPage(key, view.nextCursor)
}

async function loadPage(key: string, cursor: string | null): Promise<void> {
  const more = cursor !== null
  store.dispatch({ event: 'local.viewLoading', data: { key, more } })
  const { filters } = store.state.views.get(key) ?? { filters: {} }
  const query = { ...chatQuery(filters), limit: 50, cursor }
  await store
    .load(
      () => api.get<Page>('/api/chats', { query }),
      ({ items, nextCursor }) => [
        { event: 'local.viewLoaded', data: { key, chats: items, nextCursor, more } },
      ],
    )
    .catch((error: unknown) => {
      store.dispatch({ event: 'local.viewFailed', data: { key, error: toApiError(error) } })
    })
}

const COUNTS_EVERY_MS = 2000
let countsTimer: ReturnType<typeof setTimeout> | undefined
let countedAt = 0

/** Counts are asked for at most every two seconds, however many events arrive. */
export function refreshCounts(): void {
  if (countsTimer) return
  const waitMs = Math.max(0, countedAt + COUNTS_EVERY_MS - Date.now())
  countsTimer = setTimeout(() => {
    countsTimer = undefined
    countedAt = Date.now()
    void api
      .get<Counts>('/api/counts')
      .then((counts) => store.dispatch({ event: 'local.counts', data: counts }))
      .catch(() => {
        // Old counts are better than none; the next event asks again.
      })
  }, waitMs)
}

/** Keeps the view that is on the screen, and the counts, in step with the server. */
export function followView(key: string): () => void {
  if (!store.state.views.has(key)) void loadView(key)
  const stopReset = onReset(() => {
    void loadView(key)
    refreshCounts()
  })
  return stopReset
}

/** Asks for the list that the address names as soon as somebody is here, while its page is still being drawn. */
export function loadFirstView(): void {
  if (!/^\/(inbox|$)/.test(location.pathname)) return
  const key = formatFilters(parseFilters(location.search))
  const stop = session.onToken(() => {
    stop()
    // The page may have been drawn before, and asked by itself.
    if (!store.state.views.get(key)?.loading) void loadView(key)
  })
}

onServerEvent(({ event }) => {
  if (event === 'chat.created' || event === 'chat.updated') refreshCounts()
})
