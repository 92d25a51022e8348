/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- a separator that can be moved is a widget, and no element is one */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

import { type PlainKey, t } from '../../i18n.ts'
import { nextWidth, type Pane, type PaneWidths, usualWidth, withinWindow } from './pane-widths.ts'

import css from './inbox.module.css'

const STEP_PX = 16
/** A hand is never quite still: less than this is a click. */
const CLICK_PX = 3
const names: Readonly<Record<Pane, PlainKey>> = {
  views: 'panes.views',
  list: 'panes.list',
  details: 'panes.details',
}

/** The edge of a side pane: dragged with a pointer, stepped with the arrows; a click goes through usual, wide and narrow. */
export function Splitter({ pane, widths }: { readonly pane: Pane; readonly widths: PaneWidths }) {
  const drag = useDrag(pane, widths)
  const width = widths.widthOf(pane)
  function press(event: KeyboardEvent<HTMLElement>): void {
    const by = directionOf(pane, event.currentTarget) * STEP_PX
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: width.px + by,
      ArrowLeft: width.px - by,
      Home: width.least,
      End: width.most,
      Enter: usualWidth(pane),
    }
    const to = targets[event.key]
    if (to === undefined) return
    event.preventDefault()
    widths.setWidth(pane, to)
  }
  return (
    <div
      role="separator"
      className={css.splitter}
      data-pane-edge={pane}
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t(names[pane])}
      aria-valuenow={width.px}
      aria-valuemin={width.least}
      aria-valuemax={width.most}
      onKeyDown={press}
      {...drag}
    />
  )
}

/** While it moves only the style changes; the pages around it are drawn anew when it is let go. */
function useDrag(pane: Pane, widths: PaneWidths) {
  const from = useRef<{ readonly x: number; readonly px: number } | null>(null)
  function widthAt(event: PointerEvent<HTMLElement>): number {
    if (!from.current) return widths.widthOf(pane).px
    const by = (event.clientX - from.current.x) * directionOf(pane, event.currentTarget)
    return withinWindow(pane, from.current.px + by).px
  }
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, px: widths.widthOf(pane).px }
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!from.current) return
      const frame = event.currentTarget.parentElement
      frame?.style.setProperty(`--pane-${pane}`, `${widthAt(event)}px`)
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (!from.current) return
      const isClick = Math.abs(event.clientX - from.current.x) < CLICK_PX
      const px = isClick ? nextWidth(pane, widths.widthOf(pane)) : widthAt(event)
      from.current = null
      widths.setWidth(pane, px)
      event.currentTarget.parentElement?.style.setProperty(`--pane-${pane}`, `${px}px`)
    },
    onPointerCancel(event: PointerEvent<HTMLElement>) {
      const px = from.current?.px ?? widths.widthOf(pane).px
      from.current = null
      event.currentTarget.parentElement?.style.setProperty(`--pane-${pane}`, `${px}px`)
    },
  }
}

/** Which way wider is on the screen. */
function directionOf(pane: Pane, element: HTMLElement): 1 | -1 {
  const isRtl = getComputedStyle(element).direction === 'rtl'
  return (pane === 'details') === isRtl ? 1 : -1
}
