/** Which chat is before somebody's eyes in any of the tabs: that one needs no notice. */
import { chatIdOf } from '../../routes.ts'

interface Word {
  readonly tab: string
  readonly chatId: string | null
  /** A tab that has just opened wants to know. */
  readonly asks?: boolean
}
export interface Viewing {
  isSeen(chatId: string): boolean
  close(): void
}

/** Looks at the address bar when something happens, and tells the other tabs when that changes. */
export function openViewing(): Viewing {
  const tab = Math.random().toString(36).slice(2)
  const others = new Map<string, string>()
  const channel = new BroadcastChannel('parley.viewing')
  let told: string | null = null

  function say(word: Word): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
    channel.postMessage(word)
  }
  function share(): void {
    const chatId = seenHere()
    if (chatId === told) return
    told = chatId
    say({ tab, chatId })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (data.chatId === null) others.delete(data.tab)
    else others.set(data.tab, data.chatId)
    if (data.asks) say({ tab, chatId: seenHere() })
  })
  const timer = setInterval(share, 1000)
  const events = ['focus', 'blur', 'popstate', 'pushState', 'replaceState'] as const
  for (const name of events) window.addEventListener(name, share)
  function leave(): void {
    say({ tab, chatId: null })
  }
  window.addEventListener('pagehide', leave)
  told = seenHere()
  say({ tab, chatId: told, asks: true })
  return {
    isSeen: (chatId) => seenHere() === chatId || [...others.values()].includes(chatId),
    close() {
      clearInterval(timer)
      for (const name of events) window.removeEventListener(name, share)
      window.removeEventListener('pagehide', leave)
      leave()
      channel.close()
    },
  }
}

function seenHere(): string | null {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return null
  return chatIdOf(location.pathname)
}
