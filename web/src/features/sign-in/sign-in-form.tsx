import { type ReactNode, type SubmitEvent, useState } from 'react'

import type { ApiError } from '../../api.ts'
import { session, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'
import { PasswordField } from './password-field.tsx'

import css from './sign-in.module.css'

/** E-mail and password; on the page and in the dialog over it. */
export function SignInForm({
  email: knownEmail = '',
  hint,
  after,
  onDone,
}: {
  readonly email?: string
  readonly hint?: string
  readonly after?: ReactNode
  readonly onDone: () => void
}) {
  const [email, setEmail] = useState(knownEmail)
  const [password, setPassword] = useState('')
  const { error, isBusy, submit } = useSubmit(async () => {
    await session.signIn({ email, password })
    onDone()
  })
  return (
    <form className={css.form} onSubmit={submit}>
      {hint && <p className={css.hint}>{hint}</p>}
      <TextField
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        isRequired
        inputRef={knownEmail ? undefined : focusOnMount}
        value={email}
        onChange={setEmail}
      />
      <PasswordField
        label={t('signIn.password')}
        autoComplete="current-password"
        inputRef={knownEmail ? focusOnMount : undefined}
        value={password}
        onChange={setPassword}
      />
      <FormError error={error} />
      <Button type="submit" look="primary" isPending={isBusy}>
        {isBusy ? t('signIn.working') : t('signIn.submit')}
      </Button>
      {after}
    </form>
  )
}

export interface Submit {
  readonly error: ApiError | null
  readonly isBusy: boolean
  readonly submit: (event: SubmitEvent) => void
}

/** Runs a form's action once at a time and keeps why it was refused. */
export function useSubmit(action: () => Promise<void>): Submit {
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (isBusy) return
    setIsBusy(true)
    setError(null)
    action()
      .catch((cause: unknown) => setError(toApiError(cause)))
      .finally(() => setIsBusy(false))
  }
  return { error, isBusy, submit }
}

/** What no single field can say. */
export function FormError({ error }: { readonly error: ApiError | null }) {
  return (
    <div role="alert" className={css.error}>
      {error && (error.status === 401 ? error.message : errorText(error))}
    </div>
  )
}
