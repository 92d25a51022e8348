import type { ReactNode } from 'react'
import { Link } from 'wouter'

import type { ButtonLook } from './button.tsx'

import css from './button.module.css'

/** Leads to a page of the app, and looks like the buttons beside it. */
export function LinkButton({
  href,
  look = 'plain',
  size = 'normal',
  children,
}: {
  readonly href: string
  readonly look?: ButtonLook
  readonly size?: 'small' | 'normal'
  readonly children: ReactNode
}) {
  return (
    <Link href={href} className={`${css.button} ${css[look]} ${css[size]}`}>
      {children}
    </Link>
  )
}
