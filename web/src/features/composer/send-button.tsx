import {
  ArrowDown,
  CalendarClock,
  Check,
  ChevronDown,
  Clock,
  SendHorizontal,
  StickyNote,
} from 'lucide-react'
import { useState } from 'react'

import type { ChatChange } from '../../commands/chats.ts'
import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { WhenForm } from '../chat-actions/action-menus.tsx'

import css from './composer.module.css'

/** What happens with the chat after sending, and when to send. */
export interface SendThen {
  readonly change?: ChatChange
  readonly sendAt?: Date
  /** The chat stays as it is, and the next one opens. */
  readonly isNext?: boolean
}
export interface SendButtonProps {
  readonly mode: Mode
  readonly isDisabled: boolean
  readonly onSend: (then?: SendThen) => void
}

/** The button says what it does, in the colour of the mode; its menu sends and closes, snoozes or schedules. */
export function SendButton({ mode, isDisabled, onSend }: SendButtonProps) {
  const [asks, setAsks] = useState<'snooze' | 'schedule' | null>(null)
  if (mode === 'note') {
    return (
      <Button className={css.addNote} isDisabled={isDisabled} onPress={() => onSend()}>
        <StickyNote size={16} aria-hidden />
        {t('composer.addNote')}
      </Button>
    )
  }
  function choose(at: Date): void {
    if (asks === 'schedule') onSend({ sendAt: at })
    else onSend({ change: { status: 'snoozed', snoozedUntil: at.toISOString() } })
    setAsks(null)
  }
  return (
    <span className={css.send}>
      <Button look="primary" isDisabled={isDisabled} onPress={() => onSend()}>
        <SendHorizontal size={16} aria-hidden />
        {t('composer.send')}
      </Button>
      <SendMenu isDisabled={isDisabled} onSend={onSend} ask={setAsks} />
      <Dialog
        title={asks === 'schedule' ? t('composer.schedule') : t('composer.sendSnooze')}
        size="small"
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
      >
        <WhenForm onChoose={choose} />
      </Dialog>
    </span>
  )
}

function SendMenu({
  isDisabled,
  onSend,
  ask,
}: {
  readonly isDisabled: boolean
  readonly onSend: (then: SendThen) => void
  readonly ask: (what: 'snooze' | 'schedule') => void
}) {
  return (
    <Menu
      label={t('composer.sendMore')}
      placement="top end"
      trigger={
        <Button
          look="primary"
          className={css.sendMore}
          isDisabled={isDisabled}
          aria-label={t('composer.sendMore')}
        >
          <ChevronDown size={16} aria-hidden />
        </Button>
      }
    >
      <MenuItem
        icon={<Check size={16} />}
        keys={['$mod+Shift+Enter']}
        onAction={() => onSend({ change: { status: 'closed' } })}
      >
        {t('composer.sendClose')}
      </MenuItem>
      <MenuItem icon={<ArrowDown size={16} />} onAction={() => onSend({ isNext: true })}>
        {t('composer.sendNext')}
      </MenuItem>
      <MenuItem icon={<Clock size={16} />} onAction={() => ask('snooze')}>
        {t('composer.sendSnooze')}
      </MenuItem>
      <MenuItem icon={<CalendarClock size={16} />} onAction={() => ask('schedule')}>
        {t('composer.schedule')}
      </MenuItem>
    </Menu>
  )
}
