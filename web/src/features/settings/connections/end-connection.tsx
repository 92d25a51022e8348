import type { Connection } from '@parley/core/schemas'
import { useState } from 'react'

import { api } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Block } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'

import css from '../settings.module.css'

/** Off for a while, or disconnected for good. The chats stay either way. */
export function EndConnection({ connection }: { readonly connection: Connection }) {
  const { id, name, status } = connection
  const { isBusy, run } = useChange('connections')
  const [isAsking, setIsAsking] = useState(false)
  const path = `/api/social-connections/${id}`
  const isOff = status === 'disabled'
  return (
    <Block title={t('connection.end')} hint={t('connection.endHint')}>
      <div className={css.actions}>
        <Button
          isPending={isBusy}
          onPress={() =>
            void run(
              () => api.patch(path, { disabled: !isOff }),
              isOff ? t('connection.enabled') : t('connection.paused'),
            )
          }
        >
          {isOff ? t('connection.enable') : t('connection.pause')}
        </Button>
        <Button look="danger" onPress={() => setIsAsking(true)}>
          {t('connection.disconnect')}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title={t('connection.disconnectTitle', { name })}
          action={t('connection.disconnect')}
          onConfirm={() => run(() => api.delete(path), t('connection.disconnected'))}
          onClose={() => setIsAsking(false)}
        >
          {t('connection.disconnectHint')}
        </Confirm>
      )}
    </Block>
  )
}
