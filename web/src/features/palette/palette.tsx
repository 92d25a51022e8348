import { useState } from 'react'

import { t } from '../../i18n.ts'
import { CommandDialog } from '../../ui/command-dialog.tsx'
import { useActionCommands, usePageCommands } from './use-action-commands.tsx'
import { useFound } from './use-found.tsx'

/** Everything one can do or open, by typing a part of its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const typed = text.trim()
  const actions = useActionCommands(typed)
  const pages = usePageCommands(typed)
  const { chats, contacts, search } = useFound(typed)
  return (
    <CommandDialog
      label={t('palette.title')}
      placeholder={t('palette.placeholder')}
      text={text}
      onText={setText}
      empty={t('palette.empty')}
      onClose={onClose}
      groups={[
        { id: 'chats', title: t('palette.chats'), commands: chats },
        { id: 'actions', title: t('palette.actions'), commands: actions },
        { id: 'pages', title: t('palette.pages'), commands: pages },
        { id: 'contacts', title: t('nav.contacts'), commands: contacts },
        { id: 'search', title: t('palette.messages'), commands: search },
      ]}
    />
  )
}
