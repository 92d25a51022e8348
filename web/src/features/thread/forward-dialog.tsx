import type { Chat, Message } from '@parley/core/schemas'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { draftAgain } from '../../commands/again.ts'
import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import { CommandDialog } from '../../ui/command-dialog.tsx'
import { chatCommand, useFoundChats } from '../palette/use-found.tsx'

/** Asks for the chat, and opens it with the message in its composer: who reads it, and what may be sent there, is seen first. */
export function ForwardDialog({
  message,
  onClose,
}: {
  readonly message: Message
  readonly onClose: () => void
}) {
  const [text, setText] = useState('')
  const [, navigate] = useLocation()
  const found = useFoundChats(text.trim())
  async function forward(chat: Chat): Promise<void> {
    if (await draftAgain(message, chat.id)) navigate(chatPath(chat.id))
  }
  return (
    <CommandDialog
      label={t('thread.forwardTo')}
      placeholder={t('list.search')}
      text={text}
      onText={setText}
      empty={t('list.emptyResults')}
      onClose={onClose}
      groups={[
        {
          id: 'chats',
          title: t('thread.forwardTo'),
          commands: found
            .filter(({ id }) => id !== message.chatId)
            .map((chat) => chatCommand(chat, () => void forward(chat))),
        },
      ]}
    />
  )
}
