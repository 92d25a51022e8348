import type { Contact } from '@parley/core/schemas'
import { Copy, MessageSquare } from 'lucide-react'

import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'
import { copyText } from '../../ui/states.tsx'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'

import css from './contact-panel.module.css'

/** Every address this person is known by, and the chat behind it. */
export function Identities({
  contact,
  currentChatId,
  onChat,
}: {
  readonly contact: Contact
  readonly currentChatId: string
  readonly onChat: (chatId: string) => void
}) {
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{t('details.identities')}</h3>
      <ul>
        {contact.identities.map(({ channel, connection, externalId, chatId }) => (
          <li key={`${connection.id} ${externalId}`} className={css.identity}>
            <ChannelIcon channel={channel} isNamed />
            <span className={css.identityText}>
              <bdi>{externalId}</bdi>
              <span className={css.muted}>{connection.name}</span>
            </span>
            {chatId !== currentChatId && (
              <IconButton label={t('details.openChat')} onPress={() => onChat(chatId)}>
                <MessageSquare size={16} aria-hidden />
              </IconButton>
            )}
            <IconButton label={t('details.copyAddress')} onPress={() => void copyText(externalId)}>
              <Copy size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
