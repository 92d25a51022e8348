import type { UseQueryResult } from '@tanstack/react-query'
import { createContext, createElement, type ReactNode, use } from 'react'

/** A query that has dozens of readers on one page costs no more than one: it is asked for above them, and handed down. */
export function shareQuery<T>(useOwn: () => UseQueryResult<T>) {
  const Shared = createContext<UseQueryResult<T> | null>(null)

  function Provider({ children }: { readonly children: ReactNode }) {
    return createElement(Shared, { value: useOwn() }, children)
  }
  function useShared(): UseQueryResult<T> {
    const shared = use(Shared)
    if (!shared) throw new Error('A shared query was read outside of its provider')
    return shared
  }
  return [Provider, useShared] as const
}
