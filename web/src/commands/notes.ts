/** Notes: for colleagues only. */
import type { Note } from '@parley/core/schemas'

import { api, store, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { notify } from '../ui/toast.tsx'

/** Throws what the server says, so that the composer keeps the text. */
export async function addNote(
  chatId: string,
  text: string,
  mentions: readonly string[],
): Promise<void> {
  await store.load(
    () => api.post<Note>('/api/notes', { chatId, text, mentions }),
    (note) => [{ event: 'note.created', data: note }],
  )
}

export async function editNote(note: Note, text: string): Promise<boolean> {
  return store
    .load(
      () => api.patch<Note>(`/api/notes/${note.id}`, { text }),
      (changed) => [{ event: 'note.updated', data: changed }],
    )
    .then(
      () => true,
      (error: unknown) => {
        notify({ text: errorText(toApiError(error)), look: 'danger' })
        return false
      },
    )
}

/** Gone at once; undo writes it again, as a new note. */
export async function deleteNote({ id, chatId, text, mentions }: Note): Promise<void> {
  try {
    await api.delete(`/api/notes/${id}`)
    store.dispatch({ event: 'note.deleted', data: { id, chatId } })
    notify({
      text: t('note.deleted'),
      action: { label: t('app.undo'), run: () => void addNote(chatId, text, mentions) },
    })
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
  }
}
