import type { ReactNode } from 'react'
import { useLocation } from 'wouter'

import { inboxPath } from '../../routes.ts'
import { type Filters, formatFilters } from '../../store/filters.ts'
import { FilterMenu, SortMenu } from './list-menus.tsx'
import { NewChatButton } from './new-chat-button.tsx'
import { SearchField } from './search-field.tsx'

import css from './list-header.module.css'

export interface ListHeaderProps {
  readonly title: ReactNode
  readonly filters: Filters
  /** No chat is open: the list is what the page is about. */
  readonly isMain: boolean
}

/** The name of the view, search, order and filters; everything it sets is in the address. */
export function ListHeader({ title, filters, isMain }: ListHeaderProps) {
  const Heading = isMain ? 'h1' : 'h2'
  const [, navigate] = useLocation()
  function apply(change: Partial<Filters>): void {
    navigate(inboxPath(formatFilters({ ...filters, ...change })), { replace: true })
  }
  return (
    <header className={css.header}>
      <div className={css.line}>
        <Heading className={css.title}>{title}</Heading>
        <NewChatButton />
        <SortMenu filters={filters} apply={apply} />
        <FilterMenu filters={filters} apply={apply} />
      </div>
      <SearchField value={filters.q ?? ''} onSearch={(q) => apply({ q })} />
    </header>
  )
}
