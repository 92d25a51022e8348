import { useMemo, useState } from 'react'

import { readLocal, writeLocal } from '../../appearance.ts'

export interface Panes {
  readonly isListOpen: boolean
  readonly isDetailsOpen: boolean
  readonly toggleList: () => void
  readonly toggleDetails: () => void
}

/** Which side panes are open; remembered on this device. Narrow windows start without details. */
export function usePanes(): Panes {
  const [isListOpen, setIsListOpen] = useState(readLocal('list') !== 'closed')
  const [isDetailsOpen, setIsDetailsOpen] = useState(
    () => matchMedia('(min-width: 1440px)').matches && readLocal('details') !== 'closed',
  )
  return useMemo(
    () => ({
      isListOpen,
      isDetailsOpen,
      toggleList() {
        writeLocal('list', isListOpen ? 'closed' : 'open')
        setIsListOpen(!isListOpen)
      },
      toggleDetails() {
        writeLocal('details', isDetailsOpen ? 'closed' : 'open')
        setIsDetailsOpen(!isDetailsOpen)
      },
    }),
    [isListOpen, isDetailsOpen],
  )
}
