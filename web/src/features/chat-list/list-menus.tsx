import { ArrowDownWideNarrow, ListFilter } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { useColleagues, useConnections, useLabels } from '../../directory.ts'
import { type PlainKey, t } from '../../i18n.ts'
import { type Filters, formatFilters } from '../../store/filters.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuGroup, MenuItem, MenuLine } from '../../ui/menu.tsx'

const SaveView = lazy(async () => ({ default: (await import('./save-view.tsx')).SaveView }))

interface MenuProps {
  readonly filters: Filters
  readonly apply: (change: Partial<Filters>) => void
}
const sorts: readonly { readonly id: string | undefined; readonly name: PlainKey }[] = [
  { id: undefined, name: 'list.sortLatest' },
  { id: 'waiting', name: 'list.sortWaiting' },
  { id: 'window', name: 'list.sortWindow' },
  { id: 'unread', name: 'list.sortUnread' },
]

const priorities = ['urgent', 'high', 'medium', 'low'] as const

export function SortMenu({ filters, apply }: MenuProps) {
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

export function FilterMenu({ filters, apply }: MenuProps) {
  const [isSaving, setIsSaving] = useState(false)
  const { unread, waiting, connectionId, label, assigneeId, priority } = filters
  const isSet = Boolean(unread ?? waiting ?? connectionId ?? label ?? assigneeId ?? priority)
  return (
    <>
      <Menu
        label={t('list.filter')}
        trigger={
          <IconButton label={t('list.filter')} aria-pressed={isSet}>
            <ListFilter size={18} aria-hidden />
          </IconButton>
        }
      >
        <FilterItems filters={filters} apply={apply} />
        <MenuLine />
        <MenuItem onAction={() => setIsSaving(true)}>{t('views.save')}</MenuItem>
      </Menu>
      {isSaving && (
        <Suspense>
          <SaveView query={formatFilters(filters)} onClose={() => setIsSaving(false)} />
        </Suspense>
      )}
    </>
  )
}

function FilterItems({ filters, apply }: MenuProps) {
  const { data: connections = [] } = useConnections()
  const { data: labels = [] } = useLabels()
  const { data: people = [] } = useColleagues()
  const byName = labels.map(({ name }) => ({ id: name, name }))
  return (
    <>
      <MenuItem
        isChecked={filters.unread === 'true'}
        onAction={() => apply({ unread: filters.unread ? undefined : 'true' })}
      >
        {t('list.filterUnread')}
      </MenuItem>
      <MenuItem
        isChecked={filters.waiting === 'true'}
        onAction={() => apply({ waiting: filters.waiting ? undefined : 'true' })}
      >
        {t('list.filterWaiting')}
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
        title={t('chat.priority')}
        field="priority"
        options={priorities.map((id) => ({ id, name: t(`priority.${id}`) }))}
        {...{ filters, apply }}
      />
      <FilterGroup
        title={t('views.labels')}
        field="label"
        options={byName}
        {...{ filters, apply }}
      />
    </>
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
  readonly field: 'connectionId' | 'assigneeId' | 'label' | 'priority'
  readonly options: readonly {
    readonly id: string
    readonly name: string
    readonly channel?: string
  }[]
}) {
  if (options.length === 0) return null
  return (
    <MenuGroup title={title}>
      {options.map(({ id, name, channel }) => (
        <MenuItem
          key={id}
          isChecked={filters[field] === id}
          hint={channel}
          onAction={() => apply({ [field]: filters[field] === id ? undefined : id })}
        >
          {name}
        </MenuItem>
      ))}
    </MenuGroup>
  )
}
