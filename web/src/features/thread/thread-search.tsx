import type { SearchHit } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { dayTime } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { focusOnMount } from '../../ui/focus.ts'

import css from './thread.module.css'

export interface ThreadSearchProps {
  readonly chatId: string
  readonly onFind: (text: string) => void
  readonly onJump: (messageId: string) => void
  readonly onClose: () => void
}

/** Searches the whole history of one chat. */
export function ThreadSearch({ chatId, onFind, onJump, onClose }: ThreadSearchProps) {
  const [text, setText] = useState('')
  const query = useDelayed(text.trim(), 250)
  useEffect(() => onFind(query), [query, onFind])
  const { found, isFetching } = useSearch(chatId, query)
  return (
    <search>
      <div className={css.search}>
        <input
          ref={focusOnMount}
          type="search"
          className={css.searchInput}
          aria-label={t('thread.search')}
          placeholder={t('thread.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose()
            if (event.key === 'Enter' && found?.[0]) onJump(found[0].message.id)
          }}
        />
        <output className={css.resultMeta}>{isFetching ? '…' : summary(found)}</output>
        <IconButton label={t('app.close')} onPress={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
      <Results found={found ?? []} onJump={onJump} />
    </search>
  )
}

function useSearch(chatId: string, query: string) {
  const isEnough = query.length > 1
  const { data, isFetching } = useQuery({
    queryKey: ['message-search', chatId, query],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly SearchHit[] }>('/api/messages/search', {
        query: { q: query, chatId, limit: 50 },
        signal,
      }),
    enabled: isEnough,
  })
  return { found: isEnough ? data?.items : undefined, isFetching }
}

function Results({
  found,
  onJump,
}: {
  readonly found: readonly SearchHit[]
  readonly onJump: (messageId: string) => void
}) {
  if (found.length === 0) return null
  return (
    <ul className={css.results}>
      {found.map(({ message, snippet }) => (
        <li key={message.id}>
          <button type="button" className={css.result} onClick={() => onJump(message.id)}>
            <span className={css.resultMeta}>
              {message.author.name} · {dayTime(message.sentAt)}
            </span>
            <br />
            <span dir="auto">{snippet}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function summary(found: readonly SearchHit[] | undefined): string {
  if (!found) return ''
  return found.length === 0
    ? t('thread.searchNone')
    : t('thread.searchResults', { count: found.length })
}

function useDelayed(value: string, ms: number): string {
  const [late, setLate] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return late
}
