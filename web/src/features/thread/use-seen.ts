/** Reading: marks the chat read while its end is on a screen that someone looks at, and remembers what was seen. */
import { useCallback, useEffect, useRef, useState } from 'react'

import { useAppState } from '../../client.ts'
import { markRead } from '../../commands/chats.ts'
import type { Thread } from '../../store/state.ts'

export function useSeen(thread: Thread | undefined, chatId: string) {
  const unread = useAppState((state) => state.chats.get(chatId)?.unreadCount ?? 0)
  const [isAtEnd, setIsAtEnd] = useState(false)
  const isWatched = useIsWatched()
  const seenId = useRef<string | undefined>(undefined)
  const newest = thread?.messages.at(-1)?.id
  const isLoaded = thread !== undefined && thread.loading !== 'first'
  const isSeen = isAtEnd && isWatched && isLoaded
  const openedWith = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!isWatched || !isLoaded) return
    // Opening a chat reads it; what comes later is read when its end is on the screen.
    const isOpening = openedWith.current === undefined
    openedWith.current ??= newest ?? ''
    if (isOpening || isSeen) seenId.current = newest
    if (unread > 0 && (isOpening || isSeen)) void markRead(chatId)
  }, [isSeen, isWatched, isLoaded, newest, unread, chatId])
  const onSeen = useCallback((atEnd: boolean) => setIsAtEnd(atEnd), [])
  return { onSeen, seenId }
}

/** The tab is shown and its window has the focus. */
function useIsWatched(): boolean {
  const [isWatched, setIsWatched] = useState(watched)
  useEffect(() => {
    function look(): void {
      setIsWatched(watched())
    }
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return isWatched
}

function watched(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}
