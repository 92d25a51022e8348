import type { ReactNode } from 'react'
import {
  FieldError,
  Label,
  Radio,
  RadioGroup as AriaRadioGroup,
  Text,
} from 'react-aria-components/RadioGroup'

import type { Option } from './select.tsx'

import checkCss from './check.module.css'
import css from './field.module.css'

export interface RadioGroupProps {
  readonly label: string
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean
  readonly options: readonly Option[]
  readonly value: string | null
  readonly onChange: (id: string) => void
  readonly description?: ReactNode
  readonly error?: string | undefined
  readonly isDisabled?: boolean
}

/** A choice of few, all in sight. */
export function RadioGroup(props: RadioGroupProps) {
  const { label, isLabelHidden, options, description, error, ...rest } = props
  return (
    <AriaRadioGroup {...rest} className={checkCss.group ?? ''} isInvalid={Boolean(error)}>
      <Label className={isLabelHidden ? 'visually-hidden' : css.label}>{label}</Label>
      <div className={checkCss.options}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className={checkCss.radio ?? ''}>
            <span className={checkCss.mark} aria-hidden />
            <span className={checkCss.words}>
              {option.label}
              {option.hint && <span className={checkCss.hint}>{option.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
      {description && (
        <Text slot="description" className={css.description}>
          {description}
        </Text>
      )}
      <FieldError className={css.error ?? ''}>{error}</FieldError>
    </AriaRadioGroup>
  )
}
