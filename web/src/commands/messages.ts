/** What is done to one message: sending again, taking back, reacting. */
import type { Message } from '@parley/core/schemas'

import { api, store, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { notify } from '../ui/toast.tsx'

export async function retryMessage(message: Message): Promise<void> {
  await applied(() => api.post<Message>(`/api/messages/${message.id}/retry`))
}

/** Takes back a message that still waits or is scheduled. */
export async function cancelMessage(message: Message): Promise<boolean> {
  try {
    await api.delete(`/api/messages/${message.id}`)
    notify({ text: t('thread.cancelled') })
    return true
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
    return false
  }
}

/** Asks the server to fetch a file from the platform once more. */
export async function retryFile(attachmentId: string): Promise<void> {
  await api
    .post(`/api/attachments/${attachmentId}/retry`)
    .catch((error: unknown) => notify({ text: errorText(toApiError(error)), look: 'danger' }))
}

/** One reaction per message; null takes it away. */
export async function reactTo(message: Message, emoji: string | null): Promise<void> {
  const path = `/api/messages/${message.id}/reactions`
  await applied(() =>
    emoji === null ? api.delete<Message>(path) : api.post<Message>(path, { emoji }),
  )
}

async function applied(call: () => Promise<Message | undefined>): Promise<void> {
  await store
    .load(call, (message) => (message ? [{ event: 'message.updated', data: message }] : []))
    .catch((error: unknown) => notify({ text: errorText(toApiError(error)), look: 'danger' }))
}
