/** Sending and drafts, joined to the store, the session and the connection. */
import type { Draft, Message } from '@parley/core/schemas'

import { readLocal, writeLocal } from '../appearance.ts'
import { api, onReset, session, store } from '../client.ts'
import { Drafts } from '../drafts.ts'
import { browserStorage, memoryStorage, Unsent } from '../unsent.ts'

export const drafts = new Drafts({
  read: readLocal,
  write: writeLocal,
  put: (chatId, mode, body) => api.put(`/api/drafts/chat/${chatId}/${mode}`, body),
})

export const unsent = new Unsent({
  storage: 'indexedDB' in globalThis ? browserStorage() : memoryStorage(),
  post: (body) =>
    store.load(
      () => api.post<Message>('/api/messages', body),
      (message) => [{ event: 'message.created', data: message }],
    ),
  dispatch: (event) => store.dispatch(event),
  state: () => store.state,
})

/** Follows who is signed in and whether the server is there; called once. */
export function startOutgoing(): void {
  let userId: string | null = null
  function follow(): void {
    const { status, user } = session.state()
    if (status === 'out') userId = null
    if (status !== 'in' || user.id === userId) return
    userId = user.id
    drafts.signIn(user.id)
    void unsent.restore(user.id).catch(() => {
      // The browser keeps its database closed: nothing was kept there.
    })
  }
  session.subscribe(follow)
  session.onToken(() => unsent.pump())
  onReset(() => unsent.pump())
  window.addEventListener('pagehide', () => drafts.flush())
  store.api.subscribe((state, before) => {
    if (state.link.status === 'ready' && before.link.status !== 'ready') unsent.pump()
  })
}

/** What this person wrote in a chat on other devices. */
export async function loadDrafts(chatId: string): Promise<void> {
  await api
    .get<{ items: readonly Draft[] }>(`/api/drafts/chat/${chatId}`)
    .then(({ items }) => drafts.adopt(chatId, items))
    .catch(() => {
      // What is on this device stays.
    })
}
