import type { Chat } from '@parley/core/schemas'
import { Clock } from 'lucide-react'

import { t } from '../../i18n.ts'
import { exact, remaining } from '../../text/time.ts'
import { allowedNow } from './limits.ts'

import css from './composer.module.css'

const SOON_MS = 2 * 3_600_000

/** How long free text is still allowed, and under which name it goes out. */
export function WindowBar({ chat, now }: { readonly chat: Chat; readonly now: number }) {
  const { closesAt } = chat.window
  const allowed = allowedNow(chat, now)
  const isSoon = closesAt !== null && Date.parse(closesAt) - now < SOON_MS
  return (
    <span className={css.window}>
      <span className={css.as}>{t('composer.as', { name: chat.connection.name })}</span>
      {allowed !== 'text' && (
        <span className={css.closed}>
          <Clock size={12} aria-hidden /> {t('window.closed')}
        </span>
      )}
      {allowed === 'text' && closesAt && (
        <time
          dateTime={closesAt}
          title={exact(closesAt)}
          className={css.left}
          data-soon={isSoon || undefined}
        >
          <Clock size={12} aria-hidden /> {t('window.left', { time: remaining(closesAt, now) })}
        </time>
      )}
    </span>
  )
}
