import type { Message } from '@parley/core/schemas'
import { type SubmitEvent, useState } from 'react'

import { api, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'

/** Goes to the first message of a day, or of the next day on which something was said. */
export function DateDialog({
  chatId,
  from,
  onJump,
  onClose,
}: {
  readonly chatId: string
  /** The day that the reader came from. */
  readonly from: string
  readonly onJump: (messageId: string) => void
  readonly onClose: () => void
}) {
  const [day, setDay] = useState(() => localDay(new Date(from)))
  const [error, setError] = useState<string | undefined>()
  async function find(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    try {
      const messageId = await firstOf(chatId, day)
      onClose()
      if (messageId) onJump(messageId)
    } catch (cause) {
      setError(errorText(toApiError(cause)))
    }
  }
  return (
    <Dialog title={t('thread.jumpDate')} size="small" isOpen onClose={onClose}>
      <form onSubmit={(event) => void find(event)}>
        <TextField
          type="date"
          label={t('thread.date')}
          description={t('thread.dateHint')}
          value={day}
          error={error}
          onChange={setDay}
          end={
            <Button type="submit" size="small" look="primary" isDisabled={day === ''}>
              {t('thread.goThere')}
            </Button>
          }
        />
      </form>
    </Dialog>
  )
}

/** As a date field writes it, by the clock of the reader. */
function localDay(at: Date): string {
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

async function firstOf(chatId: string, day: string): Promise<string | undefined> {
  const at = new Date(`${day}T00:00:00`).toISOString()
  const { items } = await api.get<{ items: readonly Message[] }>(`/api/messages/chat/${chatId}`, {
    query: { at, limit: 1 },
  })
  return items[0]?.id
}
