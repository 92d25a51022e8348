/** What changes seldom stays on this device: the next visit begins with it, and asks the server whether it still holds. */
import type { QueryClient } from '@tanstack/react-query'

import { readLocal, writeLocal } from './appearance.ts'

const names = new Set([
  'me',
  'channels',
  'connections',
  'labels',
  'users',
  'views',
  'canned-replies',
])
const LONGEST = 200_000
/** Another version of the app may understand something else by it. */
const version = import.meta.url

interface Kept {
  readonly userId: string
  readonly version: string
  readonly lists: Readonly<Record<string, unknown>>
}

/** Takes what is kept for this person, and from then on keeps what they see. */
export function keepLists(queries: QueryClient, userId: string): () => void {
  const lists = new Map(Object.entries(readKept(userId)))
  for (const [name, data] of lists) queries.setQueryData([name], data, { updatedAt: 1 })
  let timer: ReturnType<typeof setTimeout> | undefined
  function write(): void {
    clearTimeout(timer)
    timer = undefined
    const kept: Kept = { userId, version, lists: Object.fromEntries(lists) }
    const text = JSON.stringify(kept)
    writeLocal('kept', text.length < LONGEST ? text : null)
  }
  const stopListening = queries.getQueryCache().subscribe((change) => {
    const [name, ...more] = change.query.queryKey as readonly string[]
    if (change.type !== 'updated' || change.action.type !== 'success') return
    if (name === undefined || more.length > 0 || !names.has(name)) return
    if (lists.get(name) === change.query.state.data) return
    lists.set(name, change.query.state.data)
    timer ??= setTimeout(write, WRITE_AFTER_MS)
  })
  function leave(): void {
    if (timer) write()
  }
  window.addEventListener('pagehide', leave)
  return () => {
    leave()
    stopListening()
    window.removeEventListener('pagehide', leave)
  }
}

/** Several answers arrive together. */
const WRITE_AFTER_MS = 500

export function forgetLists(): void {
  writeLocal('kept', null)
}

function readKept(userId: string): Kept['lists'] {
  try {
    const kept = JSON.parse(readLocal('kept') ?? 'null') as Kept | null
    return kept?.userId === userId && kept.version === version ? kept.lists : {}
  } catch {
    // Whatever was there, it was not ours.
    return {}
  }
}
