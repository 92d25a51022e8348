import { type ReactNode, useEffect } from 'react'

import { t } from '../../i18n.ts'

import css from './sign-in.module.css'

/** The frame of every page before signing in. */
export function SignInPage({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} – ${t('app.name')}`
  }, [title])
  return (
    <main className={css.page}>
      <div className={css.card}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <h1 className={css.title}>{title}</h1>
        {hint && <p className={css.hint}>{hint}</p>}
        {children}
      </div>
    </main>
  )
}
