/** What the thread shows beside its messages: modes, menus, search, and where to look. */
import type { Channel, Chat, Message } from '@parley/core/schemas'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { drafts, unsent } from '../../commands/outgoing.ts'
import { jumpToMessage } from '../../commands/thread.ts'
import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import type { Outgoing } from '../../store/state.ts'
import { can } from '../composer/limits.ts'
import { restoreDraft } from '../composer/use-composer.ts'
import type { Anchored } from './message-menu.tsx'
import type { ThreadActions } from './thread-context.ts'
import type { TimelineViewProps } from './timeline-view.tsx'

export interface ThreadUiOptions {
  readonly channel: Channel | undefined
  readonly messageId: string | undefined
}
export type ThreadUi = ReturnType<typeof useThreadUi>

export function useThreadUi(chat: Chat, { channel, messageId }: ThreadUiOptions) {
  const chatId = chat.id
  const [mode, setMode] = useState<Mode>('reply')
  const [isTemplate, setIsTemplate] = useState(false)
  const [menu, setMenu] = useState<Anchored | null>(null)
  const [reacting, setReacting] = useState<Anchored | null>(null)
  const [mediaId, setMediaId] = useState<string | null>(null)
  const [raw, setRaw] = useState<Message | null>(null)
  const [isSearching, setIsSearching] = useState(false)
  const [find, setFind] = useState('')
  const { target, jumpTo, targetShown } = useJump(chatId, messageId)

  const actions: ThreadActions = useMemo(
    () => ({
      channel,
      canReply: can(channel, 'reply'),
      canReact: can(channel, 'reaction'),
      hasMarkup: hasMarkup(channel),
      find,
      jumpTo,
      openMenu: (message, anchor) => setMenu({ message, anchor }),
      openReactions: (message, anchor) => setReacting({ message, anchor }),
      openMedia: setMediaId,
      replyTo(message) {
        setMode('reply')
        drafts.set(chatId, 'reply', { ...drafts.get(chatId, 'reply'), replyToId: message.id })
        focusComposer()
      },
      useTemplate() {
        setMode('reply')
        setIsTemplate(true)
      },
      takeBack: (outgoing) => takeBack(outgoing, setMode),
    }),
    [channel, chatId, find, jumpTo],
  )
  return {
    actions,
    mode,
    setMode,
    isTemplate,
    setIsTemplate,
    menu,
    setMenu,
    reacting,
    setReacting,
    mediaId,
    setMediaId,
    raw,
    setRaw,
    isSearching,
    setFind,
    target,
    targetShown,
    openSearch: () => setIsSearching(true),
    closeSearch() {
      setIsSearching(false)
      setFind('')
    },
    write(wanted: Mode) {
      setMode(wanted)
      focusComposer()
    },
    quoteInNote(message: Message) {
      const draft = drafts.get(chatId, 'note')
      const quote = `> ${(message.text ?? t('kind.text')).replaceAll('\n', '\n> ')}\n`
      drafts.set(chatId, 'note', { ...draft, text: draft.text + quote })
      setMode('note')
      focusComposer()
    },
  }
}

/** From links, replies and searches to a message, wherever in the history it is. */
function useJump(chatId: string, messageId: string | undefined) {
  const [target, setTarget] = useState<TimelineViewProps['target']>(null)
  const jumpTo = useCallback(
    (id: string) => {
      setTarget({ messageId: id })
      void jumpToMessage(chatId, id)
    },
    [chatId],
  )
  useEffect(() => {
    if (messageId) jumpTo(messageId)
  }, [messageId, jumpTo])
  const targetShown = useCallback(() => setTarget(null), [])
  return { target, jumpTo, targetShown }
}

function takeBack(outgoing: Outgoing, setMode: (mode: Mode) => void): void {
  const { chatId, clientId } = outgoing.body
  const taken = unsent.takeBack(chatId, clientId)
  if (!taken) return
  restoreDraft(chatId, taken)
  setMode('reply')
  focusComposer()
}

/** After the drawing that a change of mode brings. */
export function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-composer]')?.focus())
}

function hasMarkup(channel: Channel | undefined): boolean {
  const formatting = channel?.capabilities?.['formatting']
  return typeof formatting === 'object' && formatting !== null && 'bold' in formatting
}
