/** Every action that has a key, whatever screen it belongs to: what the sheet shows and the settings change. */
import type { Action } from './keyboard.ts'

export type Shortcut = Pick<Action, 'id' | 'title' | 'group' | 'keys'>

function of(
  group: Shortcut['group'],
  rows: readonly (readonly [string, Shortcut['title'], string])[],
) {
  return rows.map(([id, title, keys]) => ({ id, title, group, keys: [keys] }))
}

export const shortcuts: readonly Shortcut[] = [
  ...of('go', [
    ['palette', 'keys.palette', '$mod+k'],
    ['go.inbox', 'nav.inbox', 'g i'],
    ['go.contacts', 'nav.contacts', 'g c'],
    ['go.reports', 'nav.reports', 'g r'],
    ['go.settings', 'nav.settings', 'g s'],
    ['go.board', 'board.title', 'g b'],
    ['go.search', 'keys.searchMessages', 'g m'],
    ['go.notifications', 'keys.notifications', 'g n'],
  ]),
  ...of('list', [
    ['list.next', 'keys.nextChat', 'j'],
    ['list.previous', 'keys.previousChat', 'k'],
    ['list.unread', 'keys.nextUnread', 'n'],
    ['list.open', 'keys.open', 'o'],
    ['list.back', 'keys.back', 'Escape'],
    ['list.select', 'keys.select', 'x'],
    ['list.extendDown', 'keys.extendDown', 'Shift+J'],
    ['list.extendUp', 'keys.extendUp', 'Shift+K'],
    ['list.menu', 'keys.rowMenu', '.'],
    ['list.search', 'keys.search', '/'],
    ['list.toggle', 'keys.toggleList', '['],
  ]),
  ...of('chat', [
    ['chat.close', 'keys.closeChat', 'e'],
    ['chat.assignMe', 'chat.assignMe', 'i'],
    ['chat.assign', 'chat.assign', 'a'],
    ['chat.labels', 'chat.labels', 'l'],
    ['chat.snooze', 'chat.snooze', 's'],
    ['chat.priority', 'chat.priority', 'p'],
    ['chat.unread', 'chat.markUnread', 'u'],
    ['chat.search', 'thread.search', '$mod+Shift+f'],
    ['chat.date', 'thread.jumpDate', 'd'],
    ['chat.details', 'keys.toggleDetails', ']'],
  ]),
  ...of('compose', [
    ['chat.reply', 'keys.reply', 'r'],
    ['chat.note', 'keys.note', 'm'],
    ['chat.compose', 'keys.focusComposer', '$mod+/'],
  ]),
  ...of('app', [
    ['sheet', 'keys.sheet', '[Shift]+?'],
    ['region.next', 'keys.nextRegion', 'F6'],
    ['region.previous', 'keys.previousRegion', 'Shift+F6'],
    ['undo', 'keys.undo', '$mod+z'],
  ]),
]

/** What an action is called and by which keys it goes, unless a person changed them. */
export function shortcutOf(id: string): Shortcut {
  const found = shortcuts.find((shortcut) => shortcut.id === id)
  if (!found) throw new Error(`${id} is not in the list of shortcuts`)
  return found
}
