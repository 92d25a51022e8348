/** Which chats are ticked for a bulk action. */
import { useState } from 'react'

export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Everything that matches the view, loaded or not. */
  readonly isAll: boolean
  readonly toggle: (id: string) => void
  /** From the last one toggled to this one. */
  readonly extendTo: (id: string, order: readonly string[], from?: string) => void
  readonly selectAll: () => void
  readonly clear: () => void
}

const none: ReadonlySet<string> = new Set()

export function useSelection(viewKey: string): Selection {
  const [state, setState] = useState({ viewKey, ids: none, isAll: false, last: '' })
  const current = state.viewKey === viewKey ? state : { viewKey, ids: none, isAll: false, last: '' }
  return {
    ids: current.ids,
    isAll: current.isAll,
    toggle(id) {
      const ids = new Set(current.ids)
      if (!ids.delete(id)) ids.add(id)
      setState({ viewKey, ids, isAll: false, last: id })
    },
    extendTo(id, order, start = id) {
      const [from, to] = [order.indexOf(current.last || start), order.indexOf(id)].sort(
        (a, b) => a - b,
      )
      const range = order.slice(Math.max(0, from ?? 0), (to ?? 0) + 1)
      setState({ viewKey, ids: new Set([...current.ids, ...range]), isAll: false, last: id })
    },
    selectAll: () => setState({ ...current, isAll: true }),
    clear: () => setState({ viewKey, ids: none, isAll: false, last: '' }),
  }
}
