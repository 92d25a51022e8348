import type { Message } from '@parley/core/schemas'
import { AlertCircle, Check, CheckCheck, Clock, HelpCircle } from 'lucide-react'
import type { ComponentType } from 'react'

import { type PlainKey, t } from '../../i18n.ts'

import css from './bubble.module.css'

type Status = Message['status']
const ticks: Readonly<
  Partial<Record<Status, { icon: ComponentType<{ size: number }>; name: PlainKey; look?: string }>>
> = {
  queued: { icon: Clock, name: 'tick.queued' },
  sending: { icon: Clock, name: 'tick.sending' },
  sent: { icon: Check, name: 'tick.sent' },
  delivered: { icon: CheckCheck, name: 'tick.delivered' },
  read: { icon: CheckCheck, name: 'tick.read', look: 'read' },
  failed: { icon: AlertCircle, name: 'tick.failed', look: 'failed' },
  unknown: { icon: HelpCircle, name: 'tick.unknown', look: 'unknown' },
}

/** How far a message has got, as a sign with a name. */
export function Ticks({ status }: { readonly status: Status }) {
  const tick = ticks[status]
  if (!tick) return null
  const name = t(tick.name)
  return (
    <span className={css.tick} data-look={tick.look} title={name}>
      <span aria-hidden>
        <tick.icon size={14} />
      </span>
      <span className="visually-hidden">{name}</span>
    </span>
  )
}
