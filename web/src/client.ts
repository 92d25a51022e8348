/** The one instance of everything that talks to the server, and how they hang together. */
import type { User } from '@parley/core/schemas'
import { type Query, QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand/react'

import { ApiError, createApi, createSend, isNetworkError } from './api.ts'
import { readLocal, writeLocal } from './appearance.ts'
import { forgetSeen, keepSeen } from './kept.ts'
import { Session, type SessionState } from './session.ts'
import { Socket, type SocketEvent, watchWorld } from './socket.ts'
import { onFrame, Store } from './store.ts'
import type { AppEvent } from './store/apply-event.ts'
import type { State } from './store/state.ts'

export const send = createSend()
export const session = new Session(send, {
  get: () => readUser(readLocal('session')),
  set: (user) => writeLocal('session', user && JSON.stringify(user)),
})
export const api = createApi(send, session)
export const store = new Store(onFrame)
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (count, error) => count < 3 && isNetworkError(error),
      refetchOnWindowFocus: false,
    },
  },
})

/** What could not be asked of a server that was away. */
function hasFailed({ state }: Query): boolean {
  return state.fetchFailureCount > 0 || state.error !== null
}

const eventListeners = new Set<(event: SocketEvent) => void>()
/** For what is not kept in the store: notices, sounds, cached queries. */
export function onServerEvent(listener: (event: SocketEvent) => void): () => void {
  eventListeners.add(listener)
  return () => eventListeners.delete(listener)
}

const resetListeners = new Set<() => void>()
/** The socket may have missed events: whatever shows server state loads it again. */
export function onReset(listener: () => void): () => void {
  resetListeners.add(listener)
  return () => resetListeners.delete(listener)
}

export const socket = new Socket({
  url: `${location.origin.replace(/^http/, 'ws')}/api/realtime`,
  token: async (renew) => (renew ? null : session.token()) ?? session.refresh(),
  onEvent(event) {
    store.enqueue(event as AppEvent)
    for (const listener of eventListeners) listener(event)
  },
  onReset(reason) {
    const isWanted = reason === 'gap' ? {} : { predicate: hasFailed }
    void queries.invalidateQueries(isWanted)
    for (const listener of resetListeners) listener()
  },
  onState: (state) => store.dispatch({ event: 'local.link', data: state }),
})

/** Starts and stops the socket with the session; called once. */
export function startClient(): void {
  watchWorld(socket)
  session.onToken((token) => socket.renewToken(token))
  let userId: string | null = null
  let stopKeeping: (() => void) | undefined
  session.subscribe(() => {
    const { status, user } = session.state()
    if (status === 'out') socket.stop()
    if (status !== 'in' && status !== 'out') return
    const nextId = user?.id ?? null
    if (nextId === userId) return
    userId = nextId
    stopKeeping?.()
    store.clear()
    queries.clear()
    if (nextId === null) forgetSeen()
    else {
      stopKeeping = keepSeen({ queries, store, userId: nextId })
      socket.start()
    }
  })
}

function readUser(kept: string | null): User | 'unknown' | null {
  try {
    return JSON.parse(kept ?? 'null') as User | null
  } catch {
    return 'unknown'
  }
}

/** Lists whose changes the server announces by name. */
const queryOfEvent: Readonly<Record<string, string>> = {
  'labels.updated': 'labels',
  'canned-replies.updated': 'canned-replies',
  'users.updated': 'users',
  'views.updated': 'views',
  'connection.updated': 'connections',
  'contact.updated': 'contacts',
  'notification.created': 'notifications',
}
onServerEvent(({ event }) => {
  const name = queryOfEvent[event]
  if (name) void queries.invalidateQueries({ queryKey: [name] })
})

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.state)
}

/** What the store says now; the component draws again only when the selected value changes. */
export function useAppState<T>(select: (state: State) => T): T {
  return useStore(store.api, select)
}

export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError({ code: 'unknown', detail: String(error) }, error)
}
