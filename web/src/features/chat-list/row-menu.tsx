import type { Chat } from '@parley/core/schemas'
import { type ReactNode, useRef, useState } from 'react'

import { useAppState, useSession } from '../../client.ts'
import {
  assignTo,
  changeChat,
  markRead,
  markUnread,
  snoozeUntil,
  toggleClosed,
  toggleLabel,
  wakeChat,
} from '../../commands/chats.ts'
import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import { AnchoredMenu, AnchoredPanel, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { copyText } from '../../ui/states.tsx'
import {
  AssignOptions,
  LabelOptions,
  PriorityItems,
  WhenForm,
} from '../chat-actions/action-menus.tsx'

type Stage = 'menu' | 'assign' | 'labels' | 'snooze' | 'priority'
export interface RowMenuProps {
  readonly chatId: string
  readonly anchor: HTMLElement
  readonly search: string
  readonly onSelect: (chatId: string) => void
  readonly onClose: () => void
}

/** What can be done with a chat without opening it; one menu for the whole list. */
export function RowMenu(props: RowMenuProps) {
  const { chatId, anchor, onClose } = props
  const chat = useAppState((state) => state.chats.get(chatId))
  const [stage, setStage] = useState<Stage>('menu')
  const asked = useRef<Stage | null>(null)
  if (!chat) return null
  if (stage !== 'menu') return <Second {...{ chat, stage, anchor, onClose }} />
  // An item that asks for more closes the menu too: what it asks for takes its place.
  function close(): void {
    if (asked.current) setStage(asked.current)
    else onClose()
  }
  return (
    <AnchoredMenu
      anchor={anchor}
      label={t('row.menu', { name: chat.contact.name })}
      onClose={close}
    >
      <Items
        {...props}
        chat={chat}
        ask={(wanted) => {
          asked.current = wanted
        }}
      />
    </AnchoredMenu>
  )
}

function Items({
  chat,
  search,
  onSelect,
  ask,
}: RowMenuProps & { readonly chat: Chat; readonly ask: (stage: Stage) => void }) {
  const path = chatPath(chat.id, search)
  return (
    <>
      <MenuItem onAction={() => toggleRead(chat)}>
        {chat.unreadCount > 0 ? t('chat.markRead') : t('chat.markUnread')}
      </MenuItem>
      <TakeItem chat={chat} />
      <MenuItem onAction={() => ask('assign')}>{t('row.assign')}</MenuItem>
      <MenuItem onAction={() => ask('labels')}>{t('row.labels')}</MenuItem>
      <MenuItem onAction={() => ask('priority')}>{t('row.priority')}</MenuItem>
      {chat.status === 'snoozed' ? (
        <MenuItem onAction={() => void wakeChat(chat.id)}>{t('chat.unsnooze')}</MenuItem>
      ) : (
        <MenuItem onAction={() => ask('snooze')}>{t('row.snooze')}</MenuItem>
      )}
      <MenuItem onAction={() => void toggleClosed(chat.id)}>
        {chat.status === 'closed' ? t('chat.reopen') : t('chat.close')}
      </MenuItem>
      <MenuLine />
      <MenuItem onAction={() => onSelect(chat.id)}>{t('keys.select')}</MenuItem>
      <MenuItem onAction={() => void window.open(path, '_blank', 'noopener')}>
        {t('row.newTab')}
      </MenuItem>
      <MenuItem onAction={() => void copyText(new URL(chatPath(chat.id), location.href).href)}>
        {t('chat.copyLink')}
      </MenuItem>
    </>
  )
}

/** The way back from "mine" is "nobody's". */
function TakeItem({ chat }: { readonly chat: Chat }) {
  const { user } = useSession()
  if (!user) return null
  const isMine = chat.assignee?.id === user.id
  return (
    <MenuItem
      onAction={() => void assignTo(chat, isMine ? null : { id: user.id, name: user.name })}
    >
      {isMine ? t('row.release') : t('chat.assignMe')}
    </MenuItem>
  )
}

function toggleRead(chat: Chat): void {
  void (chat.unreadCount > 0 ? markRead(chat.id) : markUnread(chat.id))
}

interface SecondProps {
  readonly chat: Chat
  readonly stage: Exclude<Stage, 'menu'>
  readonly anchor: HTMLElement
  readonly onClose: () => void
}

/** What an item asks for, in the place of the menu. */
function Second({ chat, stage, anchor, onClose }: SecondProps) {
  if (stage === 'priority') {
    return (
      <AnchoredMenu anchor={anchor} label={t('chat.priority')} onClose={onClose}>
        <PriorityItems
          priority={chat.priority}
          onChange={(priority) => void changeChat(chat.id, { priority })}
        />
      </AnchoredMenu>
    )
  }
  function done(work: Promise<void>): void {
    void work
    onClose()
  }
  const panels: Readonly<Record<typeof stage, ReactNode>> = {
    assign: (
      <AssignOptions
        assigneeId={chat.assignee?.id ?? null}
        onAssign={(assignee) => done(assignTo(chat, assignee))}
      />
    ),
    labels: <LabelOptions labels={chat.labels} onToggle={(name) => void toggleLabel(chat, name)} />,
    snooze: <WhenForm onChoose={(at) => done(snoozeUntil(chat, at))} />,
  }
  return (
    <AnchoredPanel anchor={anchor} label={t(`chat.${stage}`)} onClose={onClose}>
      {panels[stage]}
    </AnchoredPanel>
  )
}
