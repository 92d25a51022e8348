/** How wide the side panes are: dragged, stepped by key or clicked through; remembered on this device. */
import { type CSSProperties, useMemo, useState } from 'react'

import { readLocal, writeLocal } from '../../appearance.ts'

export type Pane = 'views' | 'list' | 'details'
interface Limits {
  readonly least: number
  readonly usual: number
  readonly most: number
  /** Of the window, so that the messages always keep some room; the style sheet holds to the same. */
  readonly share: number
}
const limits: Readonly<Record<Pane, Limits>> = {
  views: { least: 140, usual: 184, most: 320, share: 0.16 },
  list: { least: 240, usual: 312, most: 560, share: 0.28 },
  details: { least: 260, usual: 300, most: 560, share: 0.25 },
}

export interface Width {
  readonly px: number
  readonly least: number
  readonly most: number
}
export type PaneWidths = ReturnType<typeof usePaneWidths>

export function usePaneWidths() {
  const [chosen, setChosen] = useState(() => ({
    views: readWidth('views'),
    list: readWidth('list'),
    details: readWidth('details'),
  }))
  return useMemo(
    () => ({
      style: {
        '--pane-views': `${chosen.views}px`,
        '--pane-list': `${chosen.list}px`,
        '--pane-details': `${chosen.details}px`,
      } as CSSProperties,
      widthOf: (pane: Pane) => withinWindow(pane, chosen[pane]),
      setWidth(pane: Pane, px: number): void {
        const fitting = withinWindow(pane, px).px
        writeLocal(`width.${pane}`, fitting === limits[pane].usual ? null : String(fitting))
        setChosen((before) => ({ ...before, [pane]: fitting }))
      },
    }),
    [chosen],
  )
}

function readWidth(pane: Pane): number {
  const { least, usual, most } = limits[pane]
  const kept = Number(readLocal(`width.${pane}`) ?? usual)
  return Number.isFinite(kept) ? Math.min(most, Math.max(least, kept)) : usual
}

/** What a pane may be in this window. */
export function withinWindow(pane: Pane, px: number, windowPx = window.innerWidth): Width {
  const { least, usual, most, share } = limits[pane]
  const fits = Math.max(least, Math.min(most, Math.max(usual, Math.floor(windowPx * share))))
  return { px: Math.round(Math.min(fits, Math.max(least, px))), least, most: fits }
}

/** For a click in the place of a drag: usual, wide, narrow, usual again. */
export function nextWidth(pane: Pane, { px, least, most }: Width): number {
  const { usual } = limits[pane]
  if (px < usual) return usual
  return px < most ? most : least
}

export function usualWidth(pane: Pane): number {
  return limits[pane].usual
}
