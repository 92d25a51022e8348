/** Notices outside the page: shown by the service worker where there is one, so that they carry buttons and outlive the tab. */

export type DesktopState = NotificationPermission | 'missing'
export interface DesktopNotice {
  readonly title: string
  readonly body: string
  readonly tag: string
  /** Where a click leads. */
  readonly path: string
  readonly chatId: string | null
  readonly actions: readonly { readonly action: 'reply' | 'read'; readonly title: string }[]
}

export function desktopState(): DesktopState {
  return isThere() ? Notification.permission : 'missing'
}

export async function requestDesktop(): Promise<DesktopState> {
  return isThere() ? Notification.requestPermission() : 'missing'
}

/** Without TLS the browser answers "denied", which nobody could change. */
function isThere(): boolean {
  return 'Notification' in globalThis && isSecureContext
}

/** `onOpen` is for browsers without a service worker; with one, the worker says where to go. */
export async function showDesktop(notice: DesktopNotice, onOpen: () => void): Promise<void> {
  if (desktopState() !== 'granted') return
  const { title, body, tag, path, chatId, actions } = notice
  const options = { body, tag, icon: '/favicon.svg', silent: true, data: { path, chatId } }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker?.active) {
    // Buttons are known to service workers only, and not yet to the types of the DOM.
    await worker.showNotification(title, {
      ...options,
      actions,
      renotify: true,
    } as NotificationOptions)
    return
  }
  const shown = new Notification(title, options)
  shown.addEventListener('click', () => {
    window.focus()
    onOpen()
    shown.close()
  })
}

/** Shows that it works, without leading anywhere. */
export async function testDesktop(title: string, body: string): Promise<void> {
  const notice = { title, body, tag: 'test', path: '/settings/notifications', chatId: null }
  await showDesktop({ ...notice, actions: [] }, () => {})
}

/** What was said about a chat is over when it is read. */
export async function closeDesktop(tag: string): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration()
  for (const shown of (await worker?.getNotifications({ tag })) ?? []) shown.close()
}
