/** The title of the tab and the dot on its icon: how much is unread, whatever page is open. */
import { useEffect } from 'react'

import { useAppState } from './client.ts'
import { t } from './i18n.ts'

export function useTabTitle(title: string): void {
  const unread = useAppState((state) => state.counts?.unread ?? 0)
  useEffect(() => {
    const count = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''
    document.title = `${count}${title} – ${t('app.name')}`
    drawIcon(unread > 0)
    setBadge(unread)
  }, [title, unread])
}

function drawIcon(hasUnread: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (link) link.href = hasUnread ? '/favicon-unread.svg' : '/favicon.svg'
}

/** On the icon of the installed app, where the system has such a thing. */
function setBadge(count: number): void {
  if (!('setAppBadge' in navigator)) return
  navigator.setAppBadge(count).catch(() => {
    // Not installed, or not allowed.
  })
}
