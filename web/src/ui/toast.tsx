/** Notices. What draws them is loaded with the first one, or while the page rests. */
import { useSyncExternalStore } from 'react'

export interface Notice {
  readonly text: string
  readonly look?: 'plain' | 'danger' | 'success'
  /** Something to do about it, usually undo. */
  readonly action?: { readonly label: string; run(): void }
  /** Stays until closed when null. */
  readonly timeoutMs?: number | null
}

type Region = typeof import('./toast-region.tsx')
let region: Region | null = null
const listeners = new Set<() => void>()

/** Says something without taking focus. Returns how to take it back. */
export function notify(notice: Notice): () => void {
  const shown = loadToasts().then(({ showNotice }) => showNotice(notice))
  return () => void shown.then((close) => close())
}

/** Runs the action of the newest notice that has one, as Ctrl+Z does. */
export function runNewestAction(): boolean {
  return region?.runNewestAction() ?? false
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => region)
  return shown && <shown.ToastList />
}

export async function loadToasts(): Promise<Region> {
  region ??= await import('./toast-region.tsx')
  for (const listener of listeners) listener()
  return region
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
