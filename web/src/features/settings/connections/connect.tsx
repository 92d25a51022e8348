import type { Channel } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'

import { toApiError } from '../../../client.ts'
import { useChannels, useConnections } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { newId } from '../../../new-id.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Empty, Failed } from '../../../ui/states.tsx'
import { ChannelIcon } from '../../chat-list/channel-icon.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { useIsAdmin } from '../use-is-admin.ts'
import { ByHand } from './by-hand.tsx'
import { ConnectFlow } from './connect-flow.tsx'
import { DoneStep } from './connect-steps.tsx'
import { connectPath } from './paths.ts'
import { beginFlow } from './steps.ts'

import css from './connections.module.css'

/** The way by hand stands beside those that the adapter offers. */
const BY_HAND = 'by-hand'
interface Flow {
  readonly id: string
  readonly label: string
  readonly help?: string
  readonly recommended?: boolean
}

/** Connects an account: which channel, which way, then the steps of that way. All of it comes from the adapters. */
export function Connect() {
  const [params] = useSearchParams()
  const isAdmin = useIsAdmin()
  const channels = useChannels()
  const channelId = params.get('channel')
  const back = channelId
    ? { href: connectPath(), label: t('connect.otherChannel') }
    : { href: '/settings/connections', label: t('connections.title') }
  return (
    <SettingsPage title={t('connections.connect')} back={back}>
      {isAdmin ? (
        <Loaded query={channels}>
          {(items) => {
            const channel = items.find((each) => each.id === channelId && each.state === 'ready')
            return channel ? <Ways channel={channel} /> : <ChooseChannel channels={items} />
          }}
        </Loaded>
      ) : (
        <Empty title={t('connect.adminOnly')} />
      )}
    </SettingsPage>
  )
}

function ChooseChannel({ channels }: { readonly channels: readonly Channel[] }) {
  return (
    <ul className={css.cards}>
      {channels.map((channel) => (
        <li key={channel.id}>
          <ChannelCard channel={channel} />
        </li>
      ))}
    </ul>
  )
}

function ChannelCard({ channel }: { readonly channel: Channel }) {
  const { id, name, state, reason } = channel
  const head = (
    <span className={css.choiceHead}>
      <ChannelIcon channel={id} />
      {name}
    </span>
  )
  if (state !== 'ready') {
    return (
      <div className={css.choice}>
        {head}
        <span className={css.error}>{t('connect.notLoaded', { reason: reason ?? state })}</span>
      </div>
    )
  }
  return (
    <Link href={connectPath({ channel: id })} className={css.choice}>
      {head}
    </Link>
  )
}

function Ways({ channel }: { readonly channel: Channel }) {
  const [params] = useSearchParams()
  const flowId = params.get('flow')
  const connectionId = params.get('connection')
  const { data: connections = [] } = useConnections()
  const renewed = connections.find((connection) => connection.id === connectionId)
  const flows = [...((channel.connect ?? []) as unknown as readonly Flow[])]
    .toSorted((a, b) => Number(b.recommended ?? false) - Number(a.recommended ?? false))
    .concat(connectionId ? [] : [{ id: BY_HAND, label: t('connect.byHand') }])
  const flow = flows.find((each) => each.id === flowId)
  if (flow) return <Way key={flow.id} channel={channel} flow={flow} connectionId={connectionId} />
  return (
    <>
      {renewed && <p>{t('connect.renewing', { name: renewed.name })}</p>}
      <ul className={css.cards}>
        {flows.map((each) => (
          <li key={each.id}>
            <Link href={wayPath(channel.id, each.id, connectionId)} className={css.choice}>
              <span className={css.choiceHead}>{each.label}</span>
              {each.help && <span className={css.muted}>{each.help}</span>}
              {each.recommended && <span>{t('connect.recommended')}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function wayPath(channel: string, flow: string, connection: string | null): string {
  return connectPath({ channel, flow, ...(connection && { connection }) })
}

interface WayProps {
  readonly channel: Channel
  readonly flow: Flow
  readonly connectionId: string | null
}

function Way({ channel, flow, connectionId }: WayProps) {
  const [made, setMade] = useState<readonly string[] | null>(null)
  if (made) return <DoneStep ids={made} />
  return (
    <section className={css.way}>
      <h2 className={css.choiceHead}>
        <ChannelIcon channel={channel.id} />
        {channel.name} · {flow.label}
      </h2>
      {flow.id === BY_HAND ? (
        <ByHand channel={channel} onDone={setMade} />
      ) : (
        <Begun channel={channel} flow={flow} connectionId={connectionId} />
      )}
    </section>
  )
}

/** Begins the flow once; beginning again makes a new one. */
function Begun({ channel, flow, connectionId }: WayProps) {
  const [attempt, setAttempt] = useState(() => newId())
  const begun = useQuery({
    queryKey: ['connect', attempt],
    queryFn: () =>
      beginFlow({ channel: channel.id, flow: flow.id, ...(connectionId && { connectionId }) }),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  if (begun.error) {
    return <Failed error={toApiError(begun.error)} onRetry={() => void begun.refetch()} />
  }
  if (!begun.data) return <Skeleton shape="line" rows={3} />
  return <ConnectFlow key={attempt} first={begun.data} onRestart={() => setAttempt(newId())} />
}
