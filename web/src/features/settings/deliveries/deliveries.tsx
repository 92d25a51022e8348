import type { Delivery } from '@parley/core/schemas'
import { useState, type SubmitEvent } from 'react'
import { Link, useSearchParams } from 'wouter'

import { useConnections } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { brief, exact, fileSize } from '../../../text/time.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Paged } from '../../../ui/paged.tsx'
import { Select } from '../../../ui/select.tsx'
import { Empty } from '../../../ui/states.tsx'
import { useNow } from '../../../use-now.ts'
import { usePages } from '../../../use-pages.ts'
import { useSetParam } from '../../../use-set-param.ts'
import { SettingsPage } from '../settings-page.tsx'
import { deliveryStates, stateName, StateChip } from './delivery-state.tsx'

import css from '../settings.module.css'

/** Every webhook as it was received, and what became of it. The filters are in the address. */
export function Deliveries() {
  const [params] = useSearchParams()
  const rows = usePages<Delivery>('deliveries', '/api/deliveries', {
    state: params.get('state'),
    connectionId: params.get('connectionId'),
    q: params.get('q'),
  })
  const empty = <Empty title={t('deliveries.none')}>{t('deliveries.noneHint')}</Empty>
  return (
    <SettingsPage title={t('deliveries.title')} hint={t('deliveries.hint')} isWide>
      <Filters />
      <Paged pages={rows} empty={empty}>
        {(items) => <DeliveryTable items={items} />}
      </Paged>
    </SettingsPage>
  )
}

function Filters() {
  const [params] = useSearchParams()
  const set = useSetParam()
  const [text, setText] = useState(params.get('q') ?? '')
  const { data: connections = [] } = useConnections()
  const any = { id: '', label: t('deliveries.any') }
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    set('q', text.trim())
  }
  return (
    <search>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField
          label={t('deliveries.search')}
          type="search"
          placeholder={t('deliveries.searchHint')}
          value={text}
          onChange={setText}
        />
        <Select
          label={t('deliveries.state')}
          options={[any, ...deliveryStates.map((id) => ({ id, label: stateName(id) }))]}
          value={params.get('state') ?? ''}
          onChange={(id) => set('state', id)}
        />
        <Select
          label={t('deliveries.connection')}
          options={[any, ...connections.map(({ id, name }) => ({ id, label: name }))]}
          value={params.get('connectionId') ?? ''}
          onChange={(id) => set('connectionId', id)}
        />
        <Button type="submit">{t('app.search')}</Button>
      </form>
    </search>
  )
}

function DeliveryTable({ items }: { readonly items: readonly Delivery[] }) {
  const now = useNow()
  const { data: connections = [] } = useConnections()
  function namesOf(ids: readonly string[]): string {
    return ids.map((id) => connections.find((each) => each.id === id)?.name ?? id).join(', ')
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key
    <section className={css.tableBox} tabIndex={0} aria-label={t('deliveries.title')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('deliveries.received')}</th>
            <th scope="col">{t('deliveries.state')}</th>
            <th scope="col">{t('deliveries.connection')}</th>
            <th scope="col">{t('deliveries.events')}</th>
            <th scope="col">{t('deliveries.size')}</th>
            <th scope="col">{t('deliveries.path')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((delivery) => (
            <tr key={delivery.id}>
              {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its label is the link in it */}
              <th scope="row">
                <Link href={`/settings/deliveries/${delivery.id}`}>
                  <time dateTime={delivery.receivedAt} title={exact(delivery.receivedAt)}>
                    {brief(delivery.receivedAt, now)}
                  </time>
                </Link>
              </th>
              <td>
                <StateChip state={delivery.state} />
              </td>
              <td>{namesOf(delivery.connectionIds)}</td>
              <td>{delivery.events}</td>
              <td>{fileSize(delivery.bytes)}</td>
              <td className={css.mono}>{delivery.path}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
