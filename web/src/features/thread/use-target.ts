/** Takes the reader to one message, and holds on to it while pages join above it on the way. */
import type { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'

import { noteIdOf } from '../../routes.ts'
import type { TimelineItem } from './timeline.ts'

/** Until the rows about the message have been measured; after that the list keeps its place by itself. */
const SETTLING_MS = 3000
const FLASH_MS = 1600
const gestures = ['wheel', 'touchmove', 'pointerdown', 'keydown']

export interface TargetOptions {
  readonly target: { readonly messageId: string } | null
  readonly onTarget: () => void
  readonly items: readonly TimelineItem[]
  readonly rows: Pick<ReturnType<typeof useVirtualizer<HTMLElement, Element>>, 'scrollToIndex'>
  readonly scroller: RefObject<HTMLElement | null>
}

/** @returns gives the aim up, for a reader who goes somewhere else. */
export function useTarget({ target, onTarget, items, rows, scroller }: TargetOptions): () => void {
  const aim = useRef<{ readonly messageId: string; readonly until: number } | null>(null)
  const giveUp = useCallback(() => {
    aim.current = null
  }, [])
  // A page that joins above moves every row on, and the list would go on to the row that now has the old number.
  useLayoutEffect(() => {
    if (!aim.current || performance.now() > aim.current.until) return
    const at = indexOf(items, aim.current.messageId)
    if (at >= 0) rows.scrollToIndex(at, { align: 'center' })
  }, [items, rows])
  useEffect(() => {
    if (!target) return
    const { messageId } = target
    const at = indexOf(items, messageId)
    if (at < 0) return
    const goal = { messageId, until: performance.now() + SETTLING_MS }
    aim.current = goal
    onTarget()
    rows.scrollToIndex(at, { align: 'center' })
    // The list draws the rows there some frames later.
    function show(): void {
      if (aim.current !== goal || flash(scroller.current, messageId)) return
      if (performance.now() < goal.until) requestAnimationFrame(show)
    }
    requestAnimationFrame(show)
  }, [target, onTarget, items, rows, scroller])
  useEffect(() => {
    const element = scroller.current
    for (const name of gestures) element?.addEventListener(name, giveUp, { passive: true })
    return () => {
      for (const name of gestures) element?.removeEventListener(name, giveUp)
    }
  }, [scroller, giveUp])
  return giveUp
}

function indexOf(items: readonly TimelineItem[], messageId: string): number {
  const noteId = noteIdOf(messageId)
  return items.findIndex((item) =>
    noteId === null ? holds(item, messageId) : item.kind === 'note' && item.note.id === noteId,
  )
}

/** What colleagues did stands together, several events in one place. */
function holds(item: TimelineItem, messageId: string): boolean {
  if (item.kind === 'activity') return item.messages.some(({ id }) => id === messageId)
  return item.kind === 'message' && item.message.id === messageId
}

/** False when the message is not drawn. */
function flash(root: HTMLElement | null, messageId: string): boolean {
  const noteId = noteIdOf(messageId)
  const article = root?.querySelector<HTMLElement>(
    noteId === null
      ? `[data-message="${CSS.escape(messageId)}"]`
      : `[data-note="${CSS.escape(noteId)}"]`,
  )
  if (!article) return false
  article.dataset['flash'] = ''
  article.focus({ preventScroll: true })
  setTimeout(() => delete article.dataset['flash'], FLASH_MS)
  return true
}
