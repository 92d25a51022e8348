import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'

import { store } from '../../client.ts'
import { chatPath, inboxPath } from '../../routes.ts'
import { shortcutOf } from '../../shortcuts.ts'
import { focusRow } from '../chat-list/chat-rows.tsx'
import type { Selection } from '../chat-list/selection.ts'
import type { HeldOrder } from '../chat-list/use-stable-order.ts'
import { useActions } from '../shell/use-global-keys.ts'
import type { Panes } from './use-panes.ts'

export interface InboxKeysOptions {
  readonly order: HeldOrder
  readonly selection: Selection
  readonly chatId: string | undefined
  readonly viewKey: string
  readonly panes: Panes
}

/** Moving through the list by key: each chat opens as it is reached. */
export function useInboxKeys(options: InboxKeysOptions) {
  const { order, selection, chatId, viewKey, panes } = options
  const { ids } = order
  const [, navigate] = useLocation()
  const { at, open, step } = useSteps(options)

  function openUnread(): void {
    const ordered = [...ids.slice(at + 1), ...ids.slice(0, at + 1)]
    open(ordered.find((id) => (store.state.chats.get(id)?.unreadCount ?? 0) > 0))
  }
  function extend(by: number): void {
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))]
    if (next === undefined) return
    selection.extendTo(next, ids, chatId)
    open(next)
  }
  function back(): void {
    if (selection.ids.size > 0) selection.clear()
    else if (chatId !== undefined) navigate(inboxPath(viewKey))
    order.release()
  }
  useActions(() => [
    { ...shortcutOf('list.next'), run: () => step(1) },
    { ...shortcutOf('list.previous'), run: () => step(-1) },
    { ...shortcutOf('list.unread'), run: openUnread },
    { ...shortcutOf('list.open'), run: focusThread },
    { ...shortcutOf('list.back'), run: back },
    {
      ...shortcutOf('list.select'),
      when: () => chatAtHand(chatId) !== undefined,
      run: () => {
        const id = chatAtHand(chatId)
        if (id !== undefined) selection.toggle(id)
      },
    },
    { ...shortcutOf('list.extendDown'), run: () => extend(1) },
    { ...shortcutOf('list.extendUp'), run: () => extend(-1) },
    {
      ...shortcutOf('list.menu'),
      when: () => rowMenuOf(chatAtHand(chatId)) !== null,
      run: () => rowMenuOf(chatAtHand(chatId))?.click(),
    },
    { ...shortcutOf('list.search'), run: focusSearch },
    { ...shortcutOf('list.toggle'), run: panes.toggleList },
  ])
  return { openNext: () => step(1) }
}

/** Where the open chat stands, and how to get to the ones beside it. One that has left the list leaves its place to the next. */
function useSteps({ order: { ids }, chatId, viewKey }: InboxKeysOptions) {
  const [, navigate] = useLocation()
  const lastAt = useRef(0)
  const at = chatId === undefined ? -1 : ids.indexOf(chatId)
  useEffect(() => {
    if (at >= 0) lastAt.current = at
  }, [at])
  function open(id: string | undefined): void {
    if (id === undefined) return
    navigate(chatPath(id, viewKey), { replace: chatId !== undefined })
    requestAnimationFrame(() => focusRow(document, id))
  }
  function step(by: number): void {
    const from = at >= 0 ? at : by > 0 ? lastAt.current - 1 : lastAt.current
    open(ids[Math.max(0, Math.min(ids.length - 1, from + by))])
  }
  return { at, open, step }
}

/** The row that has the focus, else the chat that is open. */
function chatAtHand(chatId: string | undefined): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-chat]')
  return row?.dataset['chat'] ?? chatId
}

/** The button of that chat's row, if the row is in the page. */
function rowMenuOf(chatId: string | undefined): HTMLElement | null {
  const link = chatId && document.querySelector(`[data-chat="${CSS.escape(chatId)}"]`)
  return link ? (link.parentElement?.querySelector<HTMLElement>('[data-row-menu]') ?? null) : null
}

function focusThread(): void {
  document.querySelector<HTMLElement>('[data-region="thread"] [data-region-focus]')?.focus()
}

function focusSearch(): void {
  document.querySelector<HTMLElement>('[data-search]')?.focus()
}
