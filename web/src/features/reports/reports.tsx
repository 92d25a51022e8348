import type { Report } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSearchParams } from 'wouter'

import { api } from '../../client.ts'
import { useChannels } from '../../directory.ts'
import { locale, t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { useTabTitle } from '../../tab-title.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Select } from '../../ui/select.tsx'
import { useNow } from '../../use-now.ts'
import { useSetParam } from '../../use-set-param.ts'
import { Charted } from './charted.tsx'
import { DayBars } from './day-bars.tsx'
import { everyDay, lastDays, type Range, ranges } from './days.ts'
import { HourGrid, hourRows } from './hour-grid.tsx'
import { duration } from './span.ts'

import css from './reports.module.css'

/** How much was said, when and by whom, and how soon contacts were answered. What is asked for is in the address. */
export function Reports() {
  const [params] = useSearchParams()
  const count = ranges.find((each) => String(each) === params.get('days')) ?? 30
  const channel = params.get('channel')
  const range = lastDays(count, new Date(useNow()))
  useTabTitle(t('nav.reports'))
  const report = useQuery({
    queryKey: ['reports', range, channel],
    queryFn: ({ signal }) =>
      api.get<Report>('/api/reports', {
        query: { ...range, timeZone: ownTimeZone(), channel },
        signal,
      }),
    placeholderData: (before) => before,
  })
  return (
    <main className={css.page} data-region="reports" tabIndex={-1}>
      <header className={css.head}>
        <h1 className={css.title}>{t('nav.reports')}</h1>
        <LinkButton href={paths.board}>{t('board.title')}</LinkButton>
        <Choices count={count} channel={channel} />
      </header>
      <Loaded query={report} rows={8}>
        {(found) => <Parts report={found} range={range} />}
      </Loaded>
    </main>
  )
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function Choices({ count, channel }: { readonly count: number; readonly channel: string | null }) {
  const set = useSetParam()
  const { data: channels = [] } = useChannels()
  return (
    <div className={css.choices}>
      <Select
        label={t('reports.range')}
        options={ranges.map((days) => ({
          id: String(days),
          label: t('reports.lastDays', { count: days }),
        }))}
        value={String(count)}
        onChange={(id) => set('days', id)}
      />
      <Select
        label={t('connection.channel')}
        options={[
          { id: '', label: t('deliveries.any') },
          ...channels.map(({ id, name }) => ({ id, label: name })),
        ]}
        value={channel ?? ''}
        onChange={(id) => set('channel', id)}
      />
    </div>
  )
}

function Parts({ report, range }: { readonly report: Report; readonly range: Range }) {
  const days = everyDay(range, report.days)
  const { data: channels = [] } = useChannels()
  const talk = [t('reports.received'), t('reports.sent')] as const
  return (
    <>
      <Figures report={report} />
      <Charted
        title={t('reports.volume')}
        name="messages"
        head={[t('reports.day'), ...talk]}
        rows={days.map(({ day, received, sent }) => [day, received, sent])}
      >
        <DayBars days={days} />
      </Charted>
      <Charted
        title={t('reports.busiest')}
        name="hours"
        head={[t('reports.weekday'), t('reports.hour'), t('reports.received')]}
        rows={hourRows(report.hours, locale())}
      >
        <HourGrid hours={report.hours} />
      </Charted>
      <Charted
        title={t('reports.byChannel')}
        name="channels"
        head={[t('connection.channel'), ...talk]}
        rows={report.channels.map(({ channel, received, sent }) => [
          channels.find((each) => each.id === channel)?.name ?? channel,
          received,
          sent,
        ])}
      />
      <Charted
        title={t('reports.byPerson')}
        name="people"
        head={[t('reports.person'), t('reports.sent')]}
        rows={report.users.map(({ name, sent }) => [name, sent])}
      />
    </>
  )
}

function Figures({ report }: { readonly report: Report }) {
  const { received, sent, chats, response } = report
  return (
    <dl className={css.figures}>
      <Figure name={t('reports.received')}>{format(received)}</Figure>
      <Figure name={t('reports.sent')}>{format(sent)}</Figure>
      <Figure name={t('reports.opened')}>{format(chats.opened)}</Figure>
      <Figure name={t('reports.closed')}>{format(chats.closed)}</Figure>
      <Figure name={t('reports.median')} hint={t('reports.medianHint')}>
        {duration(response.medianSeconds)}
      </Figure>
      <Figure name={t('reports.p90')} hint={t('reports.p90Hint')}>
        {duration(response.p90Seconds)}
      </Figure>
    </dl>
  )
}

function Figure({
  name,
  hint,
  children,
}: {
  readonly name: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {hint && <dd className={css.hint}>{hint}</dd>}
    </div>
  )
}

function format(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}
