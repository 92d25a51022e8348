import { type PlainKey, t } from '../../i18n.ts'
import type { Filters } from '../../store/filters.ts'

export interface NamedView {
  readonly name: PlainKey
  readonly filters: Filters
}
/** The views that everyone has, in the order of a working day. */
export const standardViews = [
  { name: 'views.mine', filters: { assigneeId: 'me' } },
  { name: 'views.unassigned', filters: { assigneeId: 'none' } },
  { name: 'views.open', filters: {} },
  { name: 'views.pending', filters: { status: 'pending' } },
  { name: 'views.snoozed', filters: { status: 'snoozed' } },
  { name: 'views.closed', filters: { status: 'closed' } },
] as const satisfies readonly NamedView[]

export interface Names {
  readonly channels: ReadonlyMap<string, string>
  readonly connections: ReadonlyMap<string, string>
}

/** What the list on the screen is called. */
export function viewName(filters: Filters, names: Names): string {
  const { sort: _, ...rest } = filters
  const given = Object.entries(rest)
  const [only, ...more] = given
  if (filters.q) return t('views.results', { q: filters.q })
  if (filters.contactId) return t('views.contact')
  if (!only) return t('views.open')
  if (more.length > 0) return t('views.custom')
  return nameOfOne(only[0], only[1], names)
}

function nameOfOne(field: string, value: string, { channels, connections }: Names): string {
  const standard = standardViews.find(
    (view) => Object.entries(view.filters)[0]?.join() === [field, value].join(),
  )
  if (standard) return t(standard.name)
  if (field === 'channel') return channels.get(value) ?? value
  if (field === 'connectionId') return connections.get(value) ?? t('views.custom')
  if (field === 'label') return value
  if (field === 'unread') return t('list.filterUnread')
  if (field === 'waiting') return t('list.filterWaiting')
  if (field === 'priority') return t(`priority.${value as 'low' | 'medium' | 'high' | 'urgent'}`)
  return t('views.custom')
}
