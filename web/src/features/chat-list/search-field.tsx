import { Search, X } from 'lucide-react'
import { useEffect, useState } from 'react'

import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'
import { useStable } from '../../use-stable.ts'

import css from './list-header.module.css'

const DELAY_MS = 300

/** Searches while one types, after a pause; the address has the last word when it changes by itself. */
export function SearchField({
  value,
  onSearch,
}: {
  readonly value: string
  readonly onSearch: (text: string) => void
}) {
  const [text, setText] = useState(value)
  const [asked, setAsked] = useState(value)
  if (value !== asked) {
    setAsked(value)
    setText(value)
  }
  const search = useStable((wanted: string) => {
    setText(wanted)
    setAsked(wanted.trim())
    if (wanted.trim() !== value) onSearch(wanted.trim())
  })
  useEffect(() => {
    if (text.trim() === asked) return
    const timer = setTimeout(() => search(text), DELAY_MS)
    return () => clearTimeout(timer)
  }, [text, asked, search])
  return (
    <search className={css.search}>
      <Search size={16} aria-hidden className={css.glass} />
      <input
        type="search"
        className={css.input}
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={text}
        data-search
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(text)
          if (event.key === 'Escape') {
            search('')
            event.currentTarget.blur()
          }
        }}
      />
      {text && (
        <IconButton label={t('list.clearSearch')} onPress={() => search('')}>
          <X size={16} aria-hidden />
        </IconButton>
      )}
    </search>
  )
}
