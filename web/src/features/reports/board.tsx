import type { Board as BoardData } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import { api, useAppState } from '../../client.ts'
import { locale, t } from '../../i18n.ts'
import { inboxPath, paths } from '../../routes.ts'
import { formatFilters } from '../../store/filters.ts'
import { useTabTitle } from '../../tab-title.ts'
import { elapsed } from '../../text/time.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { useNow } from '../../use-now.ts'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { StatusChip } from '../settings/connections/status.tsx'

import css from './reports.module.css'

const ASKED_EVERY_MS = 5000

/** The desk as it is now. Every number leads to the chats that it counts. */
export function Board() {
  useTabTitle(t('board.title'))
  const board = useQuery({
    queryKey: ['board'],
    queryFn: ({ signal }) => api.get<BoardData>('/api/board', { signal }),
    refetchInterval: ASKED_EVERY_MS,
    placeholderData: (before) => before,
  })
  return (
    <main className={css.page} data-region="reports" tabIndex={-1}>
      <header className={css.head}>
        <h1 className={css.title}>{t('board.title')}</h1>
        <LinkButton href={paths.reports}>{t('board.toReports')}</LinkButton>
      </header>
      <Loaded query={board} rows={8}>
        {(found) => <Parts board={found} />}
      </Loaded>
    </main>
  )
}

function Parts({ board }: { readonly board: BoardData }) {
  return (
    <>
      <Figures board={board} />
      <People people={board.people} />
      <Connections connections={board.connections} />
    </>
  )
}

function Figures({ board }: { readonly board: BoardData }) {
  const online = useAppState((state) => state.presence.size)
  const waiting = { waiting: 'true', sort: 'waiting' }
  const now = useNow()
  return (
    <dl className={css.figures}>
      <Figure name={t('board.waiting')} to={waiting}>
        {format(board.waiting)}
      </Figure>
      <Figure name={t('board.longest')} to={waiting}>
        {sinceWords(board.waitingSince, now)}
      </Figure>
      <Figure name={t('board.unassigned')} to={{ assigneeId: 'none' }}>
        {format(board.unassigned)}
      </Figure>
      <Figure name={t('board.unassignedWaiting')} to={{ assigneeId: 'none', ...waiting }}>
        {format(board.unassignedWaiting)}
      </Figure>
      <Figure name={t('board.open')} to={{}}>
        {format(board.open)}
      </Figure>
      <div className={css.figure}>
        <dt>{t('board.online')}</dt>
        <dd>{format(online)}</dd>
      </div>
    </dl>
  )
}

function People({ people }: Pick<BoardData, 'people'>) {
  const presence = useAppState((state) => state.presence)
  const rows = people.map((person) => {
    const isOnline = presence.has(person.id)
    return {
      ...person,
      filters: { assigneeId: person.id },
      label: person.name,
      state: isOnline ? t('board.isOnline') : t('board.isAway'),
      isOnline,
    }
  })
  const head = [t('reports.person'), t('board.presence')] as const
  return <Loads title={t('board.people')} head={head} rows={rows} />
}

function Connections({ connections }: Pick<BoardData, 'connections'>) {
  const rows = connections.map((connection) => ({
    ...connection,
    filters: { connectionId: connection.id },
    label: (
      <span className={css.named}>
        <ChannelIcon channel={connection.channel} isNamed /> {connection.name}
      </span>
    ),
    state: (
      <Link href={`/settings/connections/${connection.id}`}>
        <StatusChip status={connection.status} />
      </Link>
    ),
  }))
  const head = [t('details.connection'), t('details.status')] as const
  return <Loads title={t('connections.title')} head={head} rows={rows} />
}

interface LinkedFilters {
  readonly assigneeId?: string
  readonly connectionId?: string
  readonly waiting?: string
  readonly sort?: string
}

function Figure({
  name,
  to,
  children,
}: {
  readonly name: string
  readonly to: LinkedFilters
  readonly children: ReactNode
}) {
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd>
        <Link href={inboxPath(formatFilters(to))}>{children}</Link>
      </dd>
    </div>
  )
}

interface LoadRow {
  readonly id: string
  readonly label: ReactNode
  readonly state: ReactNode
  readonly isOnline?: boolean
  readonly filters: LinkedFilters
  readonly open: number
  readonly waiting: number
  readonly waitingSince: string | null
}

/** Who or what has how much to do; those with most waiting first. */
function Loads({
  title,
  head,
  rows,
}: {
  readonly title: string
  /** Of the first two columns. */
  readonly head: readonly [string, string]
  readonly rows: readonly LoadRow[]
}) {
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key */}
      <section className={css.tableBox} tabIndex={0} aria-label={title}>
        <table className={css.table}>
          <thead>
            <tr>
              {[...head, t('board.open'), t('board.waiting'), t('board.longest')].map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Load key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function Load({ row }: { readonly row: LoadRow }) {
  const now = useNow()
  const { filters, open, waiting, waitingSince } = row
  return (
    <tr>
      <th scope="row">{row.label}</th>
      <td>
        {row.isOnline !== undefined && (
          <span className={css.presence} data-online={row.isOnline || undefined} aria-hidden />
        )}
        {row.state}
      </td>
      <td>
        <Link href={inboxPath(formatFilters(filters))}>{format(open)}</Link>
      </td>
      <td>
        <Link href={inboxPath(formatFilters({ ...filters, waiting: 'true', sort: 'waiting' }))}>
          {format(waiting)}
        </Link>
      </td>
      <td>{sinceWords(waitingSince, now)}</td>
    </tr>
  )
}

function sinceWords(since: string | null, now: number): string {
  return since === null ? '–' : elapsed(since, now)
}

function format(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}
