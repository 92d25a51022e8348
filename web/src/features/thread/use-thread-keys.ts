import type { Chat } from '@parley/core/schemas'

import { useSession } from '../../client.ts'
import { markUnread, toggleClosed } from '../../commands/chats.ts'
import type { Action } from '../../keyboard.ts'
import { useActions } from '../shell/use-global-keys.ts'
import { type MenuName, openMenu } from './open-menu.ts'
import { assignTo } from './thread-header.tsx'
import { focusComposer, type ThreadUi } from './use-thread-ui.ts'

/** Everything that a key does to the open chat. */
export function useThreadKeys(
  chat: Chat,
  ui: ThreadUi,
  { onDetails, onClosed }: { readonly onDetails: () => void; readonly onClosed: () => void },
): void {
  const { user } = useSession()
  useActions(() => [
    act('chat.reply', 'keys.reply', {
      group: 'compose',
      keys: ['r'],
      run: () => ui.write('reply'),
    }),
    act('chat.note', 'keys.note', { group: 'compose', keys: ['m'], run: () => ui.write('note') }),
    act('chat.compose', 'keys.focusComposer', {
      group: 'compose',
      keys: ['$mod+/'],
      run: focusComposer,
    }),
    act('chat.close', 'keys.closeChat', {
      keys: ['e'],
      run() {
        if (chat.status !== 'closed') onClosed()
        void toggleClosed(chat.id)
      },
    }),
    act('chat.assignMe', 'chat.assignMe', {
      keys: ['i'],
      run: () => user && void assignTo(chat, { id: user.id, name: user.name }),
    }),
    menu('assign', 'chat.assign', 'a'),
    menu('labels', 'chat.labels', 'l'),
    menu('snooze', 'chat.snooze', 's'),
    menu('priority', 'chat.priority', 'p'),
    act('chat.unread', 'chat.markUnread', { keys: ['u'], run: () => void markUnread(chat.id) }),
    act('chat.search', 'thread.search', { keys: ['$mod+Shift+f'], run: ui.openSearch }),
    act('chat.details', 'keys.toggleDetails', { keys: [']'], run: onDetails }),
  ])
}

function act(
  id: string,
  title: Action['title'],
  rest: Pick<Action, 'keys' | 'run'> & Partial<Action>,
): Action {
  return { id, title, group: 'chat', ...rest }
}

function menu(name: MenuName, title: Action['title'], key: string): Action {
  return act(`chat.${name}`, title, { keys: [key], run: () => openMenu(name) })
}
