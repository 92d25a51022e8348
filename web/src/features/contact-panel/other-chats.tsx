import type { Chat } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { brief } from '../../text/time.ts'
import { useNow } from '../../use-now.ts'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { previewOf } from '../chat-list/row-text.ts'

import css from './contact-panel.module.css'

/** What was said to the same person elsewhere. */
export function OtherChats({
  contactId,
  currentChatId,
  onChat,
}: {
  readonly contactId: string
  readonly currentChatId: string
  readonly onChat: (chatId: string) => void
}) {
  const now = useNow()
  const { data } = useQuery({
    queryKey: ['contacts', contactId, 'chats'],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Chat[] }>('/api/chats', {
        query: { contactId, status: 'all', limit: 20 },
        signal,
      }),
  })
  const others = (data?.items ?? []).filter((chat) => chat.id !== currentChatId)
  if (others.length === 0) return null
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{t('details.otherChats')}</h3>
      <ul>
        {others.map((chat) => (
          <li key={chat.id}>
            <button type="button" className={css.other} onClick={() => onChat(chat.id)}>
              <ChannelIcon channel={chat.channel} isNamed />
              <span className={css.identityText}>
                <span className={css.cut} dir="auto">
                  {previewOf(chat, '', undefined)}
                </span>
                <span className={css.muted}>
                  {t(`status.${chat.status}`)} · {brief(chat.lastMessageAt ?? chat.createdAt, now)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
