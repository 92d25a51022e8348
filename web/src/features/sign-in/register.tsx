import { useState } from 'react'
import { Link, Redirect, useLocation, useSearchParams } from 'wouter'

import type { ApiError } from '../../api.ts'
import { session, useSession } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { PasswordField } from './password-field.tsx'
import { type Setup, useSetup } from './setup.ts'
import { FormError, useSubmit } from './sign-in-form.tsx'
import { SignInPage } from './sign-in-page.tsx'

import css from './sign-in.module.css'

export function Register() {
  const [params] = useSearchParams()
  const { status } = useSession()
  const setup = useSetup().data
  const invite = params.get('invite')
  if (status === 'in') return <Redirect to={paths.inbox} replace />
  if (!setup) return null
  if (!setup.needsFirstUser && !invite && setup.registration === 'invite') return <Closed />
  return (
    <SignInPage {...wordsFor(setup, invite)}>
      <RegisterForm invite={invite} isFirst={setup.needsFirstUser} />
      {!setup.needsFirstUser && (
        <p className={css.hint}>
          {t('register.haveAccount')} <Link href={paths.login}>{t('signIn.submit')}</Link>
        </p>
      )}
    </SignInPage>
  )
}

function wordsFor(setup: Setup, invite: string | null): { title: string; hint?: string } {
  if (setup.needsFirstUser) return { title: t('register.first'), hint: t('register.firstHint') }
  if (invite) return { title: t('register.title'), hint: t('register.invited') }
  return { title: t('register.title') }
}

function Closed() {
  return (
    <SignInPage title={t('register.closed')} hint={t('register.closedHint')}>
      <Link href={paths.login}>{t('signIn.toSignIn')}</Link>
    </SignInPage>
  )
}

const PASSWORD_MIN = 8
const nobody = { name: '', email: '', password: '' }

function RegisterForm({
  invite,
  isFirst,
}: {
  readonly invite: string | null
  readonly isFirst: boolean
}) {
  const [, navigate] = useLocation()
  const [person, setPerson] = useState(nobody)
  const [isTried, setIsTried] = useState(false)
  const isShort = person.password.length < PASSWORD_MIN
  const { error, isBusy, submit } = useSubmit(async () => {
    setIsTried(true)
    if (isShort) return
    await session.register(invite ? { ...person, invite } : person)
    navigate(isFirst ? paths.welcome : paths.inbox, { replace: true })
  })
  return (
    <form className={css.form} onSubmit={submit}>
      <IdentityFields person={person} onChange={setPerson} error={error} />
      <PasswordField
        label={t('signIn.password')}
        description={t('register.passwordHint')}
        autoComplete="new-password"
        value={person.password}
        onChange={(password) => setPerson({ ...person, password })}
        error={isTried && isShort ? t('register.passwordShort') : error?.fields['/password']}
      />
      <FormError error={error} />
      <Button type="submit" look="primary" isPending={isBusy}>
        {isBusy ? t('register.working') : t('register.submit')}
      </Button>
    </form>
  )
}

function IdentityFields({
  person,
  onChange,
  error,
}: {
  readonly person: typeof nobody
  readonly onChange: (person: typeof nobody) => void
  readonly error: ApiError | null
}) {
  return (
    <>
      <TextField
        label={t('register.name')}
        description={t('register.nameHint')}
        name="name"
        autoComplete="name"
        isRequired
        inputRef={focusOnMount}
        value={person.name}
        onChange={(name) => onChange({ ...person, name })}
        error={error?.fields['/name']}
      />
      <TextField
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        isRequired
        value={person.email}
        onChange={(email) => onChange({ ...person, email })}
        error={error?.fields['/email']}
      />
    </>
  )
}
