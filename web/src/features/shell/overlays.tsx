/** What may open over any page, by key or by click: the palette, the shortcuts, the notifications. */
import { Suspense, useEffect, useLayoutEffect, useState } from 'react'
import { useLocation } from 'wouter'

import { onServerEvent, queries } from '../../client.ts'
import { loadMore } from '../../i18n.ts'
import { keyboard } from '../../keyboard.ts'
import { lazyPage } from '../../lazy-page.ts'
import { usePreferences } from '../../preferences.ts'
import { paths } from '../../routes.ts'
import { shortcutOf } from '../../shortcuts.ts'
import { useActions } from './use-global-keys.ts'

const Palette = lazyPage(async () => (await import('../palette/palette.tsx')).Palette)
const ShortcutSheet = lazyPage(async () => (await import('../palette/sheet.tsx')).ShortcutSheet)
const NotificationCentre = lazyPage(
  async () => (await import('../attention/centre.tsx')).NotificationCentre,
)
type Overlay = 'palette' | 'sheet' | 'notifications'

export function Overlays() {
  const [open, setOpen] = useState<Overlay | null>(null)
  useOverlayKeys(setOpen)
  useKeyPreferences()
  useAttentionWhenIdle()
  function close(): void {
    setOpen(null)
  }
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'sheet' && <ShortcutSheet onClose={close} />}
      {open === 'notifications' && <NotificationCentre onClose={close} />}
    </Suspense>
  )
}

function useOverlayKeys(open: (overlay: Overlay) => void): void {
  const [, navigate] = useLocation()
  useActions(() => [
    { ...shortcutOf('palette'), run: () => open('palette') },
    { ...shortcutOf('sheet'), run: () => open('sheet') },
    { ...shortcutOf('go.notifications'), run: () => open('notifications') },
    { ...shortcutOf('go.contacts'), run: () => navigate(paths.contacts) },
    { ...shortcutOf('go.board'), run: () => navigate(paths.board) },
    { ...shortcutOf('go.reports'), run: () => navigate(paths.reports) },
    { ...shortcutOf('go.search'), run: () => navigate(paths.search) },
    { ...shortcutOf('go.settings'), run: () => navigate('/settings') },
  ])
}

/** Keys that a person changed or switched off. */
function useKeyPreferences(): void {
  const { keys, letterKeys } = usePreferences()
  useLayoutEffect(() => keyboard.configure({ keys, letters: letterKeys }), [keys, letterKeys])
}

/** Notices and sounds are needed from the second message on, not for the first paint. */
function useAttentionWhenIdle(): void {
  const [, navigate] = useLocation()
  useEffect(() => {
    let stop: (() => void) | undefined
    let isOver = false
    async function start(): Promise<void> {
      const [{ startAttention }] = await Promise.all([import('../attention/attend.ts'), loadMore()])
      if (!isOver) stop = startAttention(navigate)
    }
    const timer = setTimeout(() => void start().catch(() => {}), 1000)
    return () => {
      isOver = true
      clearTimeout(timer)
      stop?.()
    }
  }, [navigate])
  useEffect(
    () =>
      onServerEvent(({ event }) => {
        if (event === 'notifications.read') {
          void queries.invalidateQueries({ queryKey: ['notifications'] })
        }
      }),
    [],
  )
}
