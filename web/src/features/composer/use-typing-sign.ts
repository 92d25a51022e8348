/** Tells colleagues, and the contact where the channel can, that someone is writing. */
import { useEffect, useRef } from 'react'

import { socket } from '../../client.ts'
import type { Mode } from '../../drafts.ts'

const AGAIN_MS = 4000
const IDLE_MS = 6000

export function useTypingSign(chatId: string, mode: Mode) {
  const sentAt = useRef(0)
  const idle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  function stopped(): void {
    clearTimeout(idle.current)
    if (sentAt.current === 0) return
    sentAt.current = 0
    socket.send({ type: 'typing', chatId, on: false, mode })
  }
  function typed(text: string): void {
    if (text.trim() === '') return stopped()
    clearTimeout(idle.current)
    idle.current = setTimeout(stopped, IDLE_MS)
    if (Date.now() - sentAt.current < AGAIN_MS) return
    sentAt.current = Date.now()
    socket.send({ type: 'typing', chatId, on: true, mode })
  }
  useEffect(
    () => () => {
      clearTimeout(idle.current)
      if (sentAt.current > 0) socket.send({ type: 'typing', chatId, on: false, mode })
      sentAt.current = 0
    },
    [chatId, mode],
  )
  return { typed, stopped }
}
