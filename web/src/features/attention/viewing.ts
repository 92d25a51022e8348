/** Which chat is before somebody's eyes in any of the tabs: that one needs no notice. */

interface Word {
  readonly tab: string
  readonly chatId: string | null
}
export interface Viewing {
  isSeen(chatId: string): boolean
  close(): void
}

/** Asks the address bar when something happens, and tells the other tabs when that changes. */
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
  })
  const timer = setInterval(share, 1000)
  const events = ['focus', 'blur', 'pagehide', 'popstate', 'pushState', 'replaceState'] as const
  for (const name of events) window.addEventListener(name, share)
  return {
    isSeen: (chatId) => seenHere() === chatId || [...others.values()].includes(chatId),
    close() {
      clearInterval(timer)
      for (const name of events) window.removeEventListener(name, share)
      say({ tab, chatId: null })
      channel.close()
    },
  }
}

function seenHere(): string | null {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return null
  return /^\/inbox\/(\d+)/.exec(location.pathname)?.[1] ?? null
}
