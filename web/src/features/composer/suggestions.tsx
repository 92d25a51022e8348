import { useState } from 'react'

import css from './composer.module.css'

export interface Suggestion {
  readonly id: string
  readonly title: string
  readonly hint?: string | undefined
  /** What it puts in the place of what was typed. */
  readonly value: string
}

export interface Chooser {
  readonly active: number
  /** True when the key was for the list. */
  readonly press: (key: string) => boolean
}

/** Keys for a list that hangs on a text field: the focus stays in the text. */
export function useChooser(
  items: readonly Suggestion[],
  choose: (item: Suggestion) => void,
  close: () => void,
): Chooser {
  const first = items[0]?.id
  const [place, setPlace] = useState({ first, at: 0 })
  // Another list begins at its top again.
  const at = place.first === first ? place.at : 0
  const active = Math.min(at, Math.max(0, items.length - 1))
  function setAt(next: number): void {
    setPlace({ first, at: next })
  }
  function press(key: string): boolean {
    const item = items[active]
    if (!item) return false
    if (key === 'ArrowDown') setAt((active + 1) % items.length)
    else if (key === 'ArrowUp') setAt((active - 1 + items.length) % items.length)
    else if (key === 'Enter' || key === 'Tab') choose(item)
    else if (key === 'Escape') close()
    else return false
    return true
  }
  return { active, press }
}

/** Docked above the text, so that it is there on a phone too. */
export function Suggestions({
  id,
  label,
  items,
  active,
  onChoose,
}: {
  readonly id: string
  readonly label: string
  readonly items: readonly Suggestion[]
  readonly active: number
  readonly onChoose: (item: Suggestion) => void
}) {
  if (items.length === 0) return null
  return (
    <ul id={id} className={css.suggestions} aria-label={label}>
      {items.map((item, at) => (
        <li key={item.id} id={`${id}-${at}`} data-active={at === active || undefined}>
          <button
            type="button"
            className={css.suggestion}
            tabIndex={-1}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item)}
          >
            <strong>{item.title}</strong>
            {item.hint && <span className={css.suggestionHint}>{item.hint}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
