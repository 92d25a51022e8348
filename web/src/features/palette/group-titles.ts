import type { PlainKey } from '../../i18n.ts'
import type { ActionGroup } from '../../keyboard.ts'

export const groupTitles: Readonly<Record<ActionGroup, PlainKey>> = {
  go: 'keyboard.go',
  list: 'keyboard.list',
  chat: 'keyboard.chat',
  compose: 'keyboard.compose',
  app: 'keyboard.app',
}
