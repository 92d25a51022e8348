import type { Connection } from '@parley/core/schemas'
import { Link } from 'wouter'

import { useChannels } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { brief, exact } from '../../../text/time.ts'
import { LinkButton } from '../../../ui/link-button.tsx'
import { useNow } from '../../../use-now.ts'
import { ChannelIcon } from '../../chat-list/channel-icon.tsx'
import { useIsAdmin } from '../use-is-admin.ts'
import { CheckNow } from './check-now.tsx'
import { connectionPath, connectPath } from './paths.ts'
import { problemOf, StatusChip } from './status.tsx'

import css from './connections.module.css'

/** One connection: whether it works, when it last heard something, and what to do if it does not. */
export function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const isAdmin = useIsAdmin()
  const { id, channel, name, status, externalId } = connection
  const channelName = useChannels().data?.find((other) => other.id === channel)?.name ?? channel
  return (
    <li className={css.card}>
      <div className={css.cardHead}>
        <ChannelIcon channel={channel} />
        <h2 className={css.cardName}>
          {isAdmin ? <Link href={connectionPath(id)}>{name}</Link> : name}
        </h2>
        <StatusChip status={status} />
      </div>
      <p className={css.muted}>
        {channelName} · <span className={css.id}>{externalId}</span>
      </p>
      <LastEvent at={connection.lastEventAt} />
      <ProblemLine connection={connection} />
      {isAdmin && (
        <div className={css.cardActions}>
          {status === 'needs_reconnect' && (
            <LinkButton size="small" look="primary" href={connectPath({ channel, connection: id })}>
              {t('connection.reconnect')}
            </LinkButton>
          )}
          {status !== 'disabled' && <CheckNow id={id} />}
          <LinkButton size="small" look="quiet" href={connectionPath(id)}>
            {t('connection.manage')}
          </LinkButton>
        </div>
      )}
    </li>
  )
}

export function LastEvent({ at }: { readonly at: string | null }) {
  const now = useNow()
  if (!at) return <p className={css.muted}>{t('connection.noEvent')}</p>
  return (
    <p className={css.muted}>
      {t('connection.lastEvent')}{' '}
      <time dateTime={at} title={exact(at)}>
        {brief(at, now)}
      </time>
    </p>
  )
}

export function ProblemLine({ connection }: { readonly connection: Connection }) {
  const problem = problemOf(connection)
  if (!problem) return null
  return (
    <div className={css.problem}>
      <p>{problem.text}</p>
      {problem.fix && <p className={css.fix}>{problem.fix}</p>}
    </div>
  )
}
