import type { Channel, Connection } from '@parley/core/schemas'
import { SquarePen } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { useChannels, useConnections } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'

const NewChat = lazy(async () => ({ default: (await import('./new-chat.tsx')).NewChat }))

/** Begins a chat, where a channel lets the business write first; elsewhere there is no button. */
export function NewChatButton() {
  const [isOpen, setIsOpen] = useState(false)
  const { data: channels = [] } = useChannels()
  const { data: connections = [] } = useConnections()
  const able = connections.filter((connection) => canStart(connection, channels))
  if (able.length === 0) return null
  return (
    <>
      <IconButton label={t('newChat.title')} onPress={() => setIsOpen(true)}>
        <SquarePen size={18} aria-hidden />
      </IconButton>
      {isOpen && (
        <Suspense>
          <NewChat connections={able} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function canStart({ channel, status }: Connection, channels: readonly Channel[]): boolean {
  const start = channels.find((each) => each.id === channel)?.capabilities?.['startChat']
  return status !== 'disabled' && (start === 'template' || start === 'free')
}
