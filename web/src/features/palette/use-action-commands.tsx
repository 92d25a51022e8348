import { Contrast } from 'lucide-react'
import { useLocation } from 'wouter'

import { setAppearance, themes } from '../../appearance.ts'
import { t } from '../../i18n.ts'
import { keyboard } from '../../keyboard.ts'
import type { Command } from '../../ui/command-dialog.tsx'
import { sectionGroups } from '../settings/sections.ts'
import { useIsAdmin } from '../settings/use-is-admin.ts'
import { ranked } from './rank.ts'

const SHOWN = 12

/** The actions that make sense now, from the same registry as the keys. */
export function useActionCommands(typed: string): readonly Command[] {
  // The palette covers the page, so what was possible when it opened stays so.
  const possible = keyboard
    .actions()
    .filter((action) => !action.hidden && action.id !== 'palette' && action.when?.() !== false)
  const commands = possible.map((action) => ({
    id: action.id,
    label: t(action.title),
    keys: keyboard.keysOf(action),
    run: () => void keyboard.run(action.id),
  }))
  return ranked(typed, commands, (command) => command.label).slice(0, typed ? SHOWN : 6)
}

/** Pages of the settings and what can be set at once; only when looked for. */
export function usePageCommands(typed: string): readonly Command[] {
  const isAdmin = useIsAdmin()
  const [, navigate] = useLocation()
  if (!typed) return []
  const sections = sectionGroups
    .flatMap((group) => group.sections)
    .filter((section) => isAdmin || !section.adminOnly)
  const pages = sections.map(({ path, title, icon: Icon }) => ({
    id: path,
    label: t(title),
    hint: t('nav.settings'),
    icon: <Icon size={16} />,
    run: () => navigate(path),
  }))
  const looks = themes.map((theme) => ({
    id: `theme.${theme}`,
    label: `${t('nav.theme')}: ${t(`theme.${theme}`)}`,
    icon: <Contrast size={16} />,
    run: () => setAppearance('theme', theme),
  }))
  return ranked(typed, [...pages, ...looks], (command) => command.label).slice(0, 6)
}
