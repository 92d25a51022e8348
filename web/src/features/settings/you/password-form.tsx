import { useState } from 'react'

import { api, queries } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { notify } from '../../../ui/toast.tsx'
import { PasswordField } from '../../sign-in/password-field.tsx'
import { FormError, useSubmit } from '../../sign-in/sign-in-form.tsx'
import { Block } from '../settings-page.tsx'

import css from '../settings.module.css'

const PASSWORD_MIN = 10

export function PasswordForm() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isTried, setIsTried] = useState(false)
  const isShort = next.length < PASSWORD_MIN
  const { error, isBusy, submit } = useSubmit(async () => {
    setIsTried(true)
    if (isShort) return
    await api.post('/api/auth/password', { current, next })
    setCurrent('')
    setNext('')
    setIsTried(false)
    notify({ text: t('profile.passwordChanged'), look: 'success' })
    await queries.invalidateQueries({ queryKey: ['sessions'] })
  })
  return (
    <Block title={t('profile.password')} hint={t('profile.passwordHint')}>
      <form className={css.form} onSubmit={submit}>
        <PasswordField
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <PasswordField
          label={t('profile.newPassword')}
          description={t('register.passwordHint')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={isTried && isShort ? t('register.passwordShort') : error?.fields['/next']}
        />
        <FormError error={error} />
        <div className={css.actions}>
          <Button type="submit" isPending={isBusy}>
            {t('profile.changePassword')}
          </Button>
        </div>
      </form>
    </Block>
  )
}
