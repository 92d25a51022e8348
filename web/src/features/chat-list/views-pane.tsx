import type { Counts } from '@parley/core/schemas'
import { Bookmark, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import { api, queries, useAppState } from '../../client.ts'
import { useChannels, useConnections, useLabels, useViews } from '../../directory.ts'
import { locale, t } from '../../i18n.ts'
import { inboxPath } from '../../routes.ts'
import { type Filters, formatFilters, parseFilters } from '../../store/filters.ts'
import { IconButton } from '../../ui/button.tsx'
import { ChannelIcon } from './channel-icon.tsx'
import { standardViews } from './view-name.ts'

import css from './views.module.css'

/** The views with their counts; `current` is the canonical text of the filters on the screen. */
export function ViewsNav({ current }: { readonly current: string }) {
  const counts = useAppState((state) => state.counts)
  return (
    <nav className={css.views} aria-label={t('views.title')} data-region="views" tabIndex={-1}>
      <ul>
        {standardViews.map(({ name, filters }) => (
          <ViewLink key={name} filters={filters} current={current} count={countOf(filters, counts)}>
            {t(name)}
          </ViewLink>
        ))}
      </ul>
      <SavedViews current={current} />
      <ChannelViews current={current} />
      <LabelViews current={current} />
    </nav>
  )
}

function countOf(filters: Filters, counts: Counts | null): number | undefined {
  if (!counts) return undefined
  if (filters.assigneeId === 'me') return counts.mine
  if (filters.assigneeId === 'none') return counts.unassigned
  return counts[(filters.status ?? 'open') as 'open' | 'pending' | 'snoozed' | 'closed']
}

function ViewLink({
  filters,
  current,
  count,
  icon,
  end,
  children,
}: {
  readonly filters: Filters
  readonly current: string
  readonly count?: number | undefined
  readonly icon?: ReactNode
  /** A button beside the link. */
  readonly end?: ReactNode
  readonly children: ReactNode
}) {
  const key = formatFilters(filters)
  return (
    <li className={css.item}>
      <Link
        href={inboxPath(key)}
        className={css.link}
        aria-current={key === current ? 'page' : undefined}
      >
        {icon}
        <span className={css.name}>{children}</span>
        {count !== undefined && count > 0 && (
          <span className={css.count} aria-label={t('views.count', { count })}>
            {count.toLocaleString(locale())}
          </span>
        )}
      </Link>
      {end}
    </li>
  )
}

function SavedViews({ current }: { readonly current: string }) {
  const { data: views = [] } = useViews()
  if (views.length === 0) return null
  async function remove(id: string): Promise<void> {
    await api.delete(`/api/views/${id}`)
    await queries.invalidateQueries({ queryKey: ['views'] })
  }
  return (
    <Group title={t('views.saved')}>
      {views.map((view) => {
        const filters = parseFilters(view.query)
        const isCurrent = formatFilters(filters) === current
        return (
          <ViewLink
            key={view.id}
            filters={filters}
            current={current}
            icon={<Bookmark size={14} aria-hidden />}
            end={
              isCurrent && (
                <IconButton label={t('views.remove')} onPress={() => void remove(view.id)}>
                  <Trash2 size={14} aria-hidden />
                </IconButton>
              )
            }
          >
            {view.name}
          </ViewLink>
        )
      })}
    </Group>
  )
}

function ChannelViews({ current }: { readonly current: string }) {
  const { data: channels = [] } = useChannels()
  const { data: connections = [] } = useConnections()
  const counts = useAppState((state) => state.counts)
  const used = channels.filter((channel) => connections.some((c) => c.channel === channel.id))
  const several = connections.filter(
    (connection) => connections.filter((c) => c.channel === connection.channel).length > 1,
  )
  if (used.length === 0) return null
  return (
    <Group title={t('views.channels')}>
      {used.map(({ id, name }) => (
        <ViewLink
          key={id}
          filters={{ channel: id }}
          current={current}
          count={counts?.byChannel[id]}
          icon={<ChannelIcon channel={id} />}
        >
          {name}
        </ViewLink>
      ))}
      {several.map(({ id, name, channel }) => (
        <ViewLink
          key={`c${id}`}
          filters={{ connectionId: id }}
          current={current}
          count={counts?.byConnection[id]}
          icon={<ChannelIcon channel={channel} />}
        >
          {name}
        </ViewLink>
      ))}
    </Group>
  )
}

function LabelViews({ current }: { readonly current: string }) {
  const { data: labels = [] } = useLabels()
  const counts = useAppState((state) => state.counts)
  if (labels.length === 0) return null
  return (
    <Group title={t('views.labels')}>
      {labels.map(({ id, name, color }) => (
        <ViewLink
          key={id}
          filters={{ label: name }}
          current={current}
          count={counts?.byLabel[name]}
          icon={<span className={css.dot} style={{ background: color }} aria-hidden />}
        >
          {name}
        </ViewLink>
      ))}
    </Group>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className={css.group}>{title}</h3>
      <ul>{children}</ul>
    </section>
  )
}
