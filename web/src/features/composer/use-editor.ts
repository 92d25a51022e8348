/** The text under the caret: typing, suggestions, pasting, and what sending does to it. */
import {
  type ChangeEvent,
  type ClipboardEvent,
  type RefObject,
  type SyntheticEvent,
  useLayoutEffect,
  useState,
} from 'react'

import { changeChat } from '../../commands/chats.ts'
import { replaceBefore } from '../../text/canned.ts'
import type { ComposerProps } from './composer.tsx'
import type { SendThen } from './send-button.tsx'
import { type Suggestion, useChooser } from './suggestions.tsx'
import { useAttach } from './use-attach.ts'
import { useComposerKeys } from './use-composer-keys.ts'
import { useComposer } from './use-composer.ts'
import { useSuggestions } from './use-suggestions.ts'
import { useTypingSign } from './use-typing-sign.ts'

type Field = HTMLTextAreaElement

export function useEditor(props: ComposerProps, field: RefObject<Field | null>) {
  const { chat, channel, mode } = props
  const [caret, setCaret] = useState(0)
  const placeCaret = useCaret(field)
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const composer = useComposer(props)
  const { draft, change } = composer
  const suggested = useSuggestions(chat, mode, { text: draft.text, caret })
  const items = suggested && closedFor !== draft.text ? suggested.items : []
  const chooser = useChooser(items, take, () => setClosedFor(draft.text))
  const attach = useAttach(chat.id, channel, mode)
  const typing = useTypingSign(chat.id, mode)
  const submit = useSubmit(props, { composer, field, stopTyping: typing.stopped })
  const onKeyDown = useComposerKeys({ ...props, draft, change, chooser, submit })

  function write(text: string, at: number): void {
    change({ text })
    setCaret(at)
    typing.typed(text)
  }
  function take(item: Suggestion): void {
    if (!suggested) return
    const next = replaceBefore(draft.text, caret, { sign: suggested.sign, value: item.value })
    write(next.text, next.caret)
    placeCaret(next.caret)
  }
  function insert(value: string): void {
    const at = field.current?.selectionStart ?? draft.text.length
    write(draft.text.slice(0, at) + value + draft.text.slice(at), at + value.length)
    placeCaret(at + value.length)
  }
  const events = {
    onKeyDown,
    onChange: (event: ChangeEvent<Field>) => write(event.target.value, event.target.selectionEnd),
    onSelect: (event: SyntheticEvent<Field>) => setCaret(event.currentTarget.selectionEnd),
    onPaste(event: ClipboardEvent) {
      if (event.clipboardData.files.length === 0) return
      event.preventDefault()
      attach([...event.clipboardData.files])
    },
    onBlur: typing.stopped,
  }
  return { composer, suggested, items, chooser, take, insert, attach, submit, events }
}

/** Puts the caret where one goes on writing, as soon as the new text is there: the next letter may already be coming. */
function useCaret(field: RefObject<Field | null>): (at: number) => void {
  const [wanted, setWanted] = useState<{ readonly at: number } | null>(null)
  useLayoutEffect(() => {
    if (!wanted) return
    field.current?.focus()
    field.current?.setSelectionRange(wanted.at, wanted.at)
  }, [wanted, field])
  return (at) => setWanted({ at })
}

interface Submitting {
  readonly composer: ReturnType<typeof useComposer>
  readonly field: RefObject<Field | null>
  readonly stopTyping: () => void
}

function useSubmit(
  { chat, mode, onClosed }: ComposerProps,
  { composer, field, stopTyping }: Submitting,
): (then?: SendThen) => void {
  async function submit({ change, sendAt, isNext }: SendThen): Promise<void> {
    stopTyping()
    if (mode === 'note') await composer.saveNote()
    else composer.send(sendAt ? { sendAt } : {})
    if (mode === 'reply' && change) await changeChat(chat.id, change)
    if (mode === 'reply' && (change || isNext)) onClosed()
    else field.current?.focus()
  }
  return (then = {}) => {
    if (composer.reason === null) void submit(then)
  }
}
