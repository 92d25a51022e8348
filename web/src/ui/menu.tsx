import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import {
  Menu as AriaMenu,
  Header,
  Keyboard,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components/Menu'

import { formatKeys, isMac } from '../keyboard.ts'

import css from './menu.module.css'

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly label: string
  readonly children: ReactNode
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end'
}

export function Menu({ trigger, label, children, placement = 'bottom end', ...open }: MenuProps) {
  return (
    <MenuTrigger {...open}>
      {trigger}
      <Popover className={css.popover ?? ''} placement={placement} offset={4}>
        <AriaMenu className={css.menu ?? ''} aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

export interface MenuItemProps {
  readonly children: string
  readonly icon?: ReactNode
  readonly hint?: string | undefined
  readonly keys?: readonly string[] | undefined
  readonly look?: 'plain' | 'danger'
  readonly isDisabled?: boolean
  /** A mark that says "this one is set". */
  readonly isChecked?: boolean | undefined
  readonly href?: string
  readonly onAction?: () => void
}

export function MenuItem({ children, icon, hint, keys, look = 'plain', ...props }: MenuItemProps) {
  const { isChecked, ...rest } = props
  const name = isChecked ? `${children} ✓` : children
  return (
    <AriaMenuItem {...rest} textValue={children} className={`${css.item} ${css[look]}`}>
      {icon && (
        <span className={css.icon} aria-hidden>
          {icon}
        </span>
      )}
      <span className={css.label}>{name}</span>
      {hint && <span className={css.hint}>{hint}</span>}
      {keys?.[0] && <Keyboard className={css.keys ?? ''}>{formatKeys(keys[0], isMac)}</Keyboard>}
    </AriaMenuItem>
  )
}

export function MenuGroup({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <AriaMenuSection>
      <Header className={css.header ?? ''}>{title}</Header>
      {children}
    </AriaMenuSection>
  )
}

export function MenuLine() {
  return <Separator className={css.line ?? ''} />
}

export interface AnchoredProps {
  /** What it stands beside. */
  readonly anchor: HTMLElement
  readonly label: string
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A menu beside any element: one for a whole list, instead of one per row. */
export function AnchoredMenu({ anchor, label, children, onClose }: AnchoredProps) {
  return (
    <Popover
      isOpen
      className={css.popover ?? ''}
      triggerRef={{ current: anchor }}
      placement="bottom end"
      offset={4}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that a key opened takes the focus */}
      <AriaMenu autoFocus className={css.menu ?? ''} aria-label={label} onClose={onClose}>
        {children}
      </AriaMenu>
    </Popover>
  )
}

export function AnchoredPanel({ anchor, label, children, onClose }: AnchoredProps) {
  return (
    <Popover
      isOpen
      className={css.popover ?? ''}
      triggerRef={{ current: anchor }}
      placement="top"
      offset={4}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Dialog aria-label={label} className={css.panel ?? ''}>
        {children}
      </Dialog>
    </Popover>
  )
}
