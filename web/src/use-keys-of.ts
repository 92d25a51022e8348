import { usePreferences } from './preferences.ts'
import { shortcutOf } from './shortcuts.ts'

/** The keys of an action as this person has them, for hints and menus. */
export function useKeysOf(): (id: string) => readonly string[] {
  const { keys } = usePreferences()
  return (id) => keys[id] ?? shortcutOf(id).keys
}
