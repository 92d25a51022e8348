import type { Chat } from '@parley/core/schemas'
import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react'

import { useAppState } from '../../client.ts'
import { openChat } from '../../commands/thread.ts'
import { useChannels } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Empty, Failed } from '../../ui/states.tsx'
import { Composer } from '../composer/composer.tsx'
import { Announcer } from './announcer.tsx'
import { MessageMenu, ReactionPicker } from './message-menu.tsx'
import { OthersLine } from './others-line.tsx'
import { ThreadContext } from './thread-context.ts'
import { ThreadHeader } from './thread-header.tsx'
import { TimelineView } from './timeline-view.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { useSeen } from './use-seen.ts'
import { useThreadKeys } from './use-thread-keys.ts'
import { type ThreadUi, useThreadUi } from './use-thread-ui.ts'

import css from './thread.module.css'

const ThreadSearch = lazy(async () => ({
  default: (await import('./thread-search.tsx')).ThreadSearch,
}))
const MediaViewer = lazy(async () => ({
  default: (await import('./media-viewer.tsx')).MediaViewer,
}))
const ForwardDialog = lazy(async () => ({
  default: (await import('./forward-dialog.tsx')).ForwardDialog,
}))
const DateDialog = lazy(async () => ({ default: (await import('./date-dialog.tsx')).DateDialog }))
const RawDialog = lazy(async () => ({ default: (await import('./raw-dialog.tsx')).RawDialog }))

export interface ThreadProps {
  readonly chatId: string
  /** A link or a search points to it. */
  readonly messageId: string | undefined
  readonly search: string
  readonly isDetailsOpen: boolean
  readonly onDetails: () => void
  /** The chat was closed with its reply: the next one may open. */
  readonly onClosed: () => void
}

/** One chat: its header, its messages, and where one writes. */
export function ThreadPane(props: ThreadProps) {
  const { chatId, messageId } = props
  const link = useRef(messageId)
  useLayoutEffect(() => {
    link.current = messageId
  }, [messageId])
  const chat = useAppState((state) => state.chats.get(chatId))
  const error = useAppState((state) => state.threads.get(chatId)?.error ?? null)
  useEffect(() => void openChat(chatId, link.current), [chatId])
  if (chat) return <OpenThread key={chatId} {...props} chat={chat} />
  if (error?.status === 404) return <Empty title={t('chat.gone')}>{t('chat.goneHint')}</Empty>
  if (error) return <Failed error={error} onRetry={() => void openChat(chatId)} />
  return <Skeleton shape="bubble" />
}

function OpenThread(props: ThreadProps & { readonly chat: Chat }) {
  const { chat, search, isDetailsOpen, onDetails } = props
  const { data: channels = [] } = useChannels()
  const channel = channels.find((each) => each.id === chat.channel)
  const thread = useAppState((state) => state.threads.get(chat.id))
  const { onSeen, seenId } = useSeen(thread, chat.id)
  const ui = useThreadUi(chat, { channel, messageId: props.messageId })
  const drop = useFileDrop(chat.id, channel)
  const lastOwn = thread?.messages.findLast((each) => each.direction === 'out' && each.externalId)
  useThreadKeys(chat, ui, props)
  return (
    <ThreadContext value={ui.actions}>
      <section
        className={css.thread}
        aria-label={t('chat.header', { name: chat.contact.name })}
        data-region="thread"
        id="messages"
        tabIndex={-1}
        {...drop.handlers}
      >
        <ThreadHeader
          {...{ chat, search, isDetailsOpen, onDetails }}
          onSearch={ui.openSearch}
          onDate={ui.openDate}
        />
        <Finder chatId={chat.id} ui={ui} />
        <PaneBoundary resetKey={chat.id}>
          <Messages chat={chat} ui={ui} onSeen={onSeen} />
        </PaneBoundary>
        <OthersLine chatId={chat.id} />
        <Composer
          {...{ chat, channel, seenId, lastOwn }}
          mode={ui.mode}
          onMode={ui.setMode}
          isTemplateWanted={ui.isTemplate}
          onTemplate={ui.setIsTemplate}
          onClosed={props.onClosed}
        />
        {drop.isOver && <div className={css.drop}>{t('thread.drop')}</div>}
        <Overlays chat={chat} ui={ui} />
      </section>
    </ThreadContext>
  )
}

function Finder({ chatId, ui }: { readonly chatId: string; readonly ui: ThreadUi }) {
  if (!ui.isSearching) return null
  return (
    <Suspense>
      <ThreadSearch
        chatId={chatId}
        onFind={ui.setFind}
        onJump={ui.actions.jumpTo}
        onClose={ui.closeSearch}
      />
    </Suspense>
  )
}

function Messages({
  chat,
  ui,
  onSeen,
}: {
  readonly chat: Chat
  readonly ui: ThreadUi
  readonly onSeen: (isAtEnd: boolean) => void
}) {
  const thread = useAppState((state) => state.threads.get(chat.id))
  if (!thread || (thread.loading === 'first' && thread.messages.length === 0)) {
    return <Skeleton shape="bubble" />
  }
  if (thread.error && thread.messages.length === 0) {
    return <Failed error={thread.error} onRetry={() => void openChat(chat.id)} />
  }
  return (
    <>
      <TimelineView
        key={thread.generation}
        thread={thread}
        contactName={chat.contact.name}
        target={ui.target}
        onTarget={ui.targetShown}
        onSeen={onSeen}
      />
      <Announcer thread={thread} />
    </>
  )
}

/** What opens over the thread. */
function Overlays({ chat, ui }: { readonly chat: Chat; readonly ui: ThreadUi }) {
  const messages = useAppState((state) => state.threads.get(chat.id)?.messages)
  return (
    <>
      <MessageMenu
        open={ui.menu}
        onClose={() => ui.setMenu(null)}
        onNote={ui.quoteInNote}
        onForward={ui.setForwarding}
        onRaw={ui.setRaw}
      />
      <ReactionPicker open={ui.reacting} onClose={() => ui.setReacting(null)} />
      <Suspense>
        {ui.mediaId && (
          <MediaViewer
            messages={messages ?? []}
            startId={ui.mediaId}
            onClose={() => ui.setMediaId(null)}
          />
        )}
        {ui.forwarding && (
          <ForwardDialog message={ui.forwarding} onClose={() => ui.setForwarding(null)} />
        )}
        {ui.dateFrom !== null && (
          <DateDialog
            chatId={chat.id}
            from={ui.dateFrom}
            onJump={ui.actions.jumpTo}
            onClose={() => ui.setDateFrom(null)}
          />
        )}
        {ui.raw && <RawDialog message={ui.raw} onClose={() => ui.setRaw(null)} />}
      </Suspense>
    </>
  )
}
