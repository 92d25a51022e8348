import { Copy } from 'lucide-react'

import { t } from '../i18n.ts'
import { Button, IconButton } from './button.tsx'
import { TextField } from './field.tsx'
import { copyText } from './states.tsx'

/** A value to take elsewhere. */
export function CopyField({
  label,
  value,
  description,
  isSecret = false,
}: {
  readonly label: string
  readonly value: string
  readonly description?: string
  readonly isSecret?: boolean
}) {
  return (
    <TextField
      label={label}
      description={description}
      value={value}
      type={isSecret ? 'password' : 'text'}
      autoComplete="off"
      isReadOnly
      end={
        <IconButton label={t('form.copyNamed', { label })} onPress={() => void copyText(value)}>
          <Copy size={16} aria-hidden />
        </IconButton>
      }
    />
  )
}

/** Takes a longer text along. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <Button onPress={() => void copyText(text)}>
      <Copy size={14} aria-hidden />
      {label}
    </Button>
  )
}
