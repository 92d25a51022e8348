import type { Member } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, useAppState, useSession } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { brief, exact } from '../../../text/time.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Select } from '../../../ui/select.tsx'
import { useNow } from '../../../use-now.ts'
import { SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { useIsAdmin } from '../use-is-admin.ts'
import { Invites } from './invites.tsx'
import { roleName, roleOptions } from './roles.ts'

import css from '../settings.module.css'

/** Admins are told more about each person than agents are. */
type Person = Pick<Member, 'id' | 'name' | 'email' | 'role'> & Partial<Member>

export function People() {
  const isAdmin = useIsAdmin()
  const people = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get<{ items: readonly Person[] }>('/api/users', { signal }),
    select: ({ items }) => items,
  })
  return (
    <SettingsPage title={t('people.title')} hint={t('people.hint')}>
      {isAdmin && <Invites />}
      <Loaded query={people}>
        {(items) => (
          <ul className={css.list}>
            {items.map((person) => (
              <PersonRow key={person.id} person={person} />
            ))}
          </ul>
        )}
      </Loaded>
    </SettingsPage>
  )
}

function PersonRow({ person }: { readonly person: Person }) {
  const isAdmin = useIsAdmin()
  const { user } = useSession()
  const isOnline = useAppState((state) => state.presence.has(person.id))
  const isMe = user?.id === person.id
  return (
    <li>
      <Avatar name={person.name} size={32} />
      <div className={css.grow}>
        <p className={css.line}>
          <span className={css.name}>{person.name}</span>
          {isMe && <Chip>{t('app.you')}</Chip>}
          {isOnline && <Chip look="success">{t('people.online')}</Chip>}
          {person.disabled && <Chip look="danger">{t('people.disabled')}</Chip>}
        </p>
        <p className={css.muted}>{person.email}</p>
        <LastSeen at={person.lastSeenAt} />
      </div>
      {isAdmin && !isMe ? <PersonActions person={person} /> : <Chip>{roleName(person.role)}</Chip>}
    </li>
  )
}

function LastSeen({ at }: { readonly at: string | null | undefined }) {
  const now = useNow()
  if (!at) return null
  return (
    <p className={css.muted} title={exact(at)}>
      {t('people.lastSeen', { time: brief(at, now) })}
    </p>
  )
}

function PersonActions({ person }: { readonly person: Person }) {
  const { id, name, role, disabled } = person
  const { isBusy, run } = useChange('users')
  const [isAsking, setIsAsking] = useState(false)
  function patch(change: object): Promise<boolean> {
    return run(() => api.patch(`/api/users/${id}`, change), t('app.saved'))
  }
  return (
    <div className={css.actions}>
      <Select
        label={t('people.roleOf', { name })}
        isLabelHidden
        options={roleOptions()}
        value={role}
        onChange={(next) => void patch({ role: next })}
      />
      {disabled ? (
        <Button isPending={isBusy} onPress={() => void patch({ disabled: false })}>
          {t('people.enable')}
        </Button>
      ) : (
        <Button look="danger" onPress={() => setIsAsking(true)}>
          {t('people.disable')}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={t('people.disableTitle', { name })}
          action={t('people.disable')}
          onConfirm={() => patch({ disabled: true })}
          onClose={() => setIsAsking(false)}
        >
          {t('people.disableHint')}
        </Confirm>
      )}
    </div>
  )
}
