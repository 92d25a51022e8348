import type { ReactNode } from 'react'

import css from './chip.module.css'

export type ChipLook = 'plain' | 'accent' | 'danger' | 'success' | 'warning'

/** A short state in a frame; its words carry the meaning, the colour only helps. */
export function Chip({
  look = 'plain',
  icon,
  title,
  dot,
  children,
}: {
  readonly look?: ChipLook
  readonly icon?: ReactNode
  readonly title?: string
  /** A label's own colour. */
  readonly dot?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <span className={`${css.chip} ${css[look]}`} title={title}>
      {dot && <span className={css.dot} style={{ background: dot }} aria-hidden />}
      {icon}
      {children}
    </span>
  )
}
