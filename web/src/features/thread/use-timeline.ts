/** The virtual list of a thread: opens at its end or at a message, keeps its place while pages join, follows new messages. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

import { loadEnd } from '../../commands/thread.ts'
import type { Thread } from '../../store/state.ts'
import { estimateHeight, type TimelineItem } from './timeline.ts'

/** Older pages are asked for this long before the reader sees the end of what is here. */
const AHEAD_PX = 1200
const NEAR_END_PX = 60

export interface TimelineOptions {
  readonly thread: Thread
  readonly items: readonly TimelineItem[]
  readonly scroller: RefObject<HTMLElement | null>
  readonly focusedKey: string | undefined
}

export function useTimeline({ thread, items, scroller, focusedKey }: TimelineOptions) {
  const focused = focusedKey === undefined ? -1 : items.findIndex((item) => item.key === focusedKey)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const place = useRef({ isAtEnd: true, height: 0 })
  // oxlint-disable-next-line react/incompatible-library -- its values are read while drawing and never kept
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback((at: number) => estimateHeight(items[at] as TimelineItem), [items]),
    getItemKey: useCallback((at: number) => items[at]?.key ?? at, [items]),
    rangeExtractor: (range) => withItem(range, focused),
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END_PX,
    // Scrolling writes positions straight to the page; React draws only when other rows come into sight.
    directDomUpdates: true,
    onChange(instance) {
      const height = instance.scrollRect?.height ?? 0
      const isResized = height !== place.current.height
      place.current.height = height
      if (isResized) return
      place.current.isAtEnd = fromEnd(instance) <= NEAR_END_PX
      setIsAtEnd(place.current.isAtEnd)
    },
  })
  useStartPlace(rows, items)
  useStayAtEnd(rows, scroller, place)
  useEnds(rows, thread)
  return { rows, isAtEnd: isAtEnd && !thread.hasNewer }
}

/** A composer that grows, or a banner that comes, must not push the last words out of sight. */
function useStayAtEnd(
  rows: Rows,
  scroller: RefObject<HTMLElement | null>,
  place: RefObject<{ readonly isAtEnd: boolean }>,
): void {
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (place.current.isAtEnd) rows.scrollToEnd()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [rows, scroller, place])
}

/** From what the list knows already: asking the page would make it lay itself out in every frame of scrolling. */
function fromEnd(rows: Pick<Rows, 'getTotalSize' | 'scrollOffset' | 'scrollRect'>): number {
  return rows.getTotalSize() - (rows.scrollOffset ?? 0) - (rows.scrollRect?.height ?? 0)
}
type Rows = ReturnType<typeof useVirtualizer<HTMLElement, Element>>

function withItem(range: Range, item: number): number[] {
  const usual = defaultRangeExtractor(range)
  return item < 0 || usual.includes(item) ? usual : [...usual, item].sort((a, b) => a - b)
}

/** At the first unread message, else at the end; before anything is painted. */
function useStartPlace(rows: Rows, items: readonly TimelineItem[]): void {
  const isPlaced = useRef(false)
  // A list that is mounted again has forgotten where it stood.
  useLayoutEffect(
    () => () => {
      isPlaced.current = false
    },
    [],
  )
  useLayoutEffect(() => {
    if (isPlaced.current || items.length === 0) return
    isPlaced.current = true
    const unread = items.findIndex((item) => item.kind === 'unread')
    if (unread >= 0) rows.scrollToIndex(unread, { align: 'start' })
    else rows.scrollToEnd()
  }, [rows, items])
}

/** Asks for the next page while the reader is still some way from an end. */
function useEnds(rows: Rows, thread: Thread): void {
  const { chatId, hasOlder, hasNewer, loading } = thread
  // A list that has not been placed yet stands nowhere.
  const offset = rows.scrollOffset
  const isNearStart = hasOlder && offset !== null && offset < AHEAD_PX
  const isNearEnd = hasNewer && offset !== null && fromEnd(rows) < AHEAD_PX
  useEffect(() => {
    if (loading) return
    if (isNearStart) void loadEnd(chatId, 'older')
    else if (isNearEnd) void loadEnd(chatId, 'newer')
  }, [chatId, isNearStart, isNearEnd, loading])
}
