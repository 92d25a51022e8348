import { RotateCcw } from 'lucide-react'
import { useState } from 'react'

import { t } from '../../../i18n.ts'
import { formatKeys, isMac } from '../../../keyboard.ts'
import { usePreferences } from '../../../preferences.ts'
import { type Shortcut, shortcuts } from '../../../shortcuts.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Switch } from '../../../ui/check.tsx'
import { groupTitles } from '../../palette/group-titles.ts'
import { Block, SettingsPage } from '../settings-page.tsx'
import { type KeyChanges, withKeys } from './key-capture.ts'
import { KeyDialog } from './key-dialog.tsx'
import { savePreference } from './save-preference.ts'

import css from '../settings.module.css'

/** Every shortcut, its keys, and how to change them. */
export function KeyboardPage() {
  const { keys, letterKeys } = usePreferences()
  const [changing, setChanging] = useState<Shortcut | null>(null)
  const isChanged = Object.keys(keys).length > 0
  return (
    <SettingsPage
      title={t('keyboard.title')}
      hint={t('keyboard.hint')}
      actions={
        isChanged && (
          <Button onPress={() => savePreference({ keys: {} })}>{t('keyboard.resetAll')}</Button>
        )
      }
    >
      <Block title={t('keyboard.letters')} hint={t('keyboard.lettersHint')}>
        <Switch isSelected={letterKeys} onChange={(isOn) => savePreference({ letterKeys: isOn })}>
          {t('keyboard.lettersOn')}
        </Switch>
      </Block>
      {Object.entries(groupTitles).map(([group, title]) => (
        <Block key={group} title={t(title)}>
          <ul className={css.list}>
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map((shortcut) => (
                <ShortcutRow
                  key={shortcut.id}
                  shortcut={shortcut}
                  changes={keys}
                  onChange={() => setChanging(shortcut)}
                />
              ))}
          </ul>
        </Block>
      ))}
      {changing && (
        <KeyDialog shortcut={changing} changes={keys} onClose={() => setChanging(null)} />
      )}
    </SettingsPage>
  )
}

function ShortcutRow({
  shortcut,
  changes,
  onChange,
}: {
  readonly shortcut: Shortcut
  readonly changes: KeyChanges
  readonly onChange: () => void
}) {
  const { id, title, keys: usual } = shortcut
  const keys = changes[id] ?? usual
  const name = t(title)
  return (
    <li>
      <span className={css.grow}>{name}</span>
      {keys.length === 0 && <span className={css.muted}>{t('keyboard.none')}</span>}
      {keys.map((each) => (
        <kbd key={each} className={css.kbd} dir="ltr">
          {formatKeys(each, isMac)}
        </kbd>
      ))}
      <Button size="small" aria-label={t('keyboard.changeNamed', { name })} onPress={onChange}>
        {t('keyboard.change')}
      </Button>
      {changes[id] && (
        <IconButton
          label={t('keyboard.resetNamed', { name })}
          onPress={() => savePreference({ keys: withKeys(changes, shortcut, usual) })}
        >
          <RotateCcw size={16} aria-hidden />
        </IconButton>
      )}
    </li>
  )
}
