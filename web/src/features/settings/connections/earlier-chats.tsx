import type { Connection } from '@parley/core/schemas'

import { api } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Block } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'

/** Fetches what was said before the connection, and tells how far it has come. */
export function EarlierChats({ connection: { id, past, status } }: { connection: Connection }) {
  const { isBusy, run } = useChange('connections')
  const isRunning = past?.state === 'running'
  const isOff = status === 'disabled' || status === 'needs_reconnect'
  return (
    <Block
      title={t('past.title')}
      hint={t('past.hint')}
      actions={
        <Button
          size="small"
          isPending={isBusy}
          isDisabled={isRunning || isOff}
          onPress={() => void run(() => api.post(`/api/social-connections/${id}/past`))}
        >
          {past ? t('past.again') : t('past.begin')}
        </Button>
      }
    >
      <output>
        {past && <Progress past={past} />} {isRunning && isOff && t('past.waits')}
      </output>
    </Block>
  )
}

const ends = { running: 'past.running', done: 'past.done', failed: 'past.failed' } as const

function Progress({ past }: { readonly past: NonNullable<Connection['past']> }) {
  const messages = t('past.messages', { count: past.messages })
  const chats = t('past.chats', { count: past.chats })
  return (
    <>
      {t(ends[past.state], { messages, chats })}
      {past.state === 'running' && <progress aria-label={t('past.title')} />}
    </>
  )
}
