import type { Chat, Contact } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { Suspense, useEffect } from 'react'

import { api, toApiError, useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { lazyPage } from '../../lazy-page.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Failed } from '../../ui/states.tsx'
import { useKeysOf } from '../../use-keys-of.ts'
import { ChatFacts } from './chat-facts.tsx'
import { ChatNotes } from './chat-notes.tsx'
import { ContactDetails } from './contact-details.tsx'
import { Identities } from './identities.tsx'
import { OtherChats } from './other-chats.tsx'
import { SharedFiles } from './shared-files.tsx'

import css from './contact-panel.module.css'

const Merging = lazyPage(async () => (await import('../contacts/merging.tsx')).Merging)

export interface ContactPanelProps {
  readonly chatId: string
  readonly onClose: () => void
  readonly onChat: (chatId: string) => void
}

/** Who one is talking to: addresses, details, other chats, shared files. */
export function ContactPanel({ chatId, onClose, onChat }: ContactPanelProps) {
  const chat = useAppState((state) => state.chats.get(chatId))
  const keysOf = useKeysOf()
  return (
    <section
      className={css.panel}
      aria-label={t('chat.details')}
      data-region="details"
      tabIndex={-1}
    >
      <header className={css.header}>
        <h2 className={css.title}>{t('chat.details')}</h2>
        <IconButton label={t('chat.hideDetails')} keys={keysOf('chat.details')} onPress={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </header>
      {chat ? (
        <Loaded key={chat.contact.id} chat={chat} onChat={onChat} />
      ) : (
        <Skeleton shape="line" />
      )}
    </section>
  )
}

function Loaded({ chat, onChat }: { readonly chat: Chat; readonly onChat: (id: string) => void }) {
  const { data: contact, error, refetch } = useContact(chat)
  return (
    <>
      <div className={css.person}>
        <Avatar name={chat.contact.name} url={chat.contact.avatarUrl} size={64} />
        <p className={css.name}>
          <bdi>{chat.contact.name}</bdi>
        </p>
        {chat.contact.handle && <bdi className={css.muted}>{chat.contact.handle}</bdi>}
      </div>
      <ChatFacts chat={chat} />
      {error && <Failed error={toApiError(error)} onRetry={() => void refetch()} />}
      {!contact && !error && <Skeleton rows={5} shape="line" />}
      {contact && (
        <>
          <ContactDetails key={contact.id} contact={contact} />
          <ChatNotes chatId={chat.id} />
          <Identities contact={contact} currentChatId={chat.id} onChat={onChat} />
          <OtherChats contactId={contact.id} currentChatId={chat.id} onChat={onChat} />
          <SharedFiles contactId={contact.id} />
          <div className={css.merging}>
            <Suspense>
              <Merging contact={contact} />
            </Suspense>
          </div>
        </>
      )}
    </>
  )
}

/** Loaded again when an event says that the contact has changed. */
function useContact({ contact }: Chat) {
  const query = useQuery({
    queryKey: ['contacts', contact.id],
    queryFn: ({ signal }) => api.get<Contact>(`/api/contacts/${contact.id}`, { signal }),
  })
  const { refetch, data } = query
  const isOld = data !== undefined && data.name !== contact.name
  useEffect(() => {
    if (isOld) void refetch()
  }, [isOld, refetch])
  return query
}
