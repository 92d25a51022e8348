/** What a person set for themselves, on every device. */
import { api, queries } from './client.ts'
import { useMe } from './directory.ts'

export interface Preferences {
  /** Enter sends, Shift+Enter breaks the line; otherwise the other way round, with Ctrl/⌘. */
  readonly enterSends: boolean
  /** How long a message waits for undo; 0 sends at once. */
  readonly undoSeconds: number
  /** Single letters as shortcuts. */
  readonly letterKeys: boolean
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** What screen readers say of new messages. */
  readonly announce: 'all' | 'count' | 'none'
}

export const usualPreferences: Preferences = {
  enterSends: true,
  undoSeconds: 5,
  letterKeys: true,
  keys: {},
  announce: 'all',
}

export function usePreferences(): Preferences {
  const me = useMe().data
  return { ...usualPreferences, ...me?.preferences }
}

/** Shown at once; the answer of the server settles it. */
export async function savePreferences(change: Readonly<Record<string, unknown>>): Promise<void> {
  queries.setQueryData(['me'], (me: object | undefined) =>
    me ? { ...me, preferences: { ...preferencesIn(me), ...change } } : me,
  )
  try {
    await api.patch('/api/auth/me', { preferences: change })
  } finally {
    await queries.invalidateQueries({ queryKey: ['me'] })
  }
}

function preferencesIn(me: object): object {
  return 'preferences' in me && typeof me.preferences === 'object' ? (me.preferences ?? {}) : {}
}
