import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'

import { useAppearance } from '../../appearance.ts'
import { useStable } from '../../use-stable.ts'
import { ChatRow, type ChatRowProps } from './chat-row.tsx'
import type { Selection } from './selection.ts'
import type { HeldOrder } from './use-stable-order.ts'

import css from './chat-rows.module.css'

export interface ChatRowsProps {
  readonly label: string
  readonly order: HeldOrder
  readonly chatId: string | undefined
  readonly search: string
  readonly selection: Selection
  readonly hasMore: boolean
  /** A page is on its way: another one is not asked for, but looked at again when this one is here. */
  readonly isLoading: boolean
  readonly onEnd: () => void
}

const RowMenu = lazy(async () => ({ default: (await import('./row-menu.tsx')).RowMenu }))
const rowHeights = { comfortable: 72, compact: 56 } as const

/** The chats of a view. Only what is seen is in the page; the row with the focus stays there too. */
export function ChatRows(props: ChatRowsProps) {
  const { label, order, hasMore } = props
  const { ids } = order
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const { items, containerRef, measureRow, rowHeight, stop, setFocusedId, press } = useRows({
    ...props,
    scroller,
  })
  const hold = useHold(order)
  const menu = useRowMenu(props)
  const propsOf = useRowProps(props, stop, menu.open)
  return (
    <div
      ref={setScroller}
      className={css.scroller}
      {...hold}
      onFocus={(event) => {
        hold.onFocus()
        setFocusedId(chatOf(event))
      }}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys move between the links inside */}
      <ol
        ref={containerRef}
        className={css.rows}
        aria-label={label}
        onKeyDown={press}
        onContextMenu={menu.openAt}
      >
        {items.map(({ index, key }) => (
          <li
            key={key}
            ref={measureRow}
            data-index={index}
            className={css.item}
            style={{ blockSize: rowHeight }}
            aria-setsize={hasMore ? -1 : ids.length}
            aria-posinset={index + 1}
          >
            <ChatRow {...propsOf(index)} />
          </li>
        ))}
      </ol>
      {menu.shown}
    </div>
  )
}

function useRowProps(
  { order: { ids }, chatId, search, selection }: ChatRowsProps,
  stop: number,
  onMenu: ChatRowProps['onMenu'],
): (index: number) => ChatRowProps {
  const onTick = useStable((id: string, isRange: boolean) => {
    if (isRange) selection.extendTo(id, ids)
    else selection.toggle(id)
  })
  return (index) => {
    const id = ids[index] ?? ''
    const isTicked = selection.isAll || selection.ids.has(id)
    const isCurrent = id === chatId
    return { id, search, isCurrent, isTicked, isStop: index === stop, onTick, onMenu }
  }
}

/** Opened by the button of a row, by its key, and wherever a right click, a long press or the menu key falls on it. */
function useRowMenu({ search, selection }: ChatRowsProps) {
  const [menu, setMenu] = useState<{ readonly id: string; readonly anchor: HTMLElement } | null>(
    null,
  )
  const open = useCallback((id: string, anchor: HTMLElement) => setMenu({ id, anchor }), [])
  return {
    open,
    openAt(event: MouseEvent) {
      if (event.shiftKey || !(event.target instanceof Element)) return
      const button = event.target.closest('li')?.querySelector<HTMLElement>('[data-row-menu]')
      if (!button) return
      event.preventDefault()
      button.click()
    },
    shown: menu && (
      <Suspense>
        <RowMenu
          key={menu.id}
          chatId={menu.id}
          anchor={menu.anchor}
          search={search}
          onSelect={selection.toggle}
          onClose={() => setMenu(null)}
        />
      </Suspense>
    ),
  }
}

/** Asking the page for heights that are known would make it lay itself out for each row, and new functions would make it ask again. */
function useFixedHeight(rowHeight: number) {
  const height = useCallback(() => rowHeight, [rowHeight])
  return { estimateSize: height, measureElement: height }
}

/** When somebody chooses another density. */
function useMeasureAgain(rows: { measure(): void }, rowHeight: number): void {
  const measured = useRef(rowHeight)
  useEffect(() => {
    if (measured.current === rowHeight) return
    measured.current = rowHeight
    rows.measure()
  }, [rows, rowHeight])
}

