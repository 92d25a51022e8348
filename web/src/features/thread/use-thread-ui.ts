/** What the thread shows beside its messages: modes, menus, search, and where to look. */
import type { Channel, Chat, Message } from '@parley/core/schemas'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { draftAgain } from '../../commands/again.ts'
import { drafts, unsent } from '../../commands/outgoing.ts'
import { jumpToMessage } from '../../commands/thread.ts'
import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import { usePreferences } from '../../preferences.ts'
import type { Outgoing } from '../../store/state.ts'
import { can } from '../composer/limits.ts'
import { restoreDraft } from '../composer/use-composer.ts'
import type { Anchored } from './message-menu.tsx'
import type { ThreadActions } from './thread-context.ts'

export interface ThreadUiOptions {
  readonly channel: Channel | undefined
  readonly messageId: string | undefined
}
export type ThreadUi = ReturnType<typeof useThreadUi>

export function useThreadUi(chat: Chat, { channel, messageId }: ThreadUiOptions) {
  const [mode, setMode] = useState<Mode>('reply')
  const [isTemplate, setIsTemplate] = useState(false)
  const [isSearching, setIsSearching] = useState(false)
  const [find, setFind] = useState('')
  const overlays = useOverlays()
  const { target, jumpTo, targetShown } = useJump(chat.id, messageId)
  const { openMenu, openReactions, openMedia, openDate } = overlays
  const write = useWriting(setMode, setIsTemplate)
  const hasTemplates = can(channel, 'template') && chat.window.allows.includes('template')

  const actions: ThreadActions = useMemo(
    () => ({
      ...abilitiesOf(channel),
      ...write,
      find,
      jumpTo,
      openMenu,
      openReactions,
      openMedia,
      openDate,
      hasTemplates,
    }),
    [channel, write, find, hasTemplates, jumpTo, openMenu, openReactions, openMedia, openDate],
  )
  return {
    ...overlays,
    actions,
    mode,
    setMode,
    isTemplate,
    setIsTemplate,
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
    quoteInNote: (message: Message) => quoteInNote(message, setMode),
  }
}

/** What a message puts into the composer. */
function useWriting(setMode: (mode: Mode) => void, setIsTemplate: (isTemplate: boolean) => void) {
  const { signature } = usePreferences()
  return useMemo(
    () => ({
      replyTo: (message: Message) => replyTo(message, setMode),
      editAgain(message: Message): void {
        setMode('reply')
        setIsTemplate(false)
        void draftAgain(message, message.chatId).then((isDone) => isDone && focusComposer())
      },
      useTemplate(): void {
        setMode('reply')
        setIsTemplate(true)
      },
      takeBack(outgoing: Outgoing): void {
        if (!takeBack(outgoing, signature)) return
        setMode('reply')
        focusComposer()
      },
    }),
    [setMode, setIsTemplate, signature],
  )
}

function abilitiesOf(channel: Channel | undefined) {
  return {
    channel,
    canReply: can(channel, 'reply'),
    canReact: can(channel, 'reaction'),
    hasMarkup: hasMarkup(channel),
  }
}

/** What lies over the thread: one menu, one picker, one viewer for all messages. */
function useOverlays() {
  const [menu, setMenu] = useState<Anchored | null>(null)
  const [reacting, setReacting] = useState<Anchored | null>(null)
  const [mediaId, setMediaId] = useState<string | null>(null)
  const [raw, setRaw] = useState<Message | null>(null)
  const [forwarding, setForwarding] = useState<Message | null>(null)
  const [dateFrom, setDateFrom] = useState<string | null>(null)
  const openMenu = useCallback(
    (message: Message, anchor: HTMLElement) => setMenu({ message, anchor }),
    [],
  )
  const openReactions = useCallback(
    (message: Message, anchor: HTMLElement) => setReacting({ message, anchor }),
    [],
  )
  return {
    menu,
    setMenu,
    openMenu,
    reacting,
    setReacting,
    openReactions,
    mediaId,
    setMediaId,
    openMedia: setMediaId,
    raw,
    setRaw,
    forwarding,
    setForwarding,
    dateFrom,
    setDateFrom,
    openDate: setDateFrom,
  }
}

function replyTo({ chatId, id }: Message, setMode: (mode: Mode) => void): void {
  setMode('reply')
  drafts.set(chatId, 'reply', { ...drafts.get(chatId, 'reply'), replyToId: id })
  focusComposer()
}

function quoteInNote(message: Message, setMode: (mode: Mode) => void): void {
  const draft = drafts.get(message.chatId, 'note')
  const quote = `> ${(message.text ?? t('kind.text')).replaceAll('\n', '\n> ')}\n`
  drafts.set(message.chatId, 'note', { ...draft, text: draft.text + quote })
  setMode('note')
  focusComposer()
}

/** From links, replies and searches to a message, wherever in the history it is. */
function useJump(chatId: string, messageId: string | undefined) {
  const [wanted, setWanted] = useState<{ readonly link?: string; readonly id: string | null }>({
    id: null,
  })
  const jumpTo = useCallback(
    (id: string) => {
      setWanted((before) => ({ ...before, id }))
      void jumpToMessage(chatId, id)
    },
    [chatId],
  )
  // A link is followed once, and again when the address names another message.
  if (messageId !== undefined && wanted.link !== messageId) {
    setWanted({ link: messageId, id: messageId })
  }
  useEffect(() => {
    if (messageId) void jumpToMessage(chatId, messageId)
  }, [chatId, messageId])
  const targetShown = useCallback(() => setWanted((before) => ({ ...before, id: null })), [])
  const { id } = wanted
  const target = useMemo(() => (id === null ? null : { messageId: id }), [id])
  return { target, jumpTo, targetShown }
}

function takeBack(outgoing: Outgoing, signature: string): boolean {
  const { chatId, clientId } = outgoing.body
  const taken = unsent.takeBack(chatId, clientId)
  if (taken) restoreDraft(chatId, taken, signature)
  return taken !== null
}

/** After the drawing that a change of mode brings. */
export function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-composer]')?.focus())
}

function hasMarkup(channel: Channel | undefined): boolean {
  const formatting = channel?.capabilities?.['formatting']
  return typeof formatting === 'object' && formatting !== null && 'bold' in formatting
}
