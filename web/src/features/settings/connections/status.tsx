import type { Connection, ConnectionStatus } from '@parley/core/schemas'
import { CircleAlert, CircleCheck, CircleHelp, CircleOff, TriangleAlert } from 'lucide-react'
import type { FunctionComponent } from 'react'

import { type Key, type PlainKey, t } from '../../../i18n.ts'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'

interface Shown {
  readonly look: ChipLook
  readonly icon: FunctionComponent<{ size?: number }>
  readonly text: PlainKey
}
const shown: Readonly<Record<ConnectionStatus, Shown>> = {
  connected: { look: 'success', icon: CircleCheck, text: 'connection.connected' },
  degraded: { look: 'warning', icon: TriangleAlert, text: 'connection.degraded' },
  needs_reconnect: { look: 'danger', icon: CircleAlert, text: 'connection.needsReconnect' },
  disabled: { look: 'plain', icon: CircleOff, text: 'connection.disabled' },
  unverified: { look: 'warning', icon: CircleHelp, text: 'connection.unverified' },
}

export function StatusChip({ status }: { readonly status: ConnectionStatus }) {
  const { look, icon: Icon, text } = shown[status]
  return (
    <Chip look={look} icon={<Icon size={12} />}>
      {t(text)}
    </Chip>
  )
}

const problems = {
  bad_credentials: 'problem.badCredentials',
  missing_permission: 'problem.missingPermission',
  not_subscribed: 'problem.notSubscribed',
  rate_limited: 'problem.rateLimited',
  unreachable: 'problem.unreachable',
  policy: 'problem.policy',
  payment: 'problem.payment',
  quality: 'problem.quality',
  unknown: 'problem.unknown',
} as const satisfies Readonly<Record<string, Key>>

/** What is wrong in a sentence, and what to do, in the words of the first check that failed. */
export function problemOf(connection: Connection): { text: string; fix: string | null } | null {
  const failed = connection.checks.find((check) => !check.ok)
  if (connection.status === 'disabled' || (!connection.problem && !failed)) return null
  const key = problems[(connection.problem ?? 'unknown') as keyof typeof problems]
  return { text: t(key ?? 'problem.unknown'), fix: failed?.fix ?? failed?.detail ?? null }
}
