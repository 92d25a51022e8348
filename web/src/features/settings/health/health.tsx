import { useQuery } from '@tanstack/react-query'

import { ApiError } from '../../../api.ts'
import { send, toApiError } from '../../../client.ts'
import { useConnections } from '../../../directory.ts'
import { type PlainKey, t } from '../../../i18n.ts'
import { fileSize } from '../../../text/time.ts'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'
import { CopyButton } from '../../../ui/copy-field.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { duration } from '../../reports/span.ts'
import { ConnectionCard } from '../connections/connection-card.tsx'
import { Block, SettingsPage } from '../settings-page.tsx'

import connectionCss from '../connections/connections.module.css'
import css from '../settings.module.css'

type Condition = 'ok' | 'degraded' | 'down' | 'off'
interface Check {
  readonly status: Condition
  readonly ms?: number
  readonly freeBytes?: number
  readonly queued?: number
  readonly unknown?: number
  readonly oldestSeconds?: number
}
interface HealthAnswer {
  readonly status: Condition
  readonly version: string
  readonly checks: Readonly<Record<string, Check>>
}

const EVERY_MS = 10_000

/** How the server is, asked again while one looks. */
export function Health() {
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: EVERY_MS,
    staleTime: 0,
  })
  return (
    <SettingsPage
      title={t('nav.health')}
      hint={t('health.hint')}
      actions={
        health.data && (
          <CopyButton label={t('health.copy')} text={JSON.stringify(health.data, null, 2)} />
        )
      }
    >
      <Loaded query={health}>{(answer) => <Checks answer={answer} />}</Loaded>
      <Troubled />
    </SettingsPage>
  )
}

/** A server without its database says so with a 503, and its answer is as good as any. */
async function ask(signal: AbortSignal): Promise<HealthAnswer> {
  try {
    return (await send('GET', '/health', { signal })) as HealthAnswer
  } catch (error) {
    const { problem } = error instanceof ApiError ? error : toApiError(error)
    if ('checks' in problem) return problem as unknown as HealthAnswer
    throw error
  }
}

const names: Readonly<Record<string, PlainKey>> = {
  database: 'health.database',
  redis: 'health.redis',
  storage: 'health.storage',
  outbox: 'health.outbox',
}
const conditions: Readonly<Record<Condition, { text: PlainKey; look: ChipLook }>> = {
  ok: { text: 'health.ok', look: 'success' },
  degraded: { text: 'health.degraded', look: 'warning' },
  down: { text: 'health.down', look: 'danger' },
  off: { text: 'health.off', look: 'plain' },
}

function Checks({ answer }: { readonly answer: HealthAnswer }) {
  return (
    <Block title={t('health.server', { version: answer.version })}>
      <ul className={css.list}>
        {Object.entries(answer.checks).map(([id, check]) => {
          const { text, look } = conditions[check.status]
          const name = names[id]
          return (
            <li key={id}>
              <div className={css.grow}>
                <p className={css.name}>{name ? t(name) : id}</p>
                <p className={css.muted}>{detailOf(check)}</p>
              </div>
              <Chip look={look}>{t(text)}</Chip>
            </li>
          )
        })}
      </ul>
    </Block>
  )
}

function detailOf({ ms, freeBytes, queued, unknown, oldestSeconds }: Check): string {
  return [
    ms !== undefined && t('health.answersIn', { ms }),
    freeBytes !== undefined && t('health.free', { size: fileSize(freeBytes) }),
    queued !== undefined && t('health.queued', { count: queued }),
    oldestSeconds && t('health.oldest', { time: duration(oldestSeconds) }),
    unknown && t('health.unknown', { count: unknown }),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Connections that want attention. */
function Troubled() {
  const { data = [] } = useConnections()
  const troubled = data.filter(({ status }) => status !== 'connected' && status !== 'disabled')
  if (troubled.length === 0) return null
  return (
    <Block title={t('health.connections')}>
      <ul className={connectionCss.cards}>
        {troubled.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} />
        ))}
      </ul>
    </Block>
  )
}
