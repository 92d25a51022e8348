/** Menus. The widget itself is loaded with the first one that opens, or while the page rests. */
import {
  type ComponentType,
  cloneElement,
  createContext,
  type KeyboardEvent,
  lazy,
  type ReactElement,
  type ReactNode,
  type Ref,
  Suspense,
  use,
  useRef,
  useState,
} from 'react'

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<TriggerProps>
  readonly label: string
  readonly children: ReactNode
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  readonly placement?: MenuPlacement
}
export type MenuPlacement = 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'top'
/** What a button that opens something is given. */
export interface TriggerProps {
  ref?: Ref<HTMLButtonElement>
  onPress?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
}

const Popup = lazy(async () => ({ default: (await import('./menu-popup.tsx')).MenuPopup }))
const Panel = lazy(async () => ({ default: (await import('./menu-popup.tsx')).PanelPopup }))

export function Menu({ trigger, label, children, placement = 'bottom end', ...open }: MenuProps) {
  const { anchor, isOpen, setIsOpen, props } = useTrigger('menu', open)
  return (
    <>
      {cloneElement(trigger, props)}
      {isOpen && (
        <Suspense>
          <Popup {...{ anchor, label, placement }} onClose={() => setIsOpen(false)}>
            {children}
          </Popup>
        </Suspense>
      )}
    </>
  )
}

/** The state of a button and of what it opens; the opener gets the focus back. */
export function useTrigger(
  kind: 'menu' | 'dialog',
  { isOpen, onOpenChange }: Pick<MenuProps, 'isOpen' | 'onOpenChange'>,
) {
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOwnOpen, setIsOwnOpen] = useState(false)
  function setIsOpen(wanted: boolean): void {
    setIsOwnOpen(wanted)
    onOpenChange?.(wanted)
  }
  const isShown = isOpen ?? isOwnOpen
  const props: TriggerProps = {
    ref: anchor,
    onPress: () => setIsOpen(true),
    onKeyDown(event) {
      if (event.key === 'ArrowDown') setIsOpen(true)
    },
    'aria-haspopup': kind,
    'aria-expanded': isShown,
  }
  return { anchor, isOpen: isShown, setIsOpen, props }
}

export interface AnchoredProps {
  /** What it stands beside. */
  readonly anchor: HTMLElement
  readonly label: string
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A menu beside any element: one for a whole list, instead of one per row. */
export function AnchoredMenu({ anchor, ...props }: AnchoredProps) {
  return (
    <Suspense>
      <Popup {...props} anchor={{ current: anchor }} placement="bottom end" />
    </Suspense>
  )
}

export function AnchoredPanel({ anchor, ...props }: AnchoredProps) {
  return (
    <Suspense>
      <Panel {...props} anchor={{ current: anchor }} placement="top" />
    </Suspense>
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
export interface MenuGroupProps {
  readonly title: string
  readonly children: ReactNode
}

/** The parts of an open menu, handed down by the menu that holds them. */
export interface MenuParts {
  readonly Item: ComponentType<MenuItemProps>
  readonly Group: ComponentType<MenuGroupProps>
  readonly Line: ComponentType
}
export const MenuPartsContext = createContext<MenuParts | null>(null)

export function MenuItem(props: MenuItemProps) {
  const parts = use(MenuPartsContext)
  return parts && <parts.Item {...props} />
}

export function MenuGroup(props: MenuGroupProps) {
  const parts = use(MenuPartsContext)
  return parts && <parts.Group {...props} />
}

export function MenuLine() {
  const parts = use(MenuPartsContext)
  return parts && <parts.Line />
}
