import { type ClipboardEvent, useId, useRef, useState } from 'react'

import { changeChat } from '../../commands/chats.ts'
import { t } from '../../i18n.ts'
import { replaceBefore } from '../../text/canned.ts'
import type { ComposerProps } from './composer.tsx'
import { FileTray } from './file-tray.tsx'
import { ReplyBar } from './reply-bar.tsx'
import { SendButton, type SendThen } from './send-button.tsx'
import { type Suggestion, Suggestions, useChooser } from './suggestions.tsx'
import { Toolbar } from './toolbar.tsx'
import { useAttach } from './use-attach.ts'
import { useComposerKeys } from './use-composer-keys.ts'
import { useComposer } from './use-composer.ts'
import { useSuggestions } from './use-suggestions.ts'
import { useTypingSign } from './use-typing-sign.ts'

import css from './composer.module.css'

/** The text field with all that hangs on it. */
export function TextComposer(props: ComposerProps) {
  const { chat, channel, mode } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const composer = useComposer(props)
  const { draft, change, reason } = composer
  const suggested = useSuggestions(chat, mode, { text: draft.text, caret })
  const items = suggested && closedFor !== draft.text ? suggested.items : []
  const chooser = useChooser(items, take, () => setClosedFor(draft.text))
  const attach = useAttach(chat.id, channel, mode)
  const typing = useTypingSign(chat.id, mode)
  const listId = useId()

  function write(text: string, at: number): void {
    change({ text })
    setCaret(at)
    typing.typed(text)
  }
  /** Sets text from outside the keyboard and puts the caret where one would go on. */
  function put(text: string, at: number): void {
    write(text, at)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at, at)
    })
  }
  function take(item: Suggestion): void {
    if (!suggested) return
    const next = replaceBefore(draft.text, caret, { sign: suggested.sign, value: item.value })
    put(next.text, next.caret)
  }
  function insert(value: string): void {
    const at = field.current?.selectionStart ?? draft.text.length
    put(draft.text.slice(0, at) + value + draft.text.slice(at), at + value.length)
  }
  async function submit(then: SendThen = {}): Promise<void> {
    if (reason !== null) return
    typing.stopped()
    if (mode === 'note') {
      if (await composer.saveNote()) field.current?.focus()
      return
    }
    composer.send(then.sendAt ? { sendAt: then.sendAt } : {})
    if (then.change) {
      await changeChat(chat.id, then.change)
      props.onClosed()
    } else field.current?.focus()
  }
  const press = useComposerKeys({
    ...props,
    draft,
    change,
    chooser,
    submit: (then) => void submit(then),
  })
  function paste(event: ClipboardEvent): void {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    attach([...event.clipboardData.files])
  }
  return (
    <>
      {suggested && (
        <Suggestions
          id={listId}
          label={t(suggested.label)}
          items={items}
          active={chooser.active}
          onChoose={take}
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
        className={css.text}
        dir="auto"
        rows={1}
        data-composer
        aria-label={mode === 'note' ? t('composer.noteText') : t('composer.replyText')}
        aria-describedby={`${listId}-reason`}
        aria-controls={items.length > 0 ? listId : undefined}
        aria-activedescendant={items.length > 0 ? `${listId}-${chooser.active}` : undefined}
        placeholder={mode === 'note' ? t('composer.notePlaceholder') : t('composer.placeholder')}
        value={draft.text}
        onChange={(event) => write(event.target.value, event.target.selectionEnd)}
        onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
        onKeyDown={press}
        onPaste={paste}
        onBlur={typing.stopped}
      />
      <div className={css.bottom}>
        <Toolbar {...props} onInsert={insert} onFiles={attach} send={composer.send} />
        <Counter count={composer.count} />
        <output id={`${listId}-reason`} className={css.reason}>
          {reason}
        </output>
        <SendButton mode={mode} isDisabled={reason !== null} onSend={(then) => void submit(then)} />
      </div>
    </>
  )
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
