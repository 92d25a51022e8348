import type { Channel } from '@parley/core/schemas'
import { type DragEvent, useRef, useState } from 'react'

import { useAttach } from '../composer/use-attach.ts'

/** Files may be dropped anywhere on the thread. */
export function useFileDrop(chatId: string, channel: Channel | undefined) {
  const attach = useAttach(chatId, channel, 'reply')
  const depth = useRef(0)
  const [isOver, setIsOver] = useState(false)
  function leave(): void {
    depth.current = 0
    setIsOver(false)
  }
  const handlers = {
    onDragEnter(event: DragEvent) {
      if (!event.dataTransfer.types.includes('Files')) return
      depth.current += 1
      setIsOver(true)
    },
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault()
    },
    onDragLeave() {
      depth.current -= 1
      if (depth.current <= 0) leave()
    },
    onDrop(event: DragEvent) {
      leave()
      if (event.dataTransfer.files.length === 0) return
      event.preventDefault()
      attach([...event.dataTransfer.files])
    },
  }
  return { isOver, handlers }
}
