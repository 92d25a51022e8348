import { useEffect, useMemo, useState } from 'react'

import { type StableOrder, stableOrder } from '../../store/stable-order.ts'

const releases = new Set<() => void>()
/** Lets the list catch up at once, after something the person did themselves. */
export function releaseOrder(): void {
  for (const release of releases) release()
}

export interface HeldOrder extends StableOrder {
  /** Pointer or focus came in, or left. */
  readonly hold: (isHeld: boolean) => void
  readonly release: () => void
}

/** The ids of a view, standing still while pointer or focus is in the list. */
export function useStableOrder(live: readonly string[], viewKey: string): HeldOrder {
  const [frozen, setFrozen] = useState<{ key: string; ids: readonly string[] } | null>(null)
  const [isHeld, setIsHeld] = useState(false)
  const kept = frozen?.key === viewKey ? frozen.ids : null
  const order = useMemo(() => stableOrder(kept, live), [kept, live])
  useEffect(() => {
    function release(): void {
      setFrozen(null)
    }
    releases.add(release)
    return () => {
      releases.delete(release)
    }
  }, [])
  // An empty list has nothing to keep still, and what was released freezes again with the next change.
  if (isHeld && !kept && live.length > 0) setFrozen({ key: viewKey, ids: live })
  return {
    ...order,
    hold(held) {
      setIsHeld(held)
      if (!held) setFrozen(null)
    },
    release: () => setFrozen(null),
  }
}
