import { type KeyboardEvent, useState } from 'react'

import { t } from '../../../i18n.ts'
import { formatKeys, isMac } from '../../../keyboard.ts'
import { type Shortcut, shortcuts } from '../../../shortcuts.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { findConflict, type KeyChanges, keysOfPress, withKeys } from './key-capture.ts'
import { savePreference } from './save-preference.ts'

import settingsCss from '../settings.module.css'
import css from './keys.module.css'

/** Waits for the new keys, and says who has them already. */
export function KeyDialog({
  shortcut,
  changes,
  onClose,
}: {
  readonly shortcut: Shortcut
  readonly changes: KeyChanges
  readonly onClose: () => void
}) {
  const [keys, setKeys] = useState<string | null>(null)
  const [isRefused, setIsRefused] = useState(false)
  const conflict = keys ? findConflict(shortcuts, changes, { id: shortcut.id, keys }) : undefined
  function save(next: readonly string[]): void {
    savePreference({ keys: withKeys(changes, shortcut, next) })
    onClose()
  }
  return (
    <Dialog
      isOpen
      size="small"
      title={t(shortcut.title)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => save([])}>{t('keyboard.remove')}</Button>
          <Button
            look="primary"
            isDisabled={!keys || conflict !== undefined}
            onPress={() => keys && save([keys])}
          >
            {t('app.save')}
          </Button>
        </>
      }
    >
      <KeyBox
        keys={keys}
        onKeys={(next) => {
          setIsRefused(next === 'refused')
          if (next !== 'refused') setKeys(next)
        }}
      />
      <output className={conflict || isRefused ? settingsCss.danger : settingsCss.muted}>
        {isRefused && t('keyboard.refused')}
        {!isRefused && conflict && t('keyboard.taken', { name: t(conflict.title) })}
        {!isRefused && !conflict && t('keyboard.pressHint')}
      </output>
    </Dialog>
  )
}

/** A box that takes one press; Tab and Escape keep their meaning. */
function KeyBox({
  keys,
  onKeys,
}: {
  readonly keys: string | null
  readonly onKeys: (keys: string) => void
}) {
  function press(event: KeyboardEvent): void {
    if (event.key === 'Tab' || event.key === 'Escape') return
    const pressed = keysOfPress(event.nativeEvent, isMac)
    event.preventDefault()
    event.stopPropagation()
    if (pressed) onKeys(pressed)
  }
  return (
    <input
      className={css.box}
      aria-label={t('keyboard.press')}
      placeholder={t('keyboard.press')}
      readOnly
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is this box
      autoFocus
      value={keys ? formatKeys(keys, isMac) : ''}
      onKeyDown={press}
    />
  )
}
