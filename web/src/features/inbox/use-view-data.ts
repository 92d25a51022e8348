import { useEffect } from 'react'

import { onReset, socket, store, useAppState } from '../../client.ts'
import { reopenChat } from '../../commands/thread.ts'
import { followView, refreshCounts } from '../../commands/views.ts'

const nothing: readonly string[] = []

/** The chats of a view, loaded once and then kept right by events. */
export function useViewData(viewKey: string): readonly string[] {
  useEffect(() => followView(viewKey), [viewKey])
  useEffect(refreshCounts, [])
  return useAppState((state) => state.views.get(viewKey)?.ids ?? nothing)
}

/** Tells colleagues which chat is on this screen, and loads it again after a gap. */
export function useViewing(chatId: string | undefined): void {
  const isReady = useAppState((state) => state.link.status === 'ready')
  useEffect(() => {
    if (!isReady) return
    function tell(): void {
      const isSeen = document.visibilityState === 'visible'
      socket.send({ type: 'viewing', chatId: isSeen ? (chatId ?? null) : null })
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [chatId, isReady])
  useEffect(
    () =>
      onReset(() => {
        store.dispatch({ event: 'local.threadsForgotten', data: { except: chatId ?? null } })
        if (chatId) void reopenChat(chatId)
      }),
    [chatId],
  )
  useEffect(
    () => () => {
      socket.send({ type: 'viewing', chatId: null })
    },
    [],
  )
}
