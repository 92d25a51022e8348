import type { Chat } from '@parley/core/schemas'
import {
  ArrowLeft,
  Check,
  Clock,
  MoreHorizontal,
  PanelRight,
  RotateCcw,
  Search,
  Tag,
  UserPlus,
} from 'lucide-react'
import { Link } from 'wouter'

import {
  assignTo,
  changeChat,
  markUnread,
  snoozeUntil,
  toggleClosed,
  toggleLabel,
  wakeChat,
} from '../../commands/chats.ts'
import { t } from '../../i18n.ts'
import { ariaKeys, isMac } from '../../keyboard.ts'
import { chatPath, inboxPath } from '../../routes.ts'
import { dayTime } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { copyText } from '../../ui/states.tsx'
import { useKeysOf } from '../../use-keys-of.ts'
import { AssignMenu, LabelMenu, PriorityMenu, SnoozeMenu } from '../chat-actions/action-menus.tsx'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { openMenu, useOpenMenu } from './open-menu.ts'

import css from './thread.module.css'

export interface ThreadHeaderProps {
  readonly chat: Chat
  readonly search: string
  readonly isDetailsOpen: boolean
  readonly onDetails: () => void
  readonly onSearch: () => void
  readonly onDate: (from: string) => void
}

export function ThreadHeader({
  chat,
  search,
  isDetailsOpen,
  onDetails,
  onSearch,
  onDate,
}: ThreadHeaderProps) {
  const keysOf = useKeysOf()
  return (
    <header className={css.header}>
      <Link href={inboxPath(search)} className={css.back} aria-label={t('chat.backToList')}>
        <ArrowLeft size={20} aria-hidden />
      </Link>
      <Avatar name={chat.contact.name} url={chat.contact.avatarUrl} size={32} />
      <div className={css.who}>
        <h1 className={css.name}>
          <bdi>{chat.contact.name}</bdi>
        </h1>
        <p className={css.sub}>
          <ChannelIcon channel={chat.channel} isNamed />
          <bdi>{chat.connection.name}</bdi>
          {chat.contact.handle && <bdi>· {chat.contact.handle}</bdi>}
          <StatusChip chat={chat} />
        </p>
      </div>
      <div className={css.actions}>
        <ChatButtons chat={chat} />
        <PriorityButton chat={chat} />
        <CloseButton chat={chat} />
        <IconButton label={t('thread.search')} onPress={onSearch} className={css.wideOnly}>
          <Search size={18} aria-hidden />
        </IconButton>
        <MoreMenu {...{ chat, onSearch, onDate }} />
        <IconButton
          label={isDetailsOpen ? t('chat.hideDetails') : t('chat.showDetails')}
          keys={keysOf('chat.details')}
          aria-pressed={isDetailsOpen}
          onPress={onDetails}
        >
          <PanelRight size={18} aria-hidden />
        </IconButton>
      </div>
    </header>
  )
}

function StatusChip({ chat }: { readonly chat: Chat }) {
  if (chat.status === 'open') return null
  const until = chat.snoozedUntil && ` · ${dayTime(chat.snoozedUntil)}`
  return (
    <Chip>
      {t(`status.${chat.status}`)}
      {until}
    </Chip>
  )
}

/** Assign, label, snooze: each with the menu that its key opens too. */
function ChatButtons({ chat }: { readonly chat: Chat }) {
  const keysOf = useKeysOf()
  const assign = useOpenMenu('assign')
  const label = useOpenMenu('labels')
  const snooze = useOpenMenu('snooze')
  return (
    <>
      <AssignMenu
        {...assign}
        assigneeId={chat.assignee?.id ?? null}
        onAssign={(assignee) => void assignTo(chat, assignee)}
        trigger={<AssigneeButton name={chat.assignee?.name} />}
      />
      <LabelMenu
        {...label}
        labels={chat.labels}
        onToggle={(wanted) => void toggleLabel(chat, wanted)}
        trigger={
          <IconButton
            label={t('chat.labels')}
            keys={keysOf('chat.labels')}
            className={css.wideOnly}
          >
            <Tag size={18} aria-hidden />
          </IconButton>
        }
      />
      <SnoozeMenu
        {...snooze}
        onSnooze={(at) => void snoozeUntil(chat, at)}
        trigger={
          <IconButton
            label={t('chat.snooze')}
            keys={keysOf('chat.snooze')}
            className={css.wideOnly}
          >
            <Clock size={18} aria-hidden />
          </IconButton>
        }
      />
    </>
  )
}

