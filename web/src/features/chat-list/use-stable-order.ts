import { useEffect, useMemo, useState } from 'react'

import { onOwnChange } from '../../own-change.ts'
import { type StableOrder, stableOrder } from '../../store/stable-order.ts'

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
  useEffect(() => onOwnChange(() => setFrozen(null)), [])
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
