/** Theme, density and language: kept on this device, applied before the first paint by `theme.js`. */
import { useSyncExternalStore } from 'react'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]
export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]
export interface Appearance {
  readonly theme: Theme
  readonly density: Density
  readonly locale: string
}

const usual: Appearance = { theme: 'system', density: 'comfortable', locale: 'en' }
const changed = 'parley:appearance'

export function getAppearance<K extends keyof Appearance>(name: K): Appearance[K] {
  return (readLocal(name) as Appearance[K] | null) ?? usual[name]
}

export function setAppearance<K extends keyof Appearance>(name: K, value: Appearance[K]): void {
  writeLocal(name, value)
  window.dispatchEvent(new Event(changed))
}

export function useAppearance<K extends keyof Appearance>(name: K): Appearance[K] {
  return useSyncExternalStore(onAppearance, () => getAppearance(name))
}

function onAppearance(listener: () => void): () => void {
  window.addEventListener(changed, listener)
  window.addEventListener('storage', listener)
  return () => {
    window.removeEventListener(changed, listener)
    window.removeEventListener('storage', listener)
  }
}

/** Storage may be closed to us; then a choice lasts as long as the page. */
export function readLocal(name: string): string | null {
  try {
    return localStorage.getItem(`parley.${name}`)
  } catch {
    return null
  }
}

export function writeLocal(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`parley.${name}`)
    else localStorage.setItem(`parley.${name}`, value)
  } catch {
    // Full or forbidden: the choice is not kept, and nothing else depends on it.
  }
}
