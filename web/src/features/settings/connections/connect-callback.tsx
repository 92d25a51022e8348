import { useQuery } from '@tanstack/react-query'
import { useLocation, useSearch } from 'wouter'

import { toApiError } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { LinkButton } from '../../../ui/link-button.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Empty, Failed } from '../../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { ConnectFlow } from './connect-flow.tsx'
import { connectPath } from './paths.ts'
import { continueFlow, flowIdOf } from './steps.ts'

/** Where a platform leads back to: the flow that its answer belongs to goes on. */
export function ConnectCallback() {
  return (
    <SettingsPage
      title={t('connections.connect')}
      back={{ href: '/settings/connections', label: t('connections.title') }}
    >
      <Continued />
    </SettingsPage>
  )
}

function Continued() {
  const query = new URLSearchParams(useSearch())
  const flowId = flowIdOf(query)
  const [, navigate] = useLocation()
  // The platform's code works once, so the answer is asked for once and kept.
  const next = useQuery({
    queryKey: ['connect', query.get('state')],
    queryFn: () => continueFlow(flowId ?? '', Object.fromEntries(query)),
    enabled: flowId !== null,
    staleTime: Infinity,
    retry: false,
  })
  if (flowId === null) {
    return (
      <Empty title={t('connect.lost')}>
        <LinkButton href={connectPath()}>{t('connect.again')}</LinkButton>
      </Empty>
    )
  }
  if (next.error) {
    return <Failed error={toApiError(next.error)} onRetry={() => navigate(connectPath())} />
  }
  if (!next.data) return <Skeleton shape="line" rows={3} />
  return <ConnectFlow first={next.data} onRestart={() => navigate(connectPath())} />
}
