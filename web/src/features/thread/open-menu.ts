/** Menus of the open chat that a key opens: the key names the menu, the header shows it. */
import { useSyncExternalStore } from 'react'

export type MenuName = 'assign' | 'labels' | 'snooze' | 'priority'
let open: MenuName | null = null
const listeners = new Set<() => void>()

export function openMenu(name: MenuName | null): void {
  open = name
  for (const listener of listeners) listener()
}

export function useOpenMenu(name: MenuName): {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
} {
  const isOpen = useSyncExternalStore(subscribe, () => open === name)
  return { isOpen, onOpenChange: (wanted) => openMenu(wanted ? name : null) }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
