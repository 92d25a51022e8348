import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'

import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextField, type TextFieldProps } from '../../ui/field.tsx'

/** A password that can be looked at, pasted and filled in by a manager. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'end' | 'name'>) {
  const [isShown, setIsShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <TextField
      {...props}
      name="password"
      type={isShown ? 'text' : 'password'}
      isRequired
      spellCheck="false"
      end={
        <IconButton
          label={isShown ? t('signIn.hidePassword') : t('signIn.showPassword')}
          onPress={() => setIsShown(!isShown)}
        >
          <Icon size={16} aria-hidden />
        </IconButton>
      }
    />
  )
}
