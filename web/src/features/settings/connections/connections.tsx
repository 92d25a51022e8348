import type { Connection } from '@parley/core/schemas'
import { Cable } from 'lucide-react'

import { useConnections } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { LinkButton } from '../../../ui/link-button.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { useIsAdmin } from '../use-is-admin.ts'
import { ConnectionCard } from './connection-card.tsx'
import { connectPath } from './paths.ts'

import css from './connections.module.css'

export function Connections() {
  const connections = useConnections()
  const isAdmin = useIsAdmin()
  return (
    <SettingsPage
      title={t('connections.title')}
      hint={isAdmin ? t('connections.hint') : t('connections.agentHint')}
      actions={
        isAdmin && (
          <LinkButton href={connectPath()} look="primary">
            {t('connections.connect')}
          </LinkButton>
        )
      }
    >
      <Loaded query={connections}>{(items) => <Cards items={items} />}</Loaded>
    </SettingsPage>
  )
}

function Cards({ items }: { readonly items: readonly Connection[] }) {
  if (items.length === 0) {
    return (
      <Empty icon={<Cable size={32} />} title={t('connections.none')}>
        {t('connections.noneHint')}
      </Empty>
    )
  }
  return (
    <ul className={css.cards}>
      {items.map((connection) => (
        <ConnectionCard key={connection.id} connection={connection} />
      ))}
    </ul>
  )
}
