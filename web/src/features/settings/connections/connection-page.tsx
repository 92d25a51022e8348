import type { Connection } from '@parley/core/schemas'
import { useParams } from 'wouter'

import { useChannels, useConnections } from '../../../directory.ts'
import { wordsOf } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { brief, dayTime, exact } from '../../../text/time.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { LinkButton } from '../../../ui/link-button.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { useNow } from '../../../use-now.ts'
import { Block, SettingsPage } from '../settings-page.tsx'
import { useIsAdmin } from '../use-is-admin.ts'
import { CheckNow } from './check-now.tsx'
import { Checks } from './checks.tsx'
import { LastEvent, ProblemLine } from './connection-card.tsx'
import { ConfigForm, RenameForm, SecretsForm } from './connection-forms.tsx'
import { EarlierChats } from './earlier-chats.tsx'
import { EndConnection } from './end-connection.tsx'
import { connectPath, templatesPath } from './paths.ts'
import { StatusChip } from './status.tsx'

import settingsCss from '../settings.module.css'

const back = { href: '/settings/connections', label: 'connections.title' } as const

/** Everything about one connection: its health, its credentials, its webhook, its end. */
export function ConnectionPage() {
  const { id } = useParams<{ id: string }>()
  const connections = useConnections()
  const isAdmin = useIsAdmin()
  const connection = connections.data?.find((each) => each.id === id)
  return (
    <SettingsPage
      title={connection?.name ?? t('connections.title')}
      back={{ href: back.href, label: t(back.label) }}
    >
      <Loaded query={connections}>
        {() =>
          connection && isAdmin ? (
            <Parts connection={connection} />
          ) : (
            <Empty title={connection ? t('connect.adminOnly') : t('connection.gone')} />
          )
        }
      </Loaded>
    </SettingsPage>
  )
}

function Parts({ connection }: { readonly connection: Connection }) {
  const { data: channels = [] } = useChannels()
  const channel = channels.find((each) => each.id === connection.channel)
  return (
    <>
      <Health connection={connection} />
      {channel?.hasPast && <EarlierChats connection={connection} />}
      {channel?.webhookUrl && (
        <Block title={t('connection.webhook')} hint={t('connection.webhookHint')}>
          <div className={settingsCss.form}>
            <CopyField label={t('connection.webhookUrl')} value={channel.webhookUrl} />
            {channel.verifyToken && (
              <CopyField label={t('connection.verifyToken')} value={channel.verifyToken} isSecret />
            )}
          </div>
        </Block>
      )}
      <RenameForm connection={connection} />
      {channel?.schemas && (
        <>
          <ConfigForm connection={connection} channel={channel} />
          <SecretsForm connection={connection} channel={channel} />
        </>
      )}
      <EndConnection connection={connection} />
    </>
  )
}

function Health({ connection }: { readonly connection: Connection }) {
  const { id, channel, status, checks } = connection
  const { data: channels = [] } = useChannels()
  const hasTemplates = channels.find((each) => each.id === channel)?.schemas?.template !== undefined
  const isOff = status === 'disabled'
  return (
    <Block
      title={t('connection.health')}
      actions={
        <>
          {!isOff && <CheckNow id={id} />}
          <LinkButton
            size="small"
            look={status === 'needs_reconnect' ? 'primary' : 'plain'}
            href={connectPath({ channel, connection: id })}
          >
            {t('connection.reconnect')}
          </LinkButton>
          {hasTemplates && (
            <LinkButton size="small" href={templatesPath(id)}>
              {t('templates.title')}
            </LinkButton>
          )}
          <LinkButton size="small" href={`/settings/deliveries?connectionId=${id}`}>
            {t('deliveries.title')}
          </LinkButton>
        </>
      }
    >
      <div className={settingsCss.line}>
        <StatusChip status={status} />
        <LastEvent at={connection.lastEventAt} />
      </div>
      <ProblemLine connection={connection} />
      <Facts connection={connection} />
      <Checks checks={checks} />
    </Block>
  )
}

function Facts({ connection }: { readonly connection: Connection }) {
  const now = useNow()
  const { channel, externalId, detail, expiresAt, checkedAt, createdAt } = connection
  const { data: channels = [] } = useChannels()
  return (
    <dl className={settingsCss.facts}>
      <dt>{t('connection.channel')}</dt>
      <dd>{channels.find((each) => each.id === channel)?.name ?? channel}</dd>
      <dt>{t('connection.account')}</dt>
      <dd className={settingsCss.mono}>{externalId}</dd>
      {Object.entries(detail).map(([name, value]) => (
        <Fact key={name} name={wordsOf(name)} value={value} />
      ))}
      {expiresAt && <Fact name={t('connection.expires')} value={dayTime(expiresAt)} />}
      {checkedAt && (
        <>
          <dt>{t('connection.checkedAt')}</dt>
          <dd title={exact(checkedAt)}>{brief(checkedAt, now)}</dd>
        </>
      )}
      <Fact name={t('connection.since')} value={dayTime(createdAt)} />
    </dl>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
    </>
  )
}
