import type { ReactNode } from 'react'
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Popover as AriaPopover } from 'react-aria-components/Popover'

import css from './popover.module.css'

export interface PopoverProps {
  readonly trigger: ReactNode
  readonly label: string
  readonly children: ReactNode | ((close: () => void) => ReactNode)
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'top'
}

/** A small panel beside its button, for pickers. */
export function Popover({
  trigger,
  label,
  children,
  placement = 'bottom start',
  ...open
}: PopoverProps) {
  return (
    <DialogTrigger {...open}>
      {trigger}
      <AriaPopover className={css.popover ?? ''} placement={placement} offset={4}>
        <Dialog aria-label={label} className={css.panel ?? ''}>
          {({ close }) => (typeof children === 'function' ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
