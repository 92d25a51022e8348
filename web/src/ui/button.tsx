import type { ReactNode, Ref } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button'

import { ariaKeys, formatKeys, isMac } from '../keyboard.ts'
import { Tip } from './tooltip.tsx'

import css from './button.module.css'

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger'
export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly look?: ButtonLook
  readonly size?: 'small' | 'normal'
  readonly className?: string | undefined
  readonly children?: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
}

export function Button({
  look = 'plain',
  size = 'normal',
  className,
  isPending,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(isPending && waiting)}
      className={[css.button, css[look], css[size], className].filter(Boolean).join(' ')}
    />
  )
}

/** The library's own waiting state is read out through an element that names the button, and stays when the button has gone. */
const waiting = { 'aria-disabled': true, onPress: undefined, type: 'button' } as const

export interface IconButtonProps extends Omit<ButtonProps, 'aria-label'> {
  /** The accessible name, shown as a tooltip too. */
  readonly label: string
  /** As in the registry of actions; shown in the tooltip. */
  readonly keys?: readonly string[] | undefined
}

/** A button with an icon alone: its name is read out, and shown on hover and focus. */
export function IconButton({ label, keys, look = 'quiet', className, ...props }: IconButtonProps) {
  const shown = keys?.[0] && formatKeys(keys[0], isMac)
  return (
    <Tip text={label} keys={shown}>
      <AriaButton
        {...props}
        aria-label={label}
        aria-keyshortcuts={ariaKeys(keys ?? [], isMac)}
        className={[css.button, css.icon, css[look], className].filter(Boolean).join(' ')}
      />
    </Tip>
  )
}
