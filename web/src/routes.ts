/** Every address of the app in one place, with the types of its parts. */
export const paths = {
  login: '/login',
  register: '/register',
  forgot: '/forgot',
  reset: '/reset',
  welcome: '/welcome',
  inbox: '/inbox',
  chat: '/inbox/:chatId/:messageId?',
  contacts: '/contacts',
  contact: '/contacts/:contactId',
  search: '/search',
  reports: '/reports',
  board: '/reports/live',
  settings: '/settings/*?',
} as const

/** A chat keeps the filters of the list it was opened from. */
export function chatPath(chatId: string, search = ''): string {
  return `/inbox/${chatId}${question(search)}`
}

export function messagePath(chatId: string, messageId: string, search = ''): string {
  return `/inbox/${chatId}/${messageId}${question(search)}`
}

/** A note has no message's id, but it has a place in the thread. */
export function notePath(chatId: string, noteId: string): string {
  return `/inbox/${chatId}/note-${noteId}`
}

/** The note that a place in the thread names, unless it names a message. */
export function noteIdOf(place: string): string | null {
  return /^note-(\d+)$/.exec(place)?.[1] ?? null
}

/** The chat that an address of the inbox names. */
export function chatIdOf(pathname: string): string | null {
  return /^\/inbox\/(\d+)/.exec(pathname)?.[1] ?? null
}

export function contactPath(contactId: string): string {
  return `/contacts/${contactId}`
}

export function inboxPath(search = ''): string {
  return `/inbox${question(search)}`
}

function question(search: string): string {
  return search && (search.startsWith('?') ? search : `?${search}`)
}
