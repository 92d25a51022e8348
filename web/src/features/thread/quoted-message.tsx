import type { Message } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'

import { api, useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { kindName, oneLine } from '../chat-list/row-text.ts'
import { useThreadActions } from './thread-context.ts'

import css from './quoted-message.module.css'

/** The message that is answered; pressing it goes there. */
export function QuotedMessage({ chatId, id }: { readonly chatId: string; readonly id: string }) {
  const { jumpTo } = useThreadActions()
  const message = useMessage(chatId, id)
  return (
    <button type="button" className={css.quote} onClick={() => jumpTo(id)}>
      <span className="visually-hidden">{t('thread.inReplyTo')}</span>
      <bdi className={css.name}>{message ? speakerOf(message) : ''}</bdi>
      <span className={css.text} dir="auto">
        {message ? excerpt(message) : '…'}
      </span>
    </button>
  )
}

function speakerOf(message: Message): string {
  return message.author.name ?? (message.direction === 'in' ? t('thread.contact') : t('thread.us'))
}

export function excerpt(message: Message): string {
  if (message.deletedAt) return t('kind.deleted')
  return oneLine(message.text ?? '') || kindName(message.kind)
}

/** From the thread when it is loaded there, else fetched by itself. */
export function useMessage(chatId: string, id: string): Message | undefined {
  const loaded = useAppState((state) =>
    state.threads.get(chatId)?.messages.find((message) => message.id === id),
  )
  const fetched = useQuery({
    queryKey: ['message', id],
    queryFn: ({ signal }) => api.get<Message>(`/api/messages/${id}`, { signal }),
    enabled: !loaded,
    retry: false,
  })
  return loaded ?? fetched.data
}
