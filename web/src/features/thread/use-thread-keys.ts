import type { Chat } from '@parley/core/schemas'

import { useSession } from '../../client.ts'
import { assignTo, markUnread, toggleClosed } from '../../commands/chats.ts'
import type { Action } from '../../keyboard.ts'
import { chatIdOf } from '../../routes.ts'
import { shortcutOf } from '../../shortcuts.ts'
import { useActions } from '../shell/use-global-keys.ts'
import { type MenuName, openMenu } from './open-menu.ts'
import { focusComposer, type ThreadUi } from './use-thread-ui.ts'

/** Everything that a key does to the open chat. */
export function useThreadKeys(
  chat: Chat,
  ui: ThreadUi,
  { onDetails, onClosed }: { readonly onDetails: () => void; readonly onClosed: () => void },
): void {
  const { user } = useSession()
  const actions: readonly Action[] = [
    { ...shortcutOf('chat.reply'), run: () => ui.write('reply') },
    { ...shortcutOf('chat.note'), run: () => ui.write('note') },
    { ...shortcutOf('chat.compose'), run: focusComposer },
    {
      ...shortcutOf('chat.close'),
      run() {
        if (chat.status !== 'closed') onClosed()
        void toggleClosed(chat.id)
      },
    },
    {
      ...shortcutOf('chat.assignMe'),
      run: () => user && void assignTo(chat, { id: user.id, name: user.name }),
    },
    menu('assign'),
    menu('labels'),
    menu('snooze'),
    menu('priority'),
    { ...shortcutOf('chat.unread'), run: () => void markUnread(chat.id) },
    { ...shortcutOf('chat.search'), run: ui.openSearch },
    {
      ...shortcutOf('chat.date'),
      run: () => ui.openDate(chat.lastMessageAt ?? chat.createdAt),
    },
    { ...shortcutOf('chat.details'), run: onDetails },
  ]
  // Until its messages are drawn, a chat that was just chosen is not the one that is still on the screen.
  useActions(() =>
    actions.map((action) => ({ ...action, when: () => chatIdOf(location.pathname) === chat.id })),
  )
}

function menu(name: MenuName): Action {
  return { ...shortcutOf(`chat.${name}`), run: () => openMenu(name) }
}
