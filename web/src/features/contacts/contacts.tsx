import type { Contact } from '@parley/core/schemas'
import { UsersRound } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Link, useParams } from 'wouter'

import { t } from '../../i18n.ts'
import { contactPath } from '../../routes.ts'
import { useTabTitle } from '../../tab-title.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { TextField } from '../../ui/field.tsx'
import { Paged } from '../../ui/paged.tsx'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { Empty } from '../../ui/states.tsx'
import { usePages } from '../../use-pages.ts'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { ContactPage } from './contact-page.tsx'

import css from './contacts.module.css'

/** Everyone who ever wrote, and one of them in full. */
export function Contacts() {
  const { contactId } = useParams<{ contactId?: string }>()
  useTabTitle(t('nav.contacts'))
  // On a phone one of the two is hidden, and the main part is the one that is seen.
  const [Frame, Detail] = contactId ? (['div', 'main'] as const) : (['main', 'div'] as const)
  return (
    <Frame className={css.shell} data-inside={contactId ? true : undefined}>
      <ContactList current={contactId} />
      <Detail className={css.detail} data-region="contact" tabIndex={-1}>
        <PaneBoundary resetKey={contactId}>
          {contactId ? (
            <ContactPage key={contactId} id={contactId} />
          ) : (
            <Empty icon={<UsersRound size={32} />} title={t('contacts.choose')} />
          )}
        </PaneBoundary>
      </Detail>
    </Frame>
  )
}

function ContactList({ current }: { readonly current: string | undefined }) {
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const Title = current ? 'p' : 'h1'
  const rows = usePages<Contact>('contacts', '/api/contacts', { q })
  const empty = (
    <Empty title={q ? t('contacts.noneFound') : t('contacts.none')}>
      {!q && t('contacts.noneHint')}
    </Empty>
  )
  return (
    <section
      className={css.list}
      aria-label={t('nav.contacts')}
      data-region="contacts"
      tabIndex={-1}
    >
      <Title className={css.title}>{t('nav.contacts')}</Title>
      <TextField
        label={t('contacts.search')}
        isLabelHidden
        type="search"
        placeholder={t('contacts.search')}
        value={text}
        onChange={setText}
      />
      <Paged pages={rows} shape="row" empty={empty}>
        {(items) => (
          <ul>
            {items.map((contact) => (
              <ContactRow key={contact.id} contact={contact} isCurrent={contact.id === current} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  )
}

function ContactRow({
  contact,
  isCurrent,
}: {
  readonly contact: Contact
  readonly isCurrent: boolean
}) {
  const { id, name, handle, avatarUrl, identities } = contact
  const channels = [...new Set(identities.map((identity) => identity.channel))]
  return (
    <li>
      <Link
        href={contactPath(id)}
        className={css.row}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <Avatar name={name} url={avatarUrl} size={40} />
        <span className={css.words}>
          <bdi className={css.name}>{name}</bdi>
          {handle && <bdi className={css.muted}>{handle}</bdi>}
        </span>
        {channels.map((channel) => (
          <ChannelIcon key={channel} channel={channel} isNamed />
        ))}
      </Link>
    </li>
  )
}
