import type { Invite } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, queries } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { dayTime } from '../../../text/time.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyField } from '../../../ui/copy-field.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Select } from '../../../ui/select.tsx'
import { FormError, useSubmit } from '../../sign-in/sign-in-form.tsx'
import { Block } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { roleName, roleOptions } from './roles.ts'

import css from '../settings.module.css'

/** Inviting gives a link that works once; it can be sent by any means. */
export function Invites() {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('agent')
  const [made, setMade] = useState<{ url: string; email: string } | null>(null)
  const { error, isBusy, submit } = useSubmit(async () => {
    const invite = await api.post<Invite & { url: string }>('/api/invites', { email, role })
    await queries.invalidateQueries({ queryKey: ['invites'] })
    setMade(invite)
    setEmail('')
  })
  return (
    <Block title={t('people.invite')} hint={t('people.inviteHint')}>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="off"
          isRequired
          value={email}
          onChange={setEmail}
          error={error?.fields['/email']}
        />
        <Select label={t('people.role')} options={roleOptions()} value={role} onChange={setRole} />
        <Button type="submit" look="primary" isPending={isBusy}>
          {t('people.makeInvite')}
        </Button>
      </form>
      <FormError error={error} />
      {made && (
        <CopyField
          label={t('people.inviteLink', { email: made.email })}
          description={t('people.inviteLinkHint')}
          value={made.url}
        />
      )}
      <OpenInvites />
    </Block>
  )
}

function OpenInvites() {
  const { data = [] } = useQuery({
    queryKey: ['invites'],
    queryFn: ({ signal }) => api.get<{ items: readonly Invite[] }>('/api/invites', { signal }),
    select: ({ items }) => items,
  })
  const { run } = useChange('invites')
  if (data.length === 0) return null
  return (
    <ul className={css.list} aria-label={t('people.openInvites')}>
      {data.map(({ id, email, role, expiresAt }) => (
        <li key={id}>
          <div className={css.grow}>
            <p className={css.name}>{email}</p>
            <p className={css.muted}>
              {roleName(role)} · {t('people.inviteEnds', { time: dayTime(expiresAt) })}
            </p>
          </div>
          <Button
            size="small"
            aria-label={t('people.withdrawNamed', { email })}
            onPress={() => void run(() => api.delete(`/api/invites/${id}`), t('people.withdrawn'))}
          >
            {t('people.withdraw')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
