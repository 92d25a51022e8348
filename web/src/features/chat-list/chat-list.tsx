import { ChevronDown } from 'lucide-react'
import { useCallback } from 'react'
import { useLocation } from 'wouter'

import { useAppState } from '../../client.ts'
import { loadMore, loadView } from '../../commands/views.ts'
import { useChannels, useConnections } from '../../directory.ts'
import { t } from '../../i18n.ts'
import type { Filters } from '../../store/filters.ts'
import type { ViewList } from '../../store/state.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Failed } from '../../ui/states.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ChatRows } from './chat-rows.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListHeader } from './list-header.tsx'
import type { Selection } from './selection.ts'
import type { HeldOrder } from './use-stable-order.ts'
import { viewName } from './view-name.ts'
import { ViewsNav } from './views-pane.tsx'

import css from './chat-list.module.css'

export interface ChatListProps {
  readonly viewKey: string
  readonly filters: Filters
  readonly chatId: string | undefined
  readonly order: HeldOrder
  readonly selection: Selection
}

export function ChatList({ viewKey, filters, chatId, order, selection }: ChatListProps) {
  const title = useViewName(filters)
  const view = useAppState((state) => state.views.get(viewKey))
  const loadNext = useCallback(() => void loadMore(viewKey), [viewKey])
  return (
    <section
      className={css.list}
      aria-label={t('list.title')}
      data-region="list"
      id="chats"
      tabIndex={-1}
    >
      <ListHeader
        title={
          <>
            <span className={css.wideTitle}>{title}</span>
            <ViewPicker title={title} current={viewKey} />
          </>
        }
        filters={filters}
        isMain={chatId === undefined}
      />
      <UpdatesPill order={order} />
      <ListBody view={view} viewKey={viewKey} filters={filters}>
        <ChatRows
          label={t('list.label', { view: title })}
          order={order}
          chatId={chatId}
          search={viewKey}
          selection={selection}
          hasMore={view?.nextCursor != null}
          isLoading={view?.loading != null}
          onEnd={loadNext}
        />
      </ListBody>
      <BulkBar selection={selection} filters={filters} />
    </section>
  )
}

export function useViewName(filters: Filters): string {
  const { data: channels = [] } = useChannels()
  const { data: connections = [] } = useConnections()
  return viewName(filters, {
    channels: new Map(channels.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map(({ id, name }) => [id, name])),
  })
}

/** Where there is no room for the pane of views, the title opens them. */
function ViewPicker({ title, current }: { readonly title: string; readonly current: string }) {
  const [path] = useLocation()
  return (
    <span className={css.narrowTitle}>
      <Popover
        key={`${current}${path}`}
        label={t('views.choose')}
        trigger={
          <Button look="quiet" size="small" aria-label={`${title}. ${t('views.choose')}`}>
            <span className={css.pickerName}>{title}</span>
            <ChevronDown size={16} aria-hidden />
          </Button>
        }
      >
        <div className={css.picker}>
          <ViewsNav current={current} />
        </div>
      </Popover>
    </span>
  )
}

function UpdatesPill({ order }: { readonly order: HeldOrder }) {
  if (order.updates === 0) return null
  return (
    <div className={css.pillBox}>
      <Button size="small" look="primary" className={css.pill} onPress={order.release}>
        {t('list.updates', { count: order.updates })}
      </Button>
    </div>
  )
}

function ListBody({
  view,
  viewKey,
  filters,
  children,
}: {
  readonly view: ViewList | undefined
  readonly viewKey: string
  readonly filters: Filters
  readonly children: React.ReactNode
}) {
  if (view && view.ids.length > 0) return children
  if (view?.error) return <Failed error={view.error} onRetry={() => void loadView(viewKey)} />
  if (!view || view.loading) return <Skeleton rows={10} />
  return <EmptyList filters={filters} />
}
