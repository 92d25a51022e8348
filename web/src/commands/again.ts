/** Says again what a message said: in its own chat after a failure, or to somebody else. */
import type { Attachment, Message } from '@parley/core/schemas'

import { api, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import type { OutgoingFile } from '../store/state.ts'
import { notify } from '../ui/toast.tsx'
import { drafts, loadDrafts } from './outgoing.ts'

/** Whether anything of it can be said again: a place or a contact card is neither words nor a file. */
export function canSayAgain({ text, attachments, deletedAt }: Message): boolean {
  return deletedAt === null && (Boolean(text?.trim()) || attachments.some(isHere))
}

/** Puts its words and files before what is in the draft of a chat; it goes out only when a person sends it. */
export async function draftAgain(message: Message, chatId: string): Promise<boolean> {
  try {
    const [files] = await Promise.all([copyFiles(message), loadDrafts(chatId)])
    const draft = drafts.get(chatId, 'reply')
    const isSameChat = chatId === message.chatId
    drafts.set(chatId, 'reply', {
      text: [message.text, draft.text].filter(Boolean).join('\n'),
      files: [...files, ...draft.files],
      replyToId: (isSameChat ? message.replyToId : null) ?? draft.replyToId,
    })
    return true
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
    return false
  }
}

/** A file belongs to one message; another one needs a copy. */
function copyFiles({ attachments }: Message): Promise<readonly OutgoingFile[]> {
  return Promise.all(
    attachments.filter(isHere).map(async ({ id }) => {
      const copy = await api.post<Attachment>(`/api/attachments/${id}/copy`)
      const { kind, mime, name, bytes, url } = copy
      return { id: copy.id, kind, mime: mime ?? '', name: name ?? '', bytes: bytes ?? 0, url }
    }),
  )
}

function isHere({ state }: Attachment): boolean {
  return state === 'ready'
}
