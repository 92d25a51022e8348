import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'

import { t } from '../../i18n.ts'
import { useTabTitle } from '../../tab-title.ts'

import css from './settings.module.css'

export interface SettingsPageProps {
  readonly title: string
  readonly hint?: ReactNode
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  /** Where the page belongs. */
  readonly back?: { readonly href: string; readonly label: string }
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** The frame of one page of the settings. Its heading takes the focus, so that a screen reader says where one is. */
export function SettingsPage({ title, hint, actions, back, isWide, children }: SettingsPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useTabTitle(`${title} – ${t('nav.settings')}`)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const { href, label } = back ?? { href: '/settings', label: t('nav.settings') }
  return (
    <main className={css.page} data-wide={isWide || undefined} data-region="settings" tabIndex={-1}>
      <Link href={href} className={back ? css.back : `${css.back} ${css.backNarrow}`}>
        <ChevronLeft size={16} aria-hidden />
        {label}
      </Link>
      <header className={css.head}>
        <div className={css.titles}>
          <h1 className={css.title} ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {hint && <p className={css.muted}>{hint}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  )
}

/** A part of a page, with a heading of its own. */
export function Block({
  title,
  hint,
  actions,
  children,
}: {
  readonly title: string
  readonly hint?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className={css.block}>
      <header className={css.blockHead}>
        <div>
          <h2 className={css.blockTitle}>{title}</h2>
          {hint && <p className={css.muted}>{hint}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
