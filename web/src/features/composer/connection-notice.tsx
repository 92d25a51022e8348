import type { Chat } from '@parley/core/schemas'
import { TriangleAlert } from 'lucide-react'
import { Link } from 'wouter'

import { useConnections } from '../../directory.ts'
import { t } from '../../i18n.ts'

import css from './composer.module.css'

/** Says before one writes that it would not go out: the connection has a problem, or another app has the chat. */
export function ConnectionNotice({ chat }: { readonly chat: Chat }) {
  const { data: connections = [] } = useConnections()
  const status = connections.find((connection) => connection.id === chat.connection.id)?.status
  if (status === 'needs_reconnect' || status === 'disabled') {
    return (
      <p className={css.notice}>
        <TriangleAlert size={14} aria-hidden />
        <span>
          {status === 'disabled' ? t('composer.disabled') : t('composer.disconnected')}{' '}
          <Link href="/settings/connections">{t('composer.toConnections')}</Link>
        </span>
      </p>
    )
  }
  if (!chat.standby) return null
  return (
    <p className={css.notice}>
      <TriangleAlert size={14} aria-hidden />
      <span>{t('composer.standby')}</span>
    </p>
  )
}
