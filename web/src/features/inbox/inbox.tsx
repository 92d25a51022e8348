import { lazy, memo, Suspense, useDeferredValue, useMemo } from 'react'
import { useLocation, useParams, useSearch } from 'wouter'

import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import { formatFilters, parseFilters } from '../../store/filters.ts'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Empty } from '../../ui/states.tsx'
import { useStable } from '../../use-stable.ts'
import { ChatList, useViewName } from '../chat-list/chat-list.tsx'
import { useSelection } from '../chat-list/selection.ts'
import { useStableOrder } from '../chat-list/use-stable-order.ts'
import { ViewsNav } from '../chat-list/views-pane.tsx'
import { ThreadPane } from '../thread/thread.tsx'
import { type PaneWidths, usePaneWidths } from './pane-widths.ts'
import { Splitter } from './splitter.tsx'
import { useInboxKeys } from './use-inbox-keys.ts'
import { useInboxTitle } from './use-inbox-title.ts'
import { type Panes, usePanes } from './use-panes.ts'
import { useViewData, useViewing } from './use-view-data.ts'

import css from './inbox.module.css'

const ContactPanel = lazy(async () => ({
  default: (await import('../contact-panel/contact-panel.tsx')).ContactPanel,
}))

/** Views, chats, messages and details, side by side or one at a time. */
export function Inbox() {
  const filters = parseFilters(useSearch())
  const viewKey = formatFilters(filters)
  const { chatId, messageId } = useParams<{ chatId?: string; messageId?: string }>()
  const ids = useViewData(viewKey)
  const order = useStableOrder(ids, viewKey)
  const selection = useSelection(viewKey)
  const panes = usePanes()
  const widths = usePaneWidths()
  useViewing(chatId)
  useInboxTitle(useViewName(filters), chatId)
  const { openNext } = useInboxKeys({ order, selection, chatId, viewKey, panes })
  const onClosed = useStable(openNext)
  const place = useMemo(() => ({ chatId, messageId }), [chatId, messageId])
  // The list follows every key at once; messages come as fast as they can be drawn, and not those that are only passed.
  const shown = useDeferredValue(place)
  return (
    <main
      className={css.inbox}
      aria-label={t('nav.inbox')}
      data-pane={chatId ? 'thread' : 'list'}
      data-list={panes.isListOpen}
      style={widths.style}
    >
      <SkipLinks />
      <div className={css.views}>
        <ViewsNav current={viewKey} />
      </div>
      <Splitter pane="views" widths={widths} />
      <div className={css.list}>
        <PaneBoundary resetKey={viewKey}>
          <ChatList {...{ viewKey, filters, chatId, order, selection }} />
        </PaneBoundary>
      </div>
      <Splitter pane="list" widths={widths} />
      <Conversation {...shown} {...{ viewKey, panes, widths, onClosed }} />
    </main>
  )
}

const Conversation = memo(function Conversation({
  chatId,
  messageId,
  viewKey,
  panes,
  widths,
  onClosed,
}: {
  readonly chatId: string | undefined
  readonly messageId: string | undefined
  readonly viewKey: string
  readonly panes: Panes
  readonly widths: PaneWidths
  readonly onClosed: () => void
}) {
  const { isDetailsOpen, toggleDetails } = panes
  if (!chatId) {
    return (
      <div className={css.main}>
        <Empty title={t('chat.choose')}>{t('chat.chooseHint')}</Empty>
      </div>
    )
  }
  return (
    <>
      <div className={css.main}>
        <PaneBoundary resetKey={chatId}>
          <ThreadPane
            {...{ chatId, messageId, isDetailsOpen, onClosed }}
            search={viewKey}
            onDetails={toggleDetails}
          />
        </PaneBoundary>
      </div>
      {isDetailsOpen && (
        <>
          <Splitter pane="details" widths={widths} />
          <Details chatId={chatId} viewKey={viewKey} onClose={toggleDetails} />
        </>
      )}
    </>
  )
})

/** Its place is there before it is loaded: messages must not move under the pointer. */
function Details({
  chatId,
  viewKey,
  onClose,
}: {
  readonly chatId: string
  readonly viewKey: string
  readonly onClose: () => void
}) {
  const [, navigate] = useLocation()
  return (
    <div className={css.details}>
      <PaneBoundary resetKey={chatId}>
        <Suspense fallback={<Skeleton shape="line" />}>
          <ContactPanel
            chatId={chatId}
            onClose={onClose}
            onChat={(id) => navigate(chatPath(id, viewKey))}
          />
        </Suspense>
      </PaneBoundary>
    </div>
  )
}

function SkipLinks() {
  return (
    <nav className={css.skip} aria-label={t('app.skip')}>
      <a href="#chats" className="visually-hidden">
        {t('app.skipToList')}
      </a>
      <a href="#messages" className="visually-hidden">
        {t('app.skipToThread')}
      </a>
    </nav>
  )
}
