import { Check as CheckIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox'
import { Switch as AriaSwitch } from 'react-aria-components/Switch'

import css from './check.module.css'

export interface CheckProps {
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
  /** Only where the words beside it are not its own label. */
  readonly label?: string
  readonly hint?: ReactNode
  readonly children?: ReactNode
}

export function Checkbox({ label, hint, children, ...props }: CheckProps) {
  return (
    <AriaCheckbox {...props} aria-label={label} className={css.check ?? ''}>
      <span className={css.mark} aria-hidden>
        <CheckIcon size={14} strokeWidth={3} />
      </span>
      <Words hint={hint}>{children}</Words>
    </AriaCheckbox>
  )
}

/** For what takes effect at once. */
export function Switch({ label, hint, children, ...props }: CheckProps) {
  return (
    <AriaSwitch {...props} aria-label={label} className={css.switch ?? ''}>
      <span className={css.track} aria-hidden />
      <Words hint={hint}>{children}</Words>
    </AriaSwitch>
  )
}

function Words({ hint, children }: { readonly hint: ReactNode; readonly children: ReactNode }) {
  if (!children && !hint) return null
  return (
    <span className={css.words}>
      {children}
      {hint && <span className={css.hint}>{hint}</span>}
    </span>
  )
}
