import type { ReactNode, Ref } from 'react'
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'

import css from './field.module.css'

export interface TextFieldProps extends Omit<
  AriaTextFieldProps,
  'className' | 'style' | 'children'
> {
  readonly label: string
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean
  readonly description?: ReactNode
  /** Why it was refused; shown under the field and read with it. */
  readonly error?: string | undefined
  readonly placeholder?: string | undefined
  readonly isMultiline?: boolean
  readonly rows?: number
  readonly end?: ReactNode
  readonly inputRef?: Ref<HTMLInputElement>
}

export function TextField({
  label,
  isLabelHidden,
  description,
  error,
  placeholder,
  isMultiline,
  rows = 4,
  end,
  inputRef,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField {...props} className={css.field ?? ''} isInvalid={Boolean(error)}>
      <Label className={isLabelHidden ? 'visually-hidden' : css.label}>{label}</Label>
      {isMultiline ? (
        <AriaTextArea className={css.input ?? ''} rows={rows} placeholder={placeholder} />
      ) : (
        <span className={css.box}>
          <Input className={css.input ?? ''} placeholder={placeholder} ref={inputRef} />
          {end && <span className={css.end}>{end}</span>}
        </span>
      )}
      {description && (
        <Text slot="description" className={css.description}>
          {description}
        </Text>
      )}
      <FieldError className={css.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  )
}
