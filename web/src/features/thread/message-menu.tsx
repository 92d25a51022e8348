import type { Message } from '@parley/core/schemas'
import { CalendarX, Code, Copy, Forward, Link2, Reply, StickyNote } from 'lucide-react'

import { canSayAgain } from '../../commands/again.ts'
import { cancelMessage, reactTo } from '../../commands/messages.ts'
import { t } from '../../i18n.ts'
import { messagePath } from '../../routes.ts'
import { AnchoredMenu, AnchoredPanel, MenuItem } from '../../ui/menu.tsx'
import { copyText } from '../../ui/states.tsx'
import { useThreadActions } from './thread-context.ts'

import css from './thread.module.css'

export interface Anchored {
  readonly message: Message
  readonly anchor: HTMLElement
}

/** What can be done with a message; one menu for all of them. */
export function MessageMenu({
  open,
  onClose,
  ...on
}: MessageMenuActions & { readonly open: Anchored | null; readonly onClose: () => void }) {
  if (!open) return null
  return (
    <AnchoredMenu anchor={open.anchor} label={t('thread.more')} onClose={onClose}>
      <Items message={open.message} {...on} />
    </AnchoredMenu>
  )
}

interface MessageMenuActions {
  readonly onNote: (message: Message) => void
  readonly onForward: (message: Message) => void
  readonly onRaw: (message: Message) => void
}

function Items({
  message,
  onNote,
  onForward,
  onRaw,
}: MessageMenuActions & { readonly message: Message }) {
  const { canReply, replyTo } = useThreadActions()
  const isCancellable = message.status === 'queued' && message.author.type === 'user'
  return (
    <>
      {canReply && message.externalId && (
        <MenuItem icon={<Reply size={16} />} onAction={() => replyTo(message)}>
          {t('thread.reply')}
        </MenuItem>
      )}
      {canSayAgain(message) && (
        <MenuItem icon={<Forward size={16} />} onAction={() => onForward(message)}>
          {t('thread.forward')}
        </MenuItem>
      )}
      {message.text && (
        <MenuItem icon={<Copy size={16} />} onAction={() => void copyText(message.text ?? '')}>
          {t('thread.copyText')}
        </MenuItem>
      )}
      <MenuItem icon={<Link2 size={16} />} onAction={() => void copyText(linkOf(message))}>
        {t('thread.copyLink')}
      </MenuItem>
      <MenuItem icon={<StickyNote size={16} />} onAction={() => onNote(message)}>
        {t('thread.makeNote')}
      </MenuItem>
      <MenuItem icon={<Code size={16} />} onAction={() => onRaw(message)}>
        {t('thread.raw')}
      </MenuItem>
      {isCancellable && (
        <MenuItem icon={<CalendarX size={16} />} onAction={() => void cancelMessage(message)}>
          {t('thread.cancel')}
        </MenuItem>
      )}
    </>
  )
}

function linkOf({ chatId, id }: Message): string {
  return new URL(messagePath(chatId, id), location.href).href
}

const usualEmoji = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** A few faces to react with; fewer where the channel knows fewer. */
export function ReactionPicker({
  open,
  onClose,
}: {
  readonly open: Anchored | null
  readonly onClose: () => void
}) {
  const { channel } = useThreadActions()
  if (!open) return null
  const { message, anchor } = open
  const allowed = channel?.capabilities?.['reactionEmoji']
  const offered = Array.isArray(allowed) ? allowed.map(String) : usualEmoji
  const mine = message.reactions.find((reaction) => reaction.by === 'business')?.emoji
  return (
    <AnchoredPanel anchor={anchor} label={t('thread.react')} onClose={onClose}>
      <div className={css.emoji}>
        {offered.map((emoji) => (
          <button
            key={emoji}
            type="button"
            className={css.emojiButton}
            aria-pressed={emoji === mine}
            onClick={() => {
              void reactTo(message, emoji === mine ? null : emoji)
              onClose()
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    </AnchoredPanel>
  )
}
