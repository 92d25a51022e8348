import { Link } from 'wouter'

import { t } from '../../i18n.ts'
import { type ActionGroup, formatKeys, isMac } from '../../keyboard.ts'
import { usePreferences } from '../../preferences.ts'
import { type Shortcut, shortcuts } from '../../shortcuts.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { groupTitles } from './group-titles.ts'

import css from './sheet.module.css'

/** Every shortcut at a glance. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      isOpen
      size="wide"
      title={t('keys.title')}
      onClose={onClose}
      actions={
        <Link href="/settings/keyboard" onClick={onClose}>
          {t('keys.change')}
        </Link>
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <section className={css.groups} tabIndex={0} aria-label={t('keys.title')}>
        {Object.keys(groupTitles).map((group) => (
          <Group key={group} group={group as ActionGroup} />
        ))}
        <section>
          <h3 className={css.title}>{t('keys.inComposer')}</h3>
          <dl className={css.list}>
            {composerKeys.map(([title, keys]) => (
              <Row key={title} title={t(title)} keys={[keys]} />
            ))}
          </dl>
        </section>
      </section>
    </Dialog>
  )
}

/** Keys of the text field itself; they are no actions of the registry. */
const composerKeys = [
  ['keys.send', '$mod+Enter'],
  ['keys.sendClose', '$mod+Shift+Enter'],
  ['keys.switchMode', '$mod+Shift+m'],
  ['keys.quoteLast', 'ArrowUp'],
] as const

function Group({ group }: { readonly group: ActionGroup }) {
  const { keys: changes } = usePreferences()
  const rows: readonly Shortcut[] = shortcuts.filter((shortcut) => shortcut.group === group)
  return (
    <section>
      <h3 className={css.title}>{t(groupTitles[group])}</h3>
      <dl className={css.list}>
        {rows.map(({ id, title, keys }) => (
          <Row key={id} title={t(title)} keys={changes[id] ?? keys} />
        ))}
      </dl>
    </section>
  )
}

function Row({ title, keys }: { readonly title: string; readonly keys: readonly string[] }) {
  return (
    <div className={css.row}>
      <dt>{title}</dt>
      <dd>
        {keys.length === 0 && '–'}
        {keys.map((each) => (
          <kbd key={each} className={css.kbd} dir="ltr">
            {formatKeys(each, isMac)}
          </kbd>
        ))}
      </dd>
    </div>
  )
}
