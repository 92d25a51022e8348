import { useState } from 'react'
import { Link } from 'wouter'

import { send } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { FormError, useSubmit } from './sign-in-form.tsx'
import { SignInPage } from './sign-in-page.tsx'

import css from './sign-in.module.css'

export function ForgotPassword() {
  const [email, setEmail] = useState('')
  const [isSent, setIsSent] = useState(false)
  const { error, isBusy, submit } = useSubmit(async () => {
    await send('POST', '/api/auth/password/forgot', { body: { email } })
    setIsSent(true)
  })
  if (isSent) {
    return (
      <SignInPage title={t('forgot.sent')} hint={t('forgot.sentHint', { email })}>
        <p className={css.hint}>{t('forgot.noMail')}</p>
        <Link href={paths.login}>{t('signIn.toSignIn')}</Link>
      </SignInPage>
    )
  }
  return (
    <SignInPage title={t('forgot.title')} hint={t('forgot.hint')}>
      <form className={css.form} onSubmit={submit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          isRequired
          inputRef={focusOnMount}
          value={email}
          onChange={setEmail}
        />
        <FormError error={error} />
        <Button type="submit" look="primary" isPending={isBusy}>
          {t('forgot.submit')}
        </Button>
      </form>
      <Link href={paths.login}>{t('signIn.toSignIn')}</Link>
    </SignInPage>
  )
}
