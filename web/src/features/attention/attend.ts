/** Turns what happens into notices and sounds, by the person's preferences, from one tab only. */
import type { Chat, Connection, Message, Notification } from '@parley/core/schemas'

import { api, onServerEvent, queries, store } from '../../client.ts'
import { markRead } from '../../commands/chats.ts'
import { t } from '../../i18n.ts'
import { keyboard } from '../../keyboard.ts'
import { chatPath, notePath } from '../../routes.ts'
import type { SocketEvent } from '../../socket.ts'
import { kindName, oneLine } from '../chat-list/row-text.ts'
import { createBurst } from './burst.ts'
import { closeDesktop, type DesktopNotice, showDesktop } from './desktop.ts'
import { type Leader, runForLeader } from './leader.ts'
import {
  closingSoon,
  type Notice,
  noticeOfConnection,
  noticeOfMessage,
  noticeOfNotification,
} from './notices.ts'
import { attentionOf, isQuiet } from './preferences.ts'
import { playSound } from './sound.ts'
import { openViewing, type Viewing } from './viewing.ts'
import { onWorkerWord, startWorker } from './worker.ts'

/** What is older than this came while nobody was connected: it counts, but it is no news. */
const FRESH_MS = 60_000
const BURST_MS = 4000
const MINUTE_MS = 60_000
/** By then the chat that was opened is on the screen. */
const DRAWN_MS = 400

/** Begins once, for as long as the page lives. `navigate` opens a page of the app. */
export function startAttention(navigate: (path: string) => void): () => void {
  const leader = runForLeader('parley.attention', navigator.locks)
  const viewing = openViewing()
  const tell = createTeller({ leader, viewing, navigate })
  const statuses = new Map<string, Connection['status']>()

  /** Whoever leads as it comes speaks of it, not whoever leads once its chat has been fetched. */
  async function hear(event: SocketEvent, isLeading: boolean): Promise<void> {
    const notice = await noticeOf(event, statuses)
    if (notice && isLeading) tell(notice)
    if (event.event === 'chat.updated') closeWhenRead(event.data as Chat)
  }
  let heard = Promise.resolve()
  /** One after the other: the notice that takes the place of the last one must be the newest. */
  function hearInOrder(event: SocketEvent): void {
    const isLeading = leader.isLeading()
    heard = heard.then(() => hear(event, isLeading)).catch(reportError)
  }
  void startWorker()
  const stops = [
    onServerEvent(hearInOrder),
    onWorkerWord(({ type, path, chatId }) => {
      if (type === 'read') return void (chatId && markRead(chatId))
      navigate(path)
      if (type === 'reply') setTimeout(() => keyboard.run('chat.reply'), DRAWN_MS)
    }),
    watchWindows(tell),
    viewing.close,
    leader.resign,
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

type Tell = (notice: Notice) => void
interface Telling {
  readonly leader: Leader
  readonly viewing: Viewing
  readonly navigate: (path: string) => void
}

/** Says it by the ways the person wants, unless it is seen already or they want quiet. */
function createTeller({ leader, viewing, navigate }: Telling): Tell {
  const burst = createBurst(BURST_MS)
  return (notice) => {
    const attention = attentionOf(queries.getQueryData<Me>(['me'])?.preferences?.['attention'])
    const ways = attention.kinds[notice.kind]
    const isSeen = notice.chatId !== null && viewing.isSeen(notice.chatId)
    if (!leader.isLeading() || isSeen || isQuiet(attention.quiet, new Date())) return
    if (ways.sound && burst.mayStart(Date.now())) {
      void playSound(attention.tone, attention.volume).catch(() => {
        // Nobody has used the page yet, so the browser keeps it silent.
      })
    }
    if (!ways.desktop) return
    const shown = toDesktop(notice, attention.hasPreview)
    void showDesktop(shown, () => navigate(shown.path))
  }
}

/** Once for every window that is about to close. */
function watchWindows(tell: Tell): () => void {
  const warned = new Set<string>()
  const timer = setInterval(() => {
    const { chats, meId } = store.state
    for (const chat of closingSoon(chats.values(), meId, Date.now())) {
      const tag = `window-${chat.id}-${chat.window.closesAt}`
      if (warned.has(tag)) continue
      warned.add(tag)
      const text = t('notice.window')
      tell({ kind: 'window', tag, name: chat.contact.name, text, chatId: chat.id, noteId: null })
    }
  }, MINUTE_MS)
  return () => clearInterval(timer)
}

interface Me {
  readonly preferences?: Readonly<Record<string, unknown>>
}

async function noticeOf(
  { event, data }: SocketEvent,
  statuses: Map<string, Connection['status']>,
): Promise<Notice | null> {
  if (event === 'message.created') return noticeOfArrival(data as Message)
  if (event === 'notification.created') return noticeOfKept(data as Notification)
  if (event !== 'connection.updated') return null
  const connection = data as Connection
  const notice = noticeOfConnection(connection, statusBefore(connection.id, statuses))
  statuses.set(connection.id, connection.status)
  return notice && { ...notice, text: t('notice.connection') }
}

async function noticeOfArrival(message: Message): Promise<Notice | null> {
  if (message.direction !== 'in' || !isFresh(message.createdAt)) return null
  const chat = await findChat(message.chatId)
  const notice = chat && noticeOfMessage(message, chat, store.state.meId)
  return notice ? { ...notice, text: oneLine(message.text ?? '') || kindName(message.kind) } : null
}

async function noticeOfKept(kept: Notification): Promise<Notice | null> {
  if (!isFresh(kept.createdAt)) return null
  const chat = kept.chatId === null ? undefined : await findChat(kept.chatId)
  return noticeOfNotification(kept, chat?.contact.name ?? t('app.name'))
}

function isFresh(at: string): boolean {
  return Date.now() - Date.parse(at) < FRESH_MS
}

/** A chat that no list has loaded is asked for. */
async function findChat(chatId: string): Promise<Chat | undefined> {
  return (
    store.state.chats.get(chatId) ?? api.get<Chat>(`/api/chats/${chatId}`).catch(() => undefined)
  )
}

function statusBefore(
  id: string,
  statuses: ReadonlyMap<string, Connection['status']>,
): Connection['status'] | undefined {
  const listed = queries.getQueryData<{ items: readonly Connection[] }>(['connections'])
  return statuses.get(id) ?? listed?.items.find((connection) => connection.id === id)?.status
}

function closeWhenRead(chat: Chat): void {
  if (chat.unreadCount === 0) void closeDesktop(`chat-${chat.id}`)
}

function toDesktop(notice: Notice, hasPreview: boolean): DesktopNotice {
  const { kind, name, text, tag, chatId, noteId } = notice
  const isContact = kind === 'message' || kind === 'unassigned'
  return {
    title: isContact ? name : t(`notice.${kind}Title`, { name }),
    body: hasPreview ? text : isContact ? t('notice.hidden') : '',
    tag,
    path: pathOf(chatId, noteId),
    chatId,
    actions: isContact
      ? [
          { action: 'reply', title: t('notice.reply') },
          { action: 'read', title: t('notice.markRead') },
        ]
      : [],
  }
}

function pathOf(chatId: string | null, noteId: string | null): string {
  if (chatId === null) return '/settings/connections'
  return noteId === null ? chatPath(chatId) : notePath(chatId, noteId)
}
