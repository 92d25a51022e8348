import type { SearchHit } from '@parley/core/schemas'
import { Search } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { Link, useSearchParams } from 'wouter'

import { t } from '../../i18n.ts'
import { messagePath } from '../../routes.ts'
import { useTabTitle } from '../../tab-title.ts'
import { brief, exact } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { Paged } from '../../ui/paged.tsx'
import { Empty } from '../../ui/states.tsx'
import { useNow } from '../../use-now.ts'
import { usePages } from '../../use-pages.ts'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { markWords } from './mark-words.ts'

import css from './search.module.css'

/** Everything that was ever written; the words are in the address, and each hit leads into its chat. */
export function SearchPage() {
  const [params] = useSearchParams()
  const q = params.get('q')?.trim() ?? ''
  useTabTitle(q ? `${q} – ${t('search.title')}` : t('search.title'))
  return (
    <main className={css.page} data-region="search" tabIndex={-1}>
      <h1 className={css.title}>{t('search.title')}</h1>
      <SearchForm key={q} q={q} />
      {q ? (
        <Results q={q} />
      ) : (
        <Empty icon={<Search size={32} />} title={t('search.begin')}>
          {t('search.hint')}
        </Empty>
      )}
    </main>
  )
}

function SearchForm({ q }: { readonly q: string }) {
  const [text, setText] = useState(q)
  const [, setParams] = useSearchParams()
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    setParams({ q: text.trim() })
  }
  return (
    <search>
      <form className={css.form} onSubmit={submit}>
        <TextField
          label={t('search.label')}
          isLabelHidden
          type="search"
          placeholder={t('search.label')}
          inputRef={q ? undefined : focusOnMount}
          value={text}
          onChange={setText}
        />
        <Button type="submit" look="primary">
          {t('app.search')}
        </Button>
      </form>
    </search>
  )
}

function Results({ q }: { readonly q: string }) {
  const rows = usePages<SearchHit>('search', '/api/messages/search', { q })
  const empty = <Empty title={t('search.none')}>{t('search.noneHint')}</Empty>
  return (
    <Paged pages={rows} shape="row" empty={empty}>
      {(hits) => (
        <>
          <output className={css.count}>
            {rows.hasMore
              ? t('search.more', { count: hits.length })
              : t('search.results', { count: hits.length })}
          </output>
          <ol className={css.list}>
            {hits.map((hit) => (
              <Hit key={hit.message.id} hit={hit} q={q} />
            ))}
          </ol>
        </>
      )}
    </Paged>
  )
}

function Hit({ hit, q }: { readonly hit: SearchHit; readonly q: string }) {
  const { message, chat, snippet } = hit
  const now = useNow()
  const isOurs = message.direction === 'out'
  return (
    <li>
      <Link href={messagePath(chat.id, message.id)} className={css.hit}>
        <span className={css.who}>
          <ChannelIcon channel={chat.channel} isNamed />
          <span className={css.name}>{chat.contact.name}</span>
          <time className={css.time} dateTime={message.sentAt} title={exact(message.sentAt)}>
            {brief(message.sentAt, now)}
          </time>
        </span>
        <span className={css.text} dir="auto">
          {isOurs && <span className={css.time}>{message.author.name ?? t('app.you')}: </span>}
          {markWords(snippet, q).map((part, at) =>
            part.isHit ? (
              // oxlint-disable-next-line react/no-array-index-key -- parts of a fixed text
              <mark key={at} className={css.mark}>
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </Link>
    </li>
  )
}
