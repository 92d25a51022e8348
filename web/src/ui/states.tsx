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
  const isDone = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (isDone ?? copyBySelection(text)) notify({ text: t('app.copied'), look: 'success' })
  else notify({ text: t('error.unknown'), look: 'danger' })
}

/** A page without TLS has no clipboard of its own; what is selected can be copied all the same. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  const focused = document.activeElement
  field.value = text
  field.className = 'visually-hidden'
  // Inside the dialog, if there is one: it takes the focus back from anything outside.
  const place = focused?.closest('[role="dialog"]') ?? document.body
  place.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isDone
}
