/** The only writer of the state: every fact, from the server or from this screen, goes through `applyEvent`. */
import type {
  Chat,
  Contact,
  Connection,
  Counts,
  Message,
  Note,
  PresenceChanged,
  TypingChanged,
} from '@parley/core/schemas'

import type { LinkState } from '../socket.ts'
import { applyTyping } from './presence.ts'
import { type Outgoing, type State, type Thread, withEntry } from './state.ts'
import {
  dropMessage,
  dropNote,
  mergeMessage,
  mergeNote,
  forgetThreads,
  openThread,
  patchThread,
} from './threads.ts'
import {
  dropChat,
  placeChat,
  putChats,
  type ViewLoaded,
  viewFailed,
  viewLoaded,
  viewLoading,
} from './views.ts'

export interface Payloads {
  'chat.created': Chat
  'chat.updated': Chat
  'chat.deleted': { readonly id: string }
  'message.created': Message
  'message.updated': Message
  'message.deleted': { readonly id: string; readonly chatId: string }
  'note.created': Note
  'note.updated': Note
  'note.deleted': { readonly id: string; readonly chatId: string }
  'contact.updated': Contact
  'connection.updated': Connection
  'presence.changed': PresenceChanged
  'typing.changed': TypingChanged
  'local.signedIn': { readonly meId: string | null }
  'local.link': LinkState
  'local.counts': Counts
  'local.chats': readonly Chat[]
  'local.viewLoading': { readonly key: string; readonly more: boolean }
  'local.viewLoaded': ViewLoaded
  'local.viewFailed': { readonly key: string; readonly error: NonNullable<Thread['error']> }
  'local.threadOpened': Thread
  'local.threadsForgotten': { readonly except: string | null }
  'local.threadPatched': { readonly chatId: string; readonly patch: Partial<Thread> }
  'local.messages': { readonly chatId: string; readonly messages: readonly Message[] }
  'local.outgoing': Outgoing
  'local.outgoingGone': { readonly chatId: string; readonly clientId: string }
}
export type EventName = keyof Payloads
export type AppEvent = {
  [E in EventName]: { readonly event: E; readonly data: Payloads[E] }
}[EventName]

/** Pure. An event of a kind that is not known here changes nothing. */
export function applyEvent(state: State, event: AppEvent): State {
  const apply = appliers[event.event] as ((state: State, data: unknown) => State) | undefined
  return apply ? apply(state, event.data) : state
}

const appliers: { readonly [E in EventName]: (state: State, data: Payloads[E]) => State } = {
  'chat.created': placeChat,
  'chat.updated': placeChat,
  'chat.deleted': dropChat,
  'message.created': applyMessage,
  'message.updated': applyMessage,
  'message.deleted': (state, { id, chatId }) => inThread(state, chatId, (t) => dropMessage(t, id)),
  'note.created': applyNote,
  'note.updated': applyNote,
  'note.deleted': (state, { id, chatId }) => inThread(state, chatId, (t) => dropNote(t, id)),
  'contact.updated': applyContact,
  'connection.updated': applyConnection,
  'presence.changed': (state, who) => ({
    ...state,
    presence: withEntry(state.presence, who.userId, who.online ? who : undefined),
  }),
  'typing.changed': applyTyping,
  'local.signedIn': (state, { meId }) => ({ ...state, meId }),
  'local.link': (state, link) => ({ ...state, link }),
  'local.counts': (state, counts) => ({ ...state, counts }),
  'local.chats': putChats,
  'local.viewLoading': viewLoading,
  'local.viewLoaded': viewLoaded,
  'local.viewFailed': viewFailed,
  'local.threadOpened': openThread,
  'local.threadsForgotten': forgetThreads,
  'local.threadPatched': patchThread,
  'local.messages': (state, { chatId, messages }) =>
    inThread(state, chatId, (thread) => messages.reduce(mergeMessage, thread)),
  'local.outgoing': applyOutgoing,
  'local.outgoingGone': (state, { chatId, clientId }) => dropOutgoing(state, chatId, clientId),
}

function applyMessage(state: State, message: Message): State {
  const next = inThread(state, message.chatId, (thread) => mergeMessage(thread, message))
  return message.clientId ? dropOutgoing(next, message.chatId, message.clientId) : next
}

function applyNote(state: State, note: Note): State {
  return inThread(state, note.chatId, (thread) => mergeNote(thread, note))
}

function inThread(state: State, chatId: string, change: (thread: Thread) => Thread): State {
  const thread = state.threads.get(chatId)
  if (!thread) return state
  const changed = change(thread)
  if (changed === thread) return state
  return { ...state, threads: withEntry(state.threads, chatId, changed) }
}

function applyContact(state: State, contact: Contact): State {
  const { id, name, handle, avatarUrl } = contact
  return changeChats(state, (chat) =>
    chat.contact.id === id ? { ...chat, contact: { id, name, handle, avatarUrl } } : chat,
  )
}

function applyConnection(state: State, { id, name }: Connection): State {
  return changeChats(state, (chat) =>
    chat.connection.id === id && chat.connection.name !== name
      ? { ...chat, connection: { id, name } }
      : chat,
  )
}

function changeChats(state: State, change: (chat: Chat) => Chat): State {
  let chats: Map<string, Chat> | undefined
  for (const [id, chat] of state.chats) {
    const changed = change(chat)
    if (changed !== chat) (chats ??= new Map(state.chats)).set(id, changed)
  }
  return chats ? { ...state, chats } : state
}

function applyOutgoing(state: State, outgoing: Outgoing): State {
  const { chatId, clientId } = outgoing.body
  const known = state.outgoing.get(chatId) ?? []
  const isKnown = known.some((other) => other.body.clientId === clientId)
  const list = isKnown
    ? known.map((other) => (other.body.clientId === clientId ? outgoing : other))
    : [...known, outgoing]
  return { ...state, outgoing: withEntry(state.outgoing, chatId, list) }
}

function dropOutgoing(state: State, chatId: string, clientId: string): State {
  const known = state.outgoing.get(chatId)
  const left = known?.filter((other) => other.body.clientId !== clientId)
  if (!known || !left || left.length === known.length) return state
  return {
    ...state,
    outgoing: withEntry(state.outgoing, chatId, left.length > 0 ? left : undefined),
  }
}
