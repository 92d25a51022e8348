import { useState } from 'react'

import { queries, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { notify } from '../../ui/toast.tsx'

export interface Change {
  readonly isBusy: boolean
  /** True when it was done. A refusal is shown and gives false. */
  readonly run: (action: () => Promise<unknown>, said?: string) => Promise<boolean>
}

/** Runs a change, says how it went, and loads again what it touched. */
export function useChange(...names: readonly string[]): Change {
  const [isBusy, setIsBusy] = useState(false)
  async function run(action: () => Promise<unknown>, said?: string): Promise<boolean> {
    setIsBusy(true)
    try {
      await action()
      await Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })))
      if (said) notify({ text: said, look: 'success' })
      return true
    } catch (error) {
      notify({ text: errorText(toApiError(error)), look: 'danger' })
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, run }
}
