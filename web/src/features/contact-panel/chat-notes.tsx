import type { Note } from '@parley/core/schemas'

import { useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { dayTime } from '../../text/time.ts'

import css from './contact-panel.module.css'

const none: readonly Note[] = []

/** What colleagues noted in this chat, the newest first. */
export function ChatNotes({ chatId }: { readonly chatId: string }) {
  const notes = useAppState((state) => state.threads.get(chatId)?.notes ?? none)
  if (notes.length === 0) return null
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{t('details.notes')}</h3>
      <ul className={css.notes}>
        {notes.toReversed().map((note) => (
          <li key={note.id} className={css.note}>
            <p dir="auto">{note.text}</p>
            <p className={css.noteMeta}>
              {note.author?.name ?? t('note.someone')} · {dayTime(note.createdAt)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
