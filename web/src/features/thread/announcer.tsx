import { useEffect, useRef, useState } from 'react'

import { t } from '../../i18n.ts'
import { usePreferences } from '../../preferences.ts'
import type { Thread } from '../../store/state.ts'
import { excerpt } from './quoted-message.tsx'

const QUIET_MS = 1500

/** Reads new messages of the contact out, apart from the list itself: a list that grows at both ends cannot be a live region. */
export function Announcer({ thread }: { readonly thread: Thread }) {
  const { announce } = usePreferences()
  const [said, setSaid] = useState('')
  const newest = thread.messages.at(-1)
  const last = useRef(newest?.id)
  useEffect(() => {
    if (newest?.id === last.current) return
    const from = thread.messages.findIndex((message) => message.id === last.current)
    const fresh = thread.messages.slice(from + 1).filter((message) => message.direction === 'in')
    const timer = setTimeout(() => {
      last.current = newest?.id
      if (from < 0 || fresh.length === 0 || announce === 'none') return
      const [only] = fresh
      const isOne = announce === 'all' && only && fresh.length === 1
      setSaid(
        isOne
          ? t('thread.announce', { name: only.author.name ?? '', text: excerpt(only) })
          : t('thread.announceCount', { count: fresh.length }),
      )
    }, QUIET_MS)
    return () => clearTimeout(timer)
  }, [newest?.id, thread.messages, announce])
  return (
    <output className="visually-hidden" aria-live="polite">
      {said}
    </output>
  )
}
