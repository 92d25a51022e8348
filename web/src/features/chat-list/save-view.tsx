import { type SubmitEvent, useState } from 'react'

import { api, queries, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/check.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusOnMount } from '../../ui/focus.ts'

import css from './chat-list.module.css'

/** Gives the filters on the screen a name, for oneself or for everyone. */
export function SaveView({
  query,
  onClose,
}: {
  readonly query: string
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [isShared, setIsShared] = useState(false)
  const [error, setError] = useState<string | undefined>()
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    try {
      await api.post('/api/views', { name: name.trim(), query, shared: isShared })
      await queries.invalidateQueries({ queryKey: ['views'] })
      onClose()
    } catch (cause) {
      setError(errorText(toApiError(cause)))
    }
  }
  return (
    <Dialog title={t('views.saveTitle')} size="small" isOpen onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void save(event)}>
        <TextField
          label={t('views.name')}
          inputRef={focusOnMount}
          isRequired
          maxLength={60}
          value={name}
          onChange={setName}
          error={error}
        />
        <Checkbox isSelected={isShared} onChange={setIsShared}>
          {t('views.shared')}
        </Checkbox>
        <Button type="submit" look="primary" isDisabled={name.trim() === ''}>
          {t('app.save')}
        </Button>
      </form>
    </Dialog>
  )
}