function AssigneeButton({ name }: { readonly name: string | undefined }) {
  return (
    <Button
      look="quiet"
      className={css.assignee}
      aria-label={name ? `${t('chat.assignee')}: ${name}` : t('chat.assign')}
    >
      {name ? <Avatar name={name} size={24} /> : <UserPlus size={18} aria-hidden />}
      <span className={css.assigneeName}>{name ?? t('chat.assign')}</span>
    </Button>
  )
}

function CloseButton({ chat }: { readonly chat: Chat }) {
  const isClosed = chat.status === 'closed'
  const Icon = isClosed ? RotateCcw : Check
  const keys = ariaKeys(useKeysOf()('chat.close'), isMac)
  return (
    <Button onPress={() => void toggleClosed(chat.id)} aria-keyshortcuts={keys}>
      <Icon size={16} aria-hidden />
      <span className={css.closeName}>{isClosed ? t('chat.reopen') : t('chat.close')}</span>
    </Button>
  )
}

function MoreMenu({
  chat,
  onSearch,
  onDate,
}: Pick<ThreadHeaderProps, 'chat' | 'onSearch' | 'onDate'>) {
  const keysOf = useKeysOf()
  const link = new URL(chatPath(chat.id), location.href).href
  return (
    <Menu
      label={t('chat.actions')}
      trigger={
        <IconButton label={t('chat.actions')}>
          <MoreHorizontal size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem keys={keysOf('chat.unread')} onAction={() => void markUnread(chat.id)}>
        {t('chat.markUnread')}
      </MenuItem>
      <MenuItem onAction={() => void changeChat(chat.id, { status: 'pending' }, t('chat.pending'))}>
        {t('chat.setPending')}
      </MenuItem>
      <MenuItem
        onAction={() => void (chat.status === 'snoozed' ? wakeChat(chat.id) : waitForReply(chat))}
      >
        {chat.status === 'snoozed' ? t('chat.unsnooze') : t('chat.snoozeUntilReply')}
      </MenuItem>
      <MenuLine />
      <MenuItem keys={keysOf('chat.labels')} onAction={() => openMenu('labels')}>
        {t('chat.labels')}
      </MenuItem>
      <MenuItem keys={keysOf('chat.snooze')} onAction={() => openMenu('snooze')}>
        {t('chat.snooze')}
      </MenuItem>
      <MenuItem keys={keysOf('chat.priority')} onAction={() => openMenu('priority')}>
        {t('chat.priority')}
      </MenuItem>
      <MenuLine />
      <FindItems {...{ chat, onSearch, onDate }} />
      <MenuItem onAction={() => void copyText(link)}>{t('chat.copyLink')}</MenuItem>
    </Menu>
  )
}

function FindItems({
  chat,
  onSearch,
  onDate,
}: Pick<ThreadHeaderProps, 'chat' | 'onSearch' | 'onDate'>) {
  const keysOf = useKeysOf()
  const from = chat.lastMessageAt ?? chat.createdAt
  return (
    <>
      <MenuItem keys={keysOf('chat.search')} onAction={onSearch}>
        {t('thread.search')}
      </MenuItem>
      <MenuItem keys={keysOf('chat.date')} onAction={() => onDate(from)}>
        {t('thread.jumpDate')}
      </MenuItem>
    </>
  )
}

function PriorityButton({ chat }: { readonly chat: Chat }) {
  const priority = useOpenMenu('priority')
  return (
    <PriorityMenu
      {...priority}
      priority={chat.priority}
      onChange={(to) => void changeChat(chat.id, { priority: to })}
      trigger={
        <Button look="quiet" size="small" className={css.wideOnly}>
          {t(`priority.${chat.priority ?? 'none'}`)}
        </Button>
      }
    />
  )
}

function waitForReply(chat: Chat): Promise<void> {
  return changeChat(chat.id, { status: 'snoozed' }, t('chat.snoozedUntilReply'))
}
