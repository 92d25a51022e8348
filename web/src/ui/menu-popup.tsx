import type { RefObject } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import {
  Menu as AriaMenu,
  Header,
  Keyboard,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Popover,
  Separator,
} from 'react-aria-components/Menu'

import { formatKeys, isMac } from '../keyboard.ts'
import {
  type AnchoredProps,
  type MenuGroupProps,
  type MenuItemProps,
  type MenuParts,
  MenuPartsContext,
  type MenuPlacement,
} from './menu.tsx'

import css from './menu.module.css'

export interface PopupProps extends Omit<AnchoredProps, 'anchor'> {
  readonly anchor: RefObject<HTMLElement | null>
  readonly placement: MenuPlacement
}

/** A menu, open beside its anchor. */
export function MenuPopup({ anchor, label, placement, children, onClose }: PopupProps) {
  return (
    <Popover
      isOpen
      className={css.popover ?? ''}
      aria-label={label}
      triggerRef={anchor}
      placement={placement}
      offset={4}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <MenuPartsContext value={parts}>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that was opened takes the focus */}
        <AriaMenu autoFocus className={css.menu ?? ''} aria-label={label} onClose={onClose}>
          {children}
        </AriaMenu>
      </MenuPartsContext>
    </Popover>
  )
}

/** Anything else in a small panel beside its anchor. */
export function PanelPopup({ anchor, label, placement, children, onClose }: PopupProps) {
  return (
    <Popover
      isOpen
      className={css.popover ?? ''}
      triggerRef={anchor}
      placement={placement}
      offset={4}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Dialog aria-label={label} className={css.panel ?? ''}>
        {children}
      </Dialog>
    </Popover>
  )
}

const parts: MenuParts = { Item, Group, Line }

function Item({ children, icon, hint, keys, look = 'plain', ...props }: MenuItemProps) {
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

function Group({ title, children }: MenuGroupProps) {
  return (
    <AriaMenuSection>
      <Header className={css.header ?? ''}>{title}</Header>
      {children}
    </AriaMenuSection>
  )
}

function Line() {
  return <Separator className={css.line ?? ''} />
}
