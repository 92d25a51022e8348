import { ArrowDownWideNarrow, ListFilter, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'wouter'

import { useColleagues, useConnections, useLabels } from '../../directory.ts'
import { type PlainKey, t } from '../../i18n.ts'
import { inboxPath } from '../../routes.ts'
import { type Filters, formatFilters } from '../../store/filters.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuGroup, MenuItem } from '../../ui/menu.tsx'

import css from './list-header.module.css'

export interface ListHeaderProps {
  readonly title: ReactNode
  readonly filters: Filters
  /** No chat is open: the list is what the page is about. */
  readonly isMain: boolean
  readonly end?: ReactNode
}

/** The name of the view, search, order and filters; everything it sets is in the address. */
export function ListHeader({ title, filters, isMain, end }: ListHeaderProps) {
  const Heading = isMain ? 'h1' : 'h2'
  const [, navigate] = useLocation()
  function apply(change: Partial<Filters>): void {
    navigate(inboxPath(formatFilters({ ...filters, ...change })), { replace: true })
  }
  return (
    <header className={css.header}>
      <div className={css.line}>
        <Heading className={css.title}>{title}</Heading>
        {end}
        <SortMenu filters={filters} apply={apply} />
        <FilterMenu filters={filters} apply={apply} />
      </div>
      <SearchField key={filters.q ?? ''} value={filters.q ?? ''} onSearch={(q) => apply({ q })} />
    </header>
  )
}

const SEARCH_DELAY_MS = 300

function SearchField({
  value,
  onSearch,
}: {
  readonly value: string
  readonly onSearch: (text: string) => void
}) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onSearch(text.trim()), SEARCH_DELAY_MS)
    return () => clearTimeout(timer)
  })
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
          if (event.key === 'Enter') onSearch(text.trim())
          if (event.key === 'Escape') {
            setText('')
            onSearch('')
            event.currentTarget.blur()
          }
        }}
      />
      {text && (
        <IconButton
          label={t('list.clearSearch')}
          onPress={() => {
            setText('')
            onSearch('')
          }}
        >
          <X size={16} aria-hidden />
        </IconButton>
      )}
    </search>
  )
}

interface MenuProps {
  readonly filters: Filters
  readonly apply: (change: Partial<Filters>) => void
}
const sorts: readonly { readonly id: string | undefined; readonly name: PlainKey }[] = [
  { id: undefined, name: 'list.sortLatest' },
  { id: 'waiting', name: 'list.sortWaiting' },
  { id: 'window', name: 'list.sortWindow' },
]

function SortMenu({ filters, apply }: MenuProps) {
  return (
    <Menu
      label={t('list.sort')}
      trigger={
        <IconButton label={t('list.sort')}>
          <ArrowDownWideNarrow size={18} aria-hidden />
        </IconButton>
      }
    >
      {sorts.map(({ id, name }) => (
        <MenuItem key={name} isChecked={filters.sort === id} onAction={() => apply({ sort: id })}>
          {t(name)}
        </MenuItem>
      ))}
    </Menu>
  )
}

function FilterMenu({ filters, apply }: MenuProps) {
  const { data: connections = [] } = useConnections()
  const { data: labels = [] } = useLabels()
  const { data: people = [] } = useColleagues()
  const isSet = Boolean(filters.unread || filters.connectionId || filters.label || filters.priority)
  return (
    <Menu
      label={t('list.filter')}
      trigger={
        <IconButton label={t('list.filter')} aria-pressed={isSet}>
          <ListFilter size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        isChecked={filters.unread === 'true'}
        onAction={() => apply({ unread: filters.unread ? undefined : 'true' })}
      >
        {t('list.filterUnread')}
      </MenuItem>
      <FilterGroup
        title={t('views.connections')}
        field="connectionId"
        options={connections}
        {...{ filters, apply }}
      />
      <FilterGroup
        title={t('chat.assignee')}
        field="assigneeId"
        options={people}
        {...{ filters, apply }}
      />
      <FilterGroup
        title={t('views.labels')}
        field="label"
        options={labels.map(({ name }) => ({ id: name, name }))}
        {...{ filters, apply }}
      />
    </Menu>
  )
}

function FilterGroup({
  title,
  field,
  options,
  filters,
  apply,
}: MenuProps & {
  readonly title: string
  readonly field: 'connectionId' | 'assigneeId' | 'label'
  readonly options: readonly { readonly id: string; readonly name: string }[]
}) {
  return (
    <MenuGroup title={title}>
      {options.map(({ id, name }) => (
        <MenuItem
          key={id}
          isChecked={filters[field] === id}
          onAction={() => apply({ [field]: filters[field] === id ? undefined : id })}
        >
          {name}
        </MenuItem>
      ))}
    </MenuGroup>
  )
}
