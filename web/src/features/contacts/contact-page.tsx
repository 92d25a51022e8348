import type { Contact } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { chatPath, paths } from '../../routes.ts'
import { useTabTitle } from '../../tab-title.ts'
import { exact } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { ContactDetails } from '../contact-panel/contact-details.tsx'
import { Identities } from '../contact-panel/identities.tsx'
import { OtherChats } from '../contact-panel/other-chats.tsx'
import { SharedFiles } from '../contact-panel/shared-files.tsx'
import { useIsAdmin } from '../settings/use-is-admin.ts'
import { Merging } from './merging.tsx'
import { PersonalData } from './personal-data.tsx'

import css from './contacts.module.css'

/** One contact: addresses, details, chats, files, and whether it is somebody known already. */
export function ContactPage({ id }: { readonly id: string }) {
  const contact = useQuery({
    queryKey: ['contacts', id],
    queryFn: ({ signal }) => api.get<Contact>(`/api/contacts/${id}`, { signal }),
  })
  return (
    <div className={css.page}>
      <Link href={paths.contacts} className={css.back}>
        <ChevronLeft size={16} aria-hidden />
        {t('nav.contacts')}
      </Link>
      <Loaded query={contact}>{(found) => <Parts contact={found} />}</Loaded>
    </div>
  )
}

function Parts({ contact }: { readonly contact: Contact }) {
  const [, navigate] = useLocation()
  const isAdmin = useIsAdmin()
  const heading = useRef<HTMLHeadingElement>(null)
  const { id, name, handle, avatarUrl, createdAt } = contact
  useTabTitle(`${name} – ${t('nav.contacts')}`)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  function openChat(chatId: string): void {
    navigate(chatPath(chatId))
  }
  return (
    <>
      <h1 className="visually-hidden">{t('nav.contacts')}</h1>
      <header className={css.person}>
        <Avatar name={name} url={avatarUrl} size={64} />
        <div>
          <h2 className={css.title} ref={heading} tabIndex={-1}>
            <bdi>{name}</bdi>
          </h2>
          {handle && <bdi className={css.muted}>{handle}</bdi>}
          <p className={css.muted} title={exact(createdAt)}>
            {t('contacts.since', { time: exact(createdAt) })}
          </p>
        </div>
      </header>
      <ContactDetails key={id} contact={contact} />
      <Identities contact={contact} currentChatId="" onChat={openChat} />
      <OtherChats contactId={id} currentChatId="" onChat={openChat} />
      <SharedFiles contactId={id} />
      <Merging contact={contact} />
      {isAdmin && <PersonalData contact={contact} />}
    </>
  )
}
