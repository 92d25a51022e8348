import type { Chat, Connection } from '@parley/core/schemas'
import { type SubmitEvent, useState } from 'react'
import { useLocation } from 'wouter'

import { api, store, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { Select } from '../../ui/select.tsx'

import css from './chat-list.module.css'

/** Asks from where and to whom; a chat that is there already simply opens. */
export function NewChat({
  connections,
  onClose,
}: {
  readonly connections: readonly Connection[]
  readonly onClose: () => void
}) {
  const [, navigate] = useLocation()
  const [connectionId, setConnectionId] = useState(connections[0]?.id ?? '')
  const [identity, setIdentity] = useState('')
  const [error, setError] = useState<string | undefined>()
  async function start(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    try {
      const chat = await api.post<Chat>('/api/chats', { connectionId, identity: identity.trim() })
      store.dispatch({ event: 'chat.created', data: chat })
      onClose()
      navigate(chatPath(chat.id))
    } catch (cause) {
      setError(errorText(toApiError(cause)))
    }
  }
  return (
    <Dialog title={t('newChat.title')} size="small" isOpen onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void start(event)}>
        <Select
          label={t('newChat.from')}
          options={connections.map(({ id, name, channel }) => ({ id, label: name, hint: channel }))}
          value={connectionId}
          onChange={setConnectionId}
        />
        <TextField
          label={t('newChat.to')}
          description={t('newChat.toHint')}
          inputRef={focusOnMount}
          isRequired
          value={identity}
          onChange={setIdentity}
          error={error}
        />
        <Button type="submit" look="primary" isDisabled={identity.trim() === ''}>
          {t('newChat.start')}
        </Button>
      </form>
    </Dialog>
  )
}
