import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'

import { send } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { notify } from '../../ui/toast.tsx'
import { PasswordField } from './password-field.tsx'
import { FormError, useSubmit } from './sign-in-form.tsx'
import { SignInPage } from './sign-in-page.tsx'

import css from './sign-in.module.css'

export function ResetPassword() {
  const [params] = useSearchParams()
  const [, navigate] = useLocation()
  const [password, setPassword] = useState('')
  const token = params.get('token')
  const { error, isBusy, submit } = useSubmit(async () => {
    await send('POST', '/api/auth/password/reset', { body: { token, password } })
    notify({ text: t('reset.done'), look: 'success' })
    navigate(paths.login, { replace: true })
  })
  if (!token) {
    return (
      <SignInPage title={t('reset.title')} hint={t('reset.missing')}>
        <Link href={paths.forgot}>{t('forgot.title')}</Link>
      </SignInPage>
    )
  }
  return (
    <SignInPage title={t('reset.title')}>
      <form className={css.form} onSubmit={submit}>
        <PasswordField
          label={t('signIn.password')}
          description={t('register.passwordHint')}
          autoComplete="new-password"
          inputRef={focusOnMount}
          minLength={8}
          value={password}
          onChange={setPassword}
          error={error?.fields['/password']}
        />
        <FormError error={error} />
        <Button type="submit" look="primary" isPending={isBusy}>
          {t('reset.submit')}
        </Button>
      </form>
    </SignInPage>
  )
}
