/** Every address of the app in one place, with the types of its parts. */
export const paths = {
  login: '/login',
  register: '/register',
  forgot: '/forgot',
  reset: '/reset',
  welcome: '/welcome',
  inbox: '/inbox',
  chat: '/inbox/:chatId/:messageId?',
  contacts: '/contacts/:contactId?',
  settings: '/settings/*?',
} as const

/** A chat keeps the filters of the list it was opened from. */
export function chatPath(chatId: string, search = ''): string {
  return `/inbox/${chatId}${question(search)}`
}

export function messagePath(chatId: string, messageId: string, search = ''): string {
  return `/inbox/${chatId}/${messageId}${question(search)}`
}

export function inboxPath(search = ''): string {
  return `/inbox${question(search)}`
}

function question(search: string): string {
  return search && (search.startsWith('?') ? search : `?${search}`)
}