function useRows({
  order: { ids },
  chatId,
  hasMore,
  isLoading,
  onEnd,
  scroller,
}: ChatRowsProps & { readonly scroller: HTMLDivElement | null }) {
  const rowHeight = rowHeights[useAppearance('density')]
  const [focusedId, setFocusedId] = useState<string | undefined>()
  const stop = stopOf(ids, focusedId, chatId)
  // oxlint-disable-next-line react/incompatible-library -- its values are read while drawing and never kept
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller,
    ...useFixedHeight(rowHeight),
    getItemKey: useCallback((at: number) => ids[at] ?? at, [ids]),
    rangeExtractor: (range) => withRow(range, stop),
    overscan: 4,
    directDomUpdates: true,
  })
  useMore(rows.range?.endIndex ?? 0, { ids, canAsk: hasMore && !isLoading, onEnd })
  useMeasureAgain(rows, rowHeight)
  useShowCurrent(chatId, ids, (at) => rows.scrollToIndex(at, { align: 'auto' }))

  function moveFocus(to: number): void {
    const at = Math.max(0, Math.min(ids.length - 1, to))
    const id = ids[at]
    if (id === undefined) return
    setFocusedId(id)
    rows.scrollToIndex(at, { align: 'auto' })
    requestAnimationFrame(() => focusRow(document, id))
  }
  function press(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((rows.scrollRect?.height ?? 0) / rowHeight) - 1)
    const to = targetRow(event.key, { at: stop, page, last: ids.length - 1 })
    if (to === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    moveFocus(to)
  }
  return {
    items: rows.getVirtualItems(),
    containerRef: rows.containerRef,
    measureRow: rows.measureElement,
    rowHeight,
    stop,
    setFocusedId,
    press,
  }
}

/** Asks for the next page before its place comes into sight. */
function useMore(
  last: number,
  { ids, canAsk, onEnd }: { ids: readonly string[]; canAsk: boolean; onEnd: () => void },
): void {
  useEffect(() => {
    if (canAsk && last >= ids.length - 15) onEnd()
  }, [canAsk, last, ids.length, onEnd])
}

/** The row that Tab reaches: where the focus was, else the open chat, else the first. */
function stopOf(
  ids: readonly string[],
  focusedId: string | undefined,
  chatId: string | undefined,
): number {
  const focused = focusedId === undefined ? -1 : ids.indexOf(focusedId)
  if (focused >= 0) return focused
  return Math.max(0, chatId === undefined ? 0 : ids.indexOf(chatId))
}

function withRow(range: Range, row: number): number[] {
  const usual = defaultRangeExtractor(range)
  if (row < 0 || usual.includes(row)) return usual
  return [...usual, row].sort((a, b) => a - b)
}

function targetRow(
  key: string,
  { at, page, last }: { at: number; page: number; last: number },
): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  }
  return targets[key] ?? null
}

function chatOf(event: FocusEvent): string | undefined {
  const link = event.target.closest<HTMLElement>('[data-chat]')
  return link?.dataset['chat']
}

export function focusRow(root: ParentNode | null, chatId: string): void {
  root?.querySelector<HTMLElement>(`[data-chat="${CSS.escape(chatId)}"]`)?.focus()
}

/** Scrolls to the open chat when another one is opened, not when the list changes around it. */
function useShowCurrent(
  chatId: string | undefined,
  ids: readonly string[],
  scrollTo: (at: number) => void,
): void {
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (chatId === shown.current || !chatId) return
    const at = ids.indexOf(chatId)
    if (at < 0) return
    shown.current = chatId
    scrollTo(at)
  }, [chatId, ids, scrollTo])
}

/** The list stands still while a mouse or the focus is in it. */
function useHold(order: HeldOrder) {
  const inside = useRef({ pointer: false, focus: false })
  function set(change: Partial<{ pointer: boolean; focus: boolean }>): void {
    Object.assign(inside.current, change)
    order.hold(inside.current.pointer || inside.current.focus)
  }
  return {
    onPointerEnter: (event: { pointerType: string }) => {
      if (event.pointerType === 'mouse') set({ pointer: true })
    },
    onPointerLeave: () => set({ pointer: false }),
    onFocus: () => set({ focus: true }),
    onBlur: (event: FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) set({ focus: false })
    },
  }
}
