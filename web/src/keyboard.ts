/** One registry of actions: it feeds the keys, the palette, the sheet of shortcuts, and tooltips. */
import { createKeybindingsHandler } from 'tinykeys'

import type { PlainKey } from './i18n.ts'

export type ActionGroup = 'go' | 'list' | 'chat' | 'compose' | 'app'
export interface Action {
  readonly id: string
  readonly title: PlainKey
  readonly group: ActionGroup
  /** In tinykeys' notation: `j`, `g i`, `$mod+k`, `[Shift]+?`. */
  readonly keys: readonly string[]
  /** Whether it makes sense now; absent means always. */
  when?(): boolean
  run(): void
  /** Works by its keys only, so the palette leaves it out. */
  readonly hidden?: boolean
}
/** What a person changed: other keys for an action, or none. */
export interface KeyPreferences {
  readonly letters: boolean
  readonly keys: Readonly<Record<string, readonly string[]>>
}
export interface KeyTarget {
  /** Text goes in here, so letters are text. */
  readonly isEditable: boolean
  /** A menu or dialog owns the keys. */
  readonly isModal: boolean
}

/** tinykeys' own limit between two keys of a sequence. */
const SEQUENCE_MS = 1000
const usual: KeyPreferences = { letters: true, keys: {} }

export class Keyboard {
  #actions = new Map<string, Action>()
  #preferences: KeyPreferences = usual
  #listeners = new Set<() => void>()
  #snapshot: readonly Action[] = []
  #handle: ((event: KeyboardEvent) => void) | null = null
  #last: KeyboardEvent | null = null

  /** Adds actions while a screen is there; the later of two with the same id counts. */
  register(actions: readonly Action[]): () => void {
    for (const action of actions) this.#actions.set(action.id, action)
    this.#changed()
    return () => {
      for (const action of actions) {
        if (this.#actions.get(action.id) === action) this.#actions.delete(action.id)
      }
      this.#changed()
    }
  }

  actions = (): readonly Action[] => this.#snapshot

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  configure(preferences: Partial<KeyPreferences>): void {
    this.#preferences = { ...this.#preferences, ...preferences }
    this.#changed()
  }

  keysOf(action: Action): readonly string[] {
    return this.#preferences.keys[action.id] ?? action.keys
  }

  /** Runs an action by name, as the palette does. */
  run(id: string): boolean {
    const action = this.#actions.get(id)
    if (!action || action.when?.() === false) return false
    action.run()
    return true
  }

  /** For a keydown listener on the window. */
  press(event: KeyboardEvent): void {
    this.#handle ??= this.#createHandler(event)
    this.#handle(event)
    this.#last = event
  }

  #createHandler(next: KeyboardEvent): (event: KeyboardEvent) => void {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {}
    for (const action of this.#actions.values()) {
      for (const keys of this.keysOf(action)) bindings[keys] = chain(bindings[keys], action)
    }
    // All that match would run; the first one prevents the others, so `g i` must come before `i`.
    const ordered = Object.entries(bindings).sort(([a], [b]) => presses(b) - presses(a))
    const handle = createKeybindingsHandler(Object.fromEntries(ordered), {
      ignore: (event) => isIgnored(event, targetOf(event), this.#preferences.letters),
    })
    // Actions came or went in the middle of a sequence such as `g i`: its first key still counts.
    const last = this.#last
    const isRecent = last && next.timeStamp - last.timeStamp < SEQUENCE_MS
    if (isRecent && ordered.some(([keys]) => keys.startsWith(`${last.key} `))) handle(last)
    return handle
  }

  #changed(): void {
    this.#handle = null
    this.#snapshot = [...this.#actions.values()]
    for (const listener of this.#listeners) listener()
  }
}

function presses(keys: string): number {
  return keys.split(' ').length
}

/** Two actions may share keys where only one of them applies at a time. */
function chain(
  earlier: ((event: KeyboardEvent) => void) | undefined,
  action: Action,
): (event: KeyboardEvent) => void {
  return (event) => {
    earlier?.(event)
    if (event.defaultPrevented || action.when?.() === false) return
    event.preventDefault()
    action.run()
  }
}

type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'getModifierState' | 'defaultPrevented'
>

/** Letters never fire while one types, composes, or reaches a third level with AltGr; Alt+letter never fires at all. */
export function isIgnored(event: KeyPress, target: KeyTarget, letters = true): boolean {
  if (isTextEntry(event)) return true
  const isCommand = event.ctrlKey || event.metaKey
  if (target.isModal) return !isCommand || target.isEditable
  if (isCommand || /^F\d+$/.test(event.key)) return false
  return target.isEditable || (!letters && event.key.length === 1)
}

function isTextEntry(event: KeyPress): boolean {
  const isThirdLevel = event.altKey || event.getModifierState('AltGraph')
  return event.isComposing || event.defaultPrevented || isThirdLevel
}

function targetOf(event: KeyboardEvent): KeyTarget {
  const element = event.target instanceof Element ? event.target : null
  return {
    isEditable: element?.closest('input, textarea, select, [contenteditable]') != null,
    isModal:
      element?.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') != null,
  }
}

/** A modifier that may be held or not: `[Shift]`. The bracket is also a key of its own. */
const isOptional = /^\[\w+\]/

/** The keys as a person reads them: `⌘ K`, `Ctrl K`, `g i`. */
export function formatKeys(keys: string, isMac: boolean): string {
  const names: Readonly<Record<string, string>> = {
    $mod: isMac ? '⌘' : 'Ctrl',
    Shift: isMac ? '⇧' : 'Shift',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Enter: '↵',
    Escape: 'Esc',
  }
  return keys
    .split(/ |(?<=.)\+(?=.)/)
    .filter((part) => !isOptional.test(part))
    .map((part) => names[part] ?? part)
    .join(' ')
}

/** For `aria-keyshortcuts`, which knows no sequences. */
export function ariaKeys(keys: readonly string[], isMac: boolean): string | undefined {
  const single = keys.filter((key) => !key.includes(' ') && !isOptional.test(key))
  return single.map((key) => key.replace('$mod', isMac ? 'Meta' : 'Control')).join(' ') || undefined
}

export const keyboard = new Keyboard()
export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
