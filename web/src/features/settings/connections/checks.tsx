import type { Connection } from '@parley/core/schemas'
import { CircleCheck, CircleX } from 'lucide-react'

import { t } from '../../../i18n.ts'

import css from './connections.module.css'

export type CheckList = Connection['checks']

/** Every step of a check by name; a failed one says what to do. */
export function Checks({ checks }: { readonly checks: CheckList }) {
  if (checks.length === 0) return <p className={css.muted}>{t('connection.noChecks')}</p>
  return (
    <ol className={css.checks}>
      {checks.map((check) => (
        <li key={check.id} className={css.check} data-ok={check.ok || undefined}>
          {check.ok ? <CircleCheck size={18} aria-hidden /> : <CircleX size={18} aria-hidden />}
          <div>
            <p>
              {check.label}
              <span className="visually-hidden">
                {check.ok ? t('connection.checkOk') : t('connection.checkFailed')}
              </span>
            </p>
            {check.detail && <p className={css.muted}>{check.detail}</p>}
            {!check.ok && check.fix && <p className={css.fix}>{check.fix}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
