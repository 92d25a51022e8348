import { Inbox, SearchX } from 'lucide-react'
import { Link } from 'wouter'

import { useAppState } from '../../client.ts'
import { useConnections } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { inboxPath } from '../../routes.ts'
import { type Filters, formatFilters } from '../../store/filters.ts'
import { Empty } from '../../ui/states.tsx'
import { useSetup } from '../sign-in/setup.ts'

import css from './chat-list.module.css'

/** Why a list is empty, and what to do next. */
export function EmptyList({ filters }: { readonly filters: Filters }) {
  const connections = useConnections()
  const counts = useAppState((state) => state.counts)
  const key = formatFilters({ ...filters, sort: undefined })
  if (connections.data?.length === 0) return <NothingConnected />
  if (key === '') {
    return (
      <Empty icon={<Inbox size={32} />} title={t('list.emptyOpen')}>
        {t('list.emptyOpenHint')}
      </Empty>
    )
  }
  if (key === 'assigneeId=me') {
    return (
      <Empty icon={<Inbox size={32} />} title={t('list.emptyMine')}>
        <Link href={inboxPath('assigneeId=none')}>
          {t('list.emptyMineHint', { count: counts?.unassigned ?? 0 })}
        </Link>
      </Empty>
    )
  }
  if (key === 'assigneeId=none') {
    return (
      <Empty icon={<Inbox size={32} />} title={t('list.emptyUnassigned')}>
        <Link href={inboxPath('assigneeId=me')}>
          {t('list.emptyUnassignedHint', { count: counts?.mine ?? 0 })}
        </Link>
      </Empty>
    )
  }
  return (
    <Empty icon={<SearchX size={32} />} title={t('list.emptyResults')}>
      <p>{t('list.emptyResultsHint')}</p>
      <Link href={inboxPath()}>{t('list.clear')}</Link>
    </Empty>
  )
}

function NothingConnected() {
  const setup = useSetup().data
  return (
    <Empty icon={<Inbox size={32} />} title={t('list.noConnections')}>
      <div className={css.links}>
        <p>{t('list.noConnectionsHint')}</p>
        <Link href="/settings/connections">{t('list.connect')}</Link>
        {setup?.simulator && (
          <a href="/simulator" target="_blank" rel="noreferrer">
            {t('list.trySimulator')}
          </a>
        )}
      </div>
    </Empty>
  )
}
