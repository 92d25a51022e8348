import { useQuery } from '@tanstack/react-query'

import { api } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { brief, exact } from '../../../text/time.ts'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { useNow } from '../../../use-now.ts'
import { Block } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { deviceOf } from './device.ts'

import css from '../settings.module.css'

interface OwnSession {
  readonly id: string
  readonly current: boolean
  readonly address: string | null
  readonly agent: string | null
  readonly createdAt: string
  readonly lastUsedAt: string
}

/** Where one is signed in. Ending a session signs that device out at once. */
export function Sessions() {
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly OwnSession[] }>('/api/auth/sessions', { signal }),
    select: ({ items }) => items,
  })
  return (
    <Block title={t('profile.sessions')} hint={t('profile.sessionsHint')}>
      <Loaded query={sessions} rows={2}>
        {(items) => (
          <ul className={css.list}>
            {items.map((each) => (
              <SessionRow key={each.id} session={each} />
            ))}
          </ul>
        )}
      </Loaded>
    </Block>
  )
}

function SessionRow({ session }: { readonly session: OwnSession }) {
  const { id, current, address, agent, lastUsedAt } = session
  const now = useNow()
  const { isBusy, run } = useChange('sessions')
  const device = deviceOf(agent) ?? t('profile.unknownDevice')
  return (
    <li>
      <div className={css.grow}>
        <p className={css.line}>
          <span className={css.name}>{device}</span>
          {current && <Chip look="success">{t('profile.thisDevice')}</Chip>}
        </p>
        <p className={css.muted} title={exact(lastUsedAt)}>
          {[address, brief(lastUsedAt, now)].filter(Boolean).join(' · ')}
        </p>
      </div>
      {!current && (
        <Button
          size="small"
          isPending={isBusy}
          aria-label={t('profile.endNamed', { device })}
          onPress={() =>
            void run(() => api.delete(`/api/auth/sessions/${id}`), t('profile.sessionEnded'))
          }
        >
          {t('profile.end')}
        </Button>
      )}
    </li>
  )
}
