import { useCallback, useLayoutEffect, useRef } from 'react'

/** A function that stays the same while what it does follows the newest drawing; not to be called while drawing. */
export function useStable<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const newest = useRef(run)
  useLayoutEffect(() => {
    newest.current = run
  })
  return useCallback((...args) => newest.current(...args), [])
}
