import { lazy, Suspense, useId, useRef, useState } from 'react'

import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import { usePreferences } from '../../preferences.ts'
import type { ComposerProps } from './composer.tsx'
import { FileTray } from './file-tray.tsx'
import { ReplyBar } from './reply-bar.tsx'
import { SendButton } from './send-button.tsx'
import { Suggestions } from './suggestions.tsx'
import { Toolbar } from './toolbar.tsx'
import type { useComposer } from './use-composer.ts'
import { useEditor } from './use-editor.ts'

import css from './composer.module.css'

const VoiceRecorder = lazy(async () => ({
  default: (await import('./voice-recorder.tsx')).VoiceRecorder,
}))

/** The text field with all that hangs on it. */
export function TextComposer(props: ComposerProps) {
  const { chat, mode } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const editor = useEditor(props, field)
  const { composer, suggested, items, chooser } = editor
  const { draft, change } = composer
  const listId = useId()
  return (
    <>
      {suggested && (
        <Suggestions
          id={listId}
          label={t(suggested.label)}
          items={items}
          active={chooser.active}
          onChoose={editor.take}
        />
      )}
      <ReplyBar
        chatId={chat.id}
        replyToId={draft.replyToId}
        onClear={() => change({ replyToId: null })}
      />
      <FileTray chat={chat} mode={mode} composer={composer} />
      <textarea
        ref={field}
        {...textProps(mode)}
        aria-describedby={`${listId}-reason`}
        aria-controls={items.length > 0 ? listId : undefined}
        aria-activedescendant={items.length > 0 ? `${listId}-${chooser.active}` : undefined}
        value={draft.text}
        {...editor.events}
      />
      <SignatureLine isShown={mode === 'reply' && draft.text.trim() !== ''} />
      <Bottom {...props} editor={editor} reasonId={`${listId}-reason`} />
    </>
  )
}

/** Below the text: what may be added, why it may not go out, and the button; a recording takes their place. */
function Bottom({
  editor,
  reasonId,
  ...props
}: ComposerProps & {
  readonly editor: ReturnType<typeof useEditor>
  readonly reasonId: string
}) {
  const [isRecording, setIsRecording] = useState(false)
  const { count, reason, send } = editor.composer
  if (isRecording) {
    return (
      <div className={css.bottom}>
        <Suspense>
          <VoiceRecorder send={send} onClose={() => setIsRecording(false)} />
        </Suspense>
      </div>
    )
  }
  return (
    <div className={css.bottom}>
      <Toolbar
        {...props}
        onInsert={editor.insert}
        onFiles={editor.attach}
        onRecord={() => setIsRecording(true)}
      />
      <Counter count={count} />
      <output id={reasonId} className={css.reason}>
        {reason}
      </output>
      <SendButton mode={props.mode} isDisabled={reason !== null} onSend={editor.submit} />
    </div>
  )
}

/** What will stand below the words, where it will stand. */
function SignatureLine({ isShown }: { readonly isShown: boolean }) {
  const { signature } = usePreferences()
  if (!isShown || !signature) return null
  return (
    <p className={css.signature} dir="auto" title={t('composer.signature')}>
      <span className="visually-hidden">{t('composer.signature')}: </span>
      {signature}
    </p>
  )
}

function textProps(mode: Mode) {
  const isNote = mode === 'note'
  return {
    className: css.text,
    dir: 'auto',
    rows: 1,
    'data-composer': true,
    'aria-label': isNote ? t('composer.noteText') : t('composer.replyText'),
    placeholder: isNote ? t('composer.notePlaceholder') : t('composer.placeholder'),
  }
}

function Counter({ count }: { readonly count: ReturnType<typeof useComposer>['count'] }) {
  if (!count?.isNear) return null
  return (
    <span className={css.counter} data-over={count.isOver || undefined}>
      {count.parts > 1
        ? t('composer.parts', { count: count.parts })
        : t('composer.used', { used: count.used, max: count.max })}
    </span>
  )
}
