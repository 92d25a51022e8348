import type { Chat } from '@parley/core/schemas'
import {
  AlertCircle,
  Check,
  Clock,
  Eye,
  Flag,
  Hourglass,
  MoreHorizontal,
  Pencil,
  User,
} from 'lucide-react'
import { type MouseEvent, memo, useSyncExternalStore } from 'react'
import { Link } from 'wouter'

import { useAppState, useSession } from '../../client.ts'
import { drafts } from '../../commands/outgoing.ts'
import { useLabels } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import { viewersOf } from '../../store/presence.ts'
import { brief, elapsed, exact } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../use-now.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { oneLine, previewOf, windowMark } from './row-text.ts'

import css from './chat-row.module.css'

export interface ChatRowProps {
  readonly id: string
  readonly search: string
  readonly isCurrent: boolean
  readonly isTicked: boolean
  /** The one row that Tab reaches. */
  readonly isStop: boolean
  readonly onTick: (id: string, isRange: boolean) => void
  readonly onMenu: (id: string, anchor: HTMLElement) => void
}

export const ChatRow = memo(function ChatRow(props: ChatRowProps) {
  const chat = useAppState((state) => state.chats.get(props.id))
  return chat ? <Row chat={chat} {...props} /> : null
})

function Row({ chat, search, isCurrent, isTicked, isStop, ...on }: ChatRowProps & { chat: Chat }) {
  const now = useNow()
  const { user } = useSession()
  const draft = useDraftText(chat.id)
  const preview = previewOf(chat, isCurrent ? '' : draft, user?.name)
  function tickInstead(event: MouseEvent): void {
    if (!event.shiftKey && !event.metaKey && !event.ctrlKey) return
    // Ctrl or ⌘ opens a tab, as links do everywhere; Shift selects.
    if (!event.shiftKey) return
    event.preventDefault()
    on.onTick(chat.id, true)
  }
  return (
    <div
      className={css.row}
      data-current={isCurrent || undefined}
      data-ticked={isTicked || undefined}
    >
      <Tick chat={chat} isTicked={isTicked} onTick={on.onTick} />
      <Link
        href={chatPath(chat.id, search)}
        className={css.link}
        tabIndex={isStop ? 0 : -1}
        aria-current={isCurrent ? 'page' : undefined}
        data-chat={chat.id}
        onClick={tickInstead}
      >
        <span className="visually-hidden">{chat.connection.name}</span>
        <TopLine chat={chat} now={now} />
        <PreviewLine chat={chat} preview={preview} isDraft={Boolean(draft) && !isCurrent} />
        <Chips chat={chat} now={now} />
      </Link>
      <More chat={chat} onMenu={on.onMenu} />
    </div>
  )
}

/** The picture ticks the chat, alone or up to here. */
function Tick({
  chat,
  isTicked,
  onTick,
}: Pick<ChatRowProps, 'isTicked' | 'onTick'> & { readonly chat: Chat }) {
  return (
    <button
      type="button"
      className={css.tick}
      aria-label={t('row.selectChat', { name: chat.contact.name })}
      aria-pressed={isTicked}
      tabIndex={-1}
      onClick={(event) => onTick(chat.id, event.shiftKey)}
    >
      <Avatar name={chat.contact.name} url={chat.contact.avatarUrl} />
      <span className={css.check}>{isTicked && <Check size={18} aria-hidden />}</span>
      <span className={css.channel}>
        <ChannelIcon channel={chat.channel} />
      </span>
    </button>
  )
}

function More({ chat, onMenu }: Pick<ChatRowProps, 'onMenu'> & { readonly chat: Chat }) {
  return (
    <button
      type="button"
      className={css.more}
      aria-label={t('row.menu', { name: chat.contact.name })}
      aria-haspopup="menu"
      tabIndex={-1}
      data-row-menu
      onClick={(event) => onMenu(chat.id, event.currentTarget)}
    >
      <MoreHorizontal size={16} aria-hidden />
    </button>
  )
}

function useDraftText(chatId: string): string {
  return useSyncExternalStore(drafts.subscribe, () => oneLine(drafts.get(chatId, 'reply').text))
}

