import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components/Select'

import css from './field.module.css'

export interface Option {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
}
export interface SelectProps {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly options: readonly Option[]
  readonly value: string | null
  readonly onChange: (id: string) => void
  readonly description?: ReactNode
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly isDisabled?: boolean
}

export function Select({
  label,
  isLabelHidden,
  options,
  value,
  onChange,
  description,
  error,
  ...props
}: SelectProps) {
  return (
    <AriaSelect
      {...props}
      className={css.field ?? ''}
      isInvalid={Boolean(error)}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : css.label}>{label}</Label>
      <Button className={`${css.input} ${css.select}`}>
        <SelectValue />
        <ChevronDown size={16} aria-hidden />
      </Button>
      {description && (
        <Text slot="description" className={css.description}>
          {description}
        </Text>
      )}
      <FieldError className={css.error ?? ''}>{error}</FieldError>
      <Popover className={css.popover ?? ''}>
        <Options options={options} />
      </Popover>
    </AriaSelect>
  )
}

function Options({ options }: { readonly options: readonly Option[] }) {
  return (
    <ListBox className={css.options ?? ''} items={options}>
      {(option) => (
        <ListBoxItem className={css.option ?? ''} textValue={option.label}>
          {option.label}
          {option.hint && <span className={css.optionHint}>{option.hint}</span>}
        </ListBoxItem>
      )}
    </ListBox>
  )
}
