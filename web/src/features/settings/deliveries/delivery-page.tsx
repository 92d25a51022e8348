import type { DeliveryDetail, Outcome } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'

import { api, queries } from '../../../client.ts'
import { wordsOf } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { exact, fileSize } from '../../../text/time.ts'
import { Button } from '../../../ui/button.tsx'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Block, SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { StateChip } from './delivery-state.tsx'
import { RawBody } from './raw-body.tsx'

import css from '../settings.module.css'

/** One webhook: what became of each of its events, and every byte of it. */
export function DeliveryPage() {
  const { id } = useParams<{ id: string }>()
  const path = `/api/deliveries/${encodeURIComponent(id)}`
  const delivery = useQuery({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => api.get<DeliveryDetail>(path, { signal }),
  })
  const { isBusy, run } = useChange('deliveries')
  async function replay(): Promise<void> {
    queries.setQueryData(['delivery', id], await api.post<DeliveryDetail>(`${path}/replay`))
  }
  return (
    <SettingsPage
      title={t('deliveries.one', { id })}
      back={{ href: '/settings/deliveries', label: t('deliveries.title') }}
      isWide
      actions={
        <Button isPending={isBusy} onPress={() => void run(replay, t('deliveries.replayed'))}>
          {t('deliveries.replay')}
        </Button>
      }
    >
      <Loaded query={delivery}>{(detail) => <Parts detail={detail} />}</Loaded>
    </SettingsPage>
  )
}

function Parts({ detail }: { readonly detail: DeliveryDetail }) {
  const { state, reason, receivedAt, replayedAt, path, bytes, headers, outcome } = detail
  return (
    <>
      <Block title={t('deliveries.facts')}>
        <dl className={css.facts}>
          <dt>{t('deliveries.state')}</dt>
          <dd>
            <StateChip state={state} /> {reason && <span className={css.danger}>{reason}</span>}
          </dd>
          <dt>{t('deliveries.received')}</dt>
          <dd>{exact(receivedAt)}</dd>
          {replayedAt && (
            <>
              <dt>{t('deliveries.replayedAt')}</dt>
              <dd>{exact(replayedAt)}</dd>
            </>
          )}
          <dt>{t('deliveries.path')}</dt>
          <dd className={css.mono}>
            {path} · {fileSize(bytes)}
          </dd>
        </dl>
      </Block>
      <Block title={t('deliveries.outcome')} hint={t('deliveries.outcomeHint')}>
        {outcome.length === 0 ? <p>{t('deliveries.noEvents')}</p> : <Outcomes items={outcome} />}
      </Block>
      <RawBody detail={detail} />
      <Block title={t('deliveries.headers')}>
        <dl className={css.facts}>
          {Object.entries(headers).map(([name, value]) => (
            <Header key={name} name={name} value={value} />
          ))}
        </dl>
      </Block>
    </>
  )
}

function Header({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <dt className={css.mono}>{name}</dt>
      <dd className={css.mono}>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
    </>
  )
}

const good = new Set(['stored', 'applied', 'noted', 'duplicate', 'ignored'])

function lookOf(outcome: string): ChipLook {
  if (outcome === 'quarantined') return 'danger'
  return good.has(outcome) ? 'success' : 'warning'
}

function Outcomes({ items }: { readonly items: readonly Outcome[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key
    <section className={css.tableBox} tabIndex={0} aria-label={t('deliveries.outcome')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('deliveries.event')}</th>
            <th scope="col">{t('deliveries.became')}</th>
            <th scope="col">{t('deliveries.account')}</th>
            <th scope="col">{t('deliveries.person')}</th>
            <th scope="col">{t('deliveries.key')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ type, key, connection, chat, outcome, reason }) => (
            <tr key={`${type} ${key}`}>
              <td>{wordsOf(type)}</td>
              <td>
                <Chip look={lookOf(outcome)}>{t(`outcome.${outcome}`)}</Chip>
                {reason && <p className={css.danger}>{reason}</p>}
              </td>
              <td className={css.mono}>{connection}</td>
              <td className={css.mono}>{chat}</td>
              <td className={css.mono}>{key}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
