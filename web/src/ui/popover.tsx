import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense } from 'react'

import { type MenuPlacement, type TriggerProps, useTrigger } from './menu.tsx'

export interface PopoverProps {
  readonly trigger: ReactElement<TriggerProps>
  readonly label: string
  readonly children: ReactNode | ((close: () => void) => ReactNode)
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  readonly placement?: MenuPlacement
}

const Panel = lazy(async () => ({ default: (await import('./menu-popup.tsx')).PanelPopup }))

/** A small panel beside its button, for pickers. */
export function Popover({
  trigger,
  label,
  children,
  placement = 'bottom start',
  ...open
}: PopoverProps) {
  const { anchor, isOpen, setIsOpen, props } = useTrigger('dialog', open)
  function close(): void {
    setIsOpen(false)
  }
  return (
    <>
      {cloneElement(trigger, props)}
      {isOpen && (
        <Suspense>
          <Panel {...{ anchor, label, placement }} onClose={close}>
            {typeof children === 'function' ? children(close) : children}
          </Panel>
        </Suspense>
      )}
    </>
  )
}
