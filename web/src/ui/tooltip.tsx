import type { ReactNode } from 'react'
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip'

import css from './tooltip.module.css'

/** A hint on hover and focus for a button; it can be hovered, and Escape closes it. */
export function Tip({
  text,
  keys,
  children,
}: {
  readonly text: string
  readonly keys?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={100}>
      {children}
      <Tooltip className={css.tooltip ?? ''} offset={6}>
        {text}
        {keys && <kbd className={css.keys}>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  )
}
