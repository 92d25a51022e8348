import type { Note } from '@parley/core/schemas'
import { StickyNote } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { useSession } from '../../client.ts'
import { deleteNote, editNote } from '../../commands/notes.ts'
import { type Colleague, useColleagues } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { clock, exact } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'

import css from './bubble.module.css'

/** A note among the messages: amber, with its sign and word, so that no one takes it for something the contact saw. */
export function NoteItem({ note }: { readonly note: Note }) {
  const [isEditing, setIsEditing] = useState(false)
  const { user } = useSession()
  const isMine = user !== null && note.author?.id === user.id
  const labelId = `n${note.id}-label`
  return (
    <article className={css.message} aria-labelledby={labelId} tabIndex={-1} data-note={note.id}>
      <div className={css.note}>
        <header className={css.noteHead} id={labelId}>
          <StickyNote size={14} aria-hidden />
          <span>{t('note.by', { name: note.author?.name ?? t('note.someone') })}</span>
          <time dateTime={note.createdAt} title={exact(note.createdAt)}>
            {clock(note.createdAt)}
            {note.editedAt && ` · ${t('thread.edited')}`}
          </time>
        </header>
        {isEditing ? (
          <NoteEditor note={note} onDone={() => setIsEditing(false)} />
        ) : (
          <NoteText note={note} />
        )}
        {isMine && !isEditing && (
          <footer className={css.noteButtons}>
            <Button size="small" look="quiet" onPress={() => setIsEditing(true)}>
              {t('app.edit')}
            </Button>
            <Button size="small" look="quiet" onPress={() => void deleteNote(note)}>
              {t('app.delete')}
            </Button>
          </footer>
        )}
      </div>
    </article>
  )
}

function NoteText({ note }: { readonly note: Note }) {
  const { data: people = [] } = useColleagues()
  const mentioned = people.filter((person) => note.mentions.includes(person.id))
  return (
    <p className={css.text} dir="auto">
      {withMentions(note.text, mentioned)}
    </p>
  )
}

function withMentions(text: string, people: readonly Colleague[]): ReactNode {
  const [person, ...rest] = people
  if (!person) return text
  const pieces = text.split(`@${person.name}`)
  return pieces.map((piece, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- pieces of one fixed text
    <span key={at}>
      {at > 0 && <span className={css.mention}>@{person.name}</span>}
      {withMentions(piece, rest)}
    </span>
  ))
}

function NoteEditor({ note, onDone }: { readonly note: Note; readonly onDone: () => void }) {
  const [text, setText] = useState(note.text)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void editNote(note, text).then((isDone) => isDone && onDone())
      }}
    >
      <textarea
        aria-label={t('note.edit')}
        value={text}
        dir="auto"
        onChange={(event) => setText(event.target.value)}
      />
      <div className={css.outgoingState}>
        <Button size="small" look="quiet" onPress={onDone}>
          {t('app.cancel')}
        </Button>
        <Button size="small" look="primary" type="submit" isDisabled={text.trim() === ''}>
          {t('app.save')}
        </Button>
      </div>
    </form>
  )
}
