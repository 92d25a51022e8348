import { useQuery } from '@tanstack/react-query'
import { Bell as BellIcon } from 'lucide-react'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { keyboard } from '../../keyboard.ts'
import { Button } from '../../ui/button.tsx'

import css from './shell.module.css'

/** Opens the notifications, and counts those that are unread. */
export function Bell() {
  const { data } = useQuery({
    queryKey: ['notifications', 'count'],
    queryFn: ({ signal }) =>
      api.get<{ unreadCount: number }>('/api/notifications', { query: { limit: 1 }, signal }),
  })
  const count = data?.unreadCount ?? 0
  const label = count > 0 ? t('nav.notificationsUnread', { count }) : t('nav.notifications')
  return (
    <Button
      look="quiet"
      className={css.link}
      aria-label={label}
      onPress={() => keyboard.run('go.notifications')}
    >
      <BellIcon size={20} aria-hidden />
      {count > 0 && (
        <span className={css.badge} aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </Button>
  )
}
