/** Keys of the text field. Nothing happens while an input method composes. */
import type { KeyboardEvent } from 'react'

import type { LocalDraft } from '../../drafts.ts'
import { usePreferences } from '../../preferences.ts'
import type { ComposerProps } from './composer.tsx'
import type { SendThen } from './send-button.tsx'
import type { Chooser } from './suggestions.tsx'

export interface ComposerKeysOptions extends ComposerProps {
  readonly draft: LocalDraft
  readonly change: (patch: Partial<LocalDraft>) => void
  readonly chooser: Chooser
  readonly submit: (then?: SendThen) => void
}

type Press = KeyboardEvent<HTMLTextAreaElement>

export function useComposerKeys(options: ComposerKeysOptions): (event: Press) => void {
  const { enterSends } = usePreferences()
  return (event) => {
    if (event.nativeEvent.isComposing) return
    const isCommand = event.ctrlKey || event.metaKey
    if (!isCommand && !event.shiftKey && options.chooser.press(event.key)) return done(event)
    const act = actionFor(event, isCommand, { ...options, enterSends: enterSends && !isTouch() })
    if (!act) return
    done(event)
    act()
  }
}

function done(event: Press): void {
  event.preventDefault()
  event.stopPropagation()
}

function actionFor(
  event: Press,
  isCommand: boolean,
  options: ComposerKeysOptions & { readonly enterSends: boolean },
): (() => void) | null {
  if (event.key === 'Enter') return enterAction(event, isCommand, options)
  if (event.key === 'Escape') return () => leave(event.currentTarget)
  if (event.key === 'ArrowUp' && options.draft.text === '') return quoteLast(options)
  if (isCommand && event.shiftKey && event.key.toLowerCase() === 'm') {
    return () => options.onMode(options.mode === 'note' ? 'reply' : 'note')
  }
  return null
}

/** Ctrl or ⌘ with Enter always sends; Enter alone by preference, and never on touch, where it is the only way to a new line. */
function enterAction(
  event: Press,
  isCommand: boolean,
  { enterSends, submit }: { enterSends: boolean; submit: (then?: SendThen) => void },
): (() => void) | null {
  if (isCommand && event.shiftKey) return () => submit({ change: { status: 'closed' } })
  if (isCommand) return () => submit()
  return enterSends && !event.shiftKey && !event.altKey ? () => submit() : null
}

function quoteLast({ lastOwn, change, mode }: ComposerKeysOptions): (() => void) | null {
  if (!lastOwn || mode === 'note') return null
  return () => change({ replyToId: lastOwn.id })
}

/** One level back: from the text to the messages. */
function leave(field: HTMLTextAreaElement): void {
  field.blur()
  document.querySelector<HTMLElement>('[data-region="thread"] [data-region-focus]')?.focus()
}

function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches
}