function TopLine({ chat, now }: { readonly chat: Chat; readonly now: number }) {
  const at = chat.lastMessageAt ?? chat.createdAt
  return (
    <span className={css.top}>
      <bdi className={css.name} data-unread={chat.unreadCount > 0 || undefined}>
        {chat.contact.name}
      </bdi>
      <time className={css.time} dateTime={at} title={exact(at)}>
        {brief(at, now)}
      </time>
    </span>
  )
}

function PreviewLine({
  chat,
  preview,
  isDraft,
}: {
  readonly chat: Chat
  readonly preview: string
  readonly isDraft: boolean
}) {
  const isTyping = useAppState((state) =>
    (state.typing.get(chat.id) ?? []).some((who) => who.userId === null),
  )
  return (
    <span className={css.middle}>
      {isDraft && <Pencil size={12} aria-hidden className={css.draft} />}
      <span
        className={css.preview}
        data-unread={chat.unreadCount > 0 || undefined}
        data-typing={isTyping || undefined}
        dir="auto"
      >
        {isTyping ? t('row.typing') : preview}
      </span>
      {chat.unreadCount > 0 && <Unread count={chat.unreadCount} />}
    </span>
  )
}

function Unread({ count }: { readonly count: number }) {
  return (
    <span className={css.unread} title={t('row.unread', { count })}>
      {count}
      <span className="visually-hidden"> {t('row.unreadWord', { count })}</span>
    </span>
  )
}

function Chips({ chat, now }: { readonly chat: Chat; readonly now: number }) {
  const mark = windowMark(chat, now)
  return (
    <span className={css.chips}>
      {chat.hasFailed && (
        <Chip look="danger" icon={<AlertCircle size={12} aria-hidden />} title={t('row.failed')}>
          <span className="visually-hidden">{t('row.failed')}</span>
        </Chip>
      )}
      {mark && (
        <Chip look={mark.look} icon={<Clock size={12} aria-hidden />} title={mark.title}>
          <span className="visually-hidden">{t('window.word')} </span>
          {mark.text}
        </Chip>
      )}
      <Waiting since={chat.waitingSince} now={now} />
      {(chat.priority === 'high' || chat.priority === 'urgent') && (
        <Chip
          look={chat.priority === 'urgent' ? 'danger' : 'warning'}
          icon={<Flag size={12} aria-hidden />}
        >
          {t(`priority.${chat.priority}`)}
        </Chip>
      )}
      <Viewers chatId={chat.id} />
      <Labels names={chat.labels} />
      {chat.assignee && (
        <span className={css.assignee} title={t('row.assigned', { name: chat.assignee.name })}>
          <User size={12} aria-hidden />
          <span className="visually-hidden">{t('chat.assignee')} </span>
          {chat.assignee.name}
        </span>
      )}
    </span>
  )
}

/** From here on it is worth a place in the row. */
const LONG_WAIT_MS = 10 * 60_000

function Waiting({ since, now }: { readonly since: string | null; readonly now: number }) {
  if (since === null || now - Date.parse(since) < LONG_WAIT_MS) return null
  const time = elapsed(since, now)
  return (
    <Chip icon={<Hourglass size={12} aria-hidden />} title={t('row.waiting', { time })}>
      <span className="visually-hidden">{t('row.waitingWord')} </span>
      {time}
    </Chip>
  )
}

function Viewers({ chatId }: { readonly chatId: string }) {
  const names = useAppState((state) =>
    viewersOf(state, chatId)
      .map((viewer) => viewer.name)
      .join(', '),
  )
  if (!names) return null
  return (
    <Chip look="accent" icon={<Eye size={12} aria-hidden />} title={t('row.viewing', { names })}>
      {names}
    </Chip>
  )
}

const LABELS_SHOWN = 2

function Labels({ names }: { readonly names: readonly string[] }) {
  const { data: labels = [] } = useLabels()
  const shown = names.slice(0, LABELS_SHOWN)
  const rest = names.length - shown.length
  return (
    <>
      {shown.map((name) => (
        <Chip key={name} dot={labels.find((label) => label.name === name)?.color ?? 'var(--muted)'}>
          {name}
        </Chip>
      ))}
      {rest > 0 && <Chip title={names.join(', ')}>+{rest}</Chip>}
    </>
  )
}
