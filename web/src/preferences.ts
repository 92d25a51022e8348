/** What a person set for themselves, on every device. */
import type { Me } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'

import { api, queries } from './client.ts'
import { shareQuery } from './share-query.ts'

export interface Preferences {
  /** Enter sends, Shift+Enter breaks the line; otherwise the other way round, with Ctrl/⌘. */
  readonly enterSends: boolean
  /** How long a message waits for undo; 0 sends at once. */
  readonly undoSeconds: number
  /** Single letters as shortcuts. */
  readonly letterKeys: boolean
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Below every reply in one's own words; empty is none. */
  readonly signature: string
  /** Names of templates that come first. */
  readonly favouriteTemplates: readonly string[]
  /** What screen readers say of new messages. */
  readonly announce: 'all' | 'count' | 'none'
}

export const usualPreferences: Preferences = {
  enterSends: true,
  undoSeconds: 5,
  letterKeys: true,
  keys: {},
  signature: '',
  favouriteTemplates: [],
  announce: 'all',
}

export function usePreferences(): Preferences {
  const me = useMe().data
  return { ...usualPreferences, ...me?.preferences }
}

export const [MeProvider, useMe] = shareQuery(() =>
  useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => withUnsaved(await api.get<Me>('/api/auth/me', { signal })),
    staleTime: 5 * 60_000,
  }),
)

type Change = Readonly<Record<string, unknown>>
/** What the server has not answered: an answer from before it must not take it back from the screen. */
let unsaved: readonly Change[] = []
let last: Promise<unknown> = Promise.resolve()

/** Shown at once. One after the other: each carries the whole of what it changes, so the later must arrive later. */
export async function savePreferences(change: Change): Promise<void> {
  unsaved = [...unsaved, change]
  queries.setQueryData<Me>(['me'], (me) => me && withUnsaved(me))
  const saved = last.then(() => api.patch('/api/auth/me', { preferences: change }))
  last = saved.catch(() => {})
  try {
    await saved
  } finally {
    unsaved = unsaved.filter((other) => other !== change)
    if (unsaved.length === 0) await queries.invalidateQueries({ queryKey: ['me'] })
  }
}

function withUnsaved(me: Me): Me {
  return { ...me, preferences: Object.assign({}, me.preferences, ...unsaved) as Me['preferences'] }
}
