import type { ReactNode } from 'react'

import type { ApiError } from '../api.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { Button } from './button.tsx'
import { notify } from './toast.tsx'

import css from './states.module.css'

/** Nothing here, why, and what to do next. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
}) {
  return (
    <div className={css.state}>
      {icon && <span aria-hidden>{icon}</span>}
      <p className={css.title}>{title}</p>
      {children && <div className={css.hint}>{children}</div>}
    </div>
  )
}

/** A failed load, in the words of the server, with its request id and a way to try again. */
export function Failed({
  error,
  onRetry,
}: {
  readonly error: ApiError
  readonly onRetry: () => void
}) {
  const details = JSON.stringify(error.problem, null, 2)
  return (
    <div className={css.state} role="alert">
      <p className={css.title}>{errorText(error)}</p>
      {error.requestId && <p className={css.hint}>{t('app.requestId', { id: error.requestId })}</p>}
      <div className={css.buttons}>
        <Button onPress={onRetry}>{t('app.retry')}</Button>
        <Button look="quiet" onPress={() => void copyText(details)}>
          {t('app.copyDetails')}
        </Button>
      </div>
    </div>
  )
}

export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  notify({ text: t('app.copied'), look: 'success' })
}
