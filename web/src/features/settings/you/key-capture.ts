/** From a key press to the notation of the registry, and which changes would collide. */
import type { KeyPreferences } from '../../../keyboard.ts'
import type { Shortcut } from '../../../shortcuts.ts'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'])
/** The browser keeps these for itself. */
const browserKeys = new Set(['n', 't', 'w', 'q', 'r', 'l', 'c', 'v', 'x', 'a'])

/** Null while only a modifier is down; `refused` for what must stay free. */
export function keysOfPress(press: Press, isMac: boolean): string | null {
  const { key, shiftKey } = press
  if (modifiers.has(key)) return null
  const isCommand = isMac ? press.metaKey : press.ctrlKey
  if (isKept(press, isMac) || (isCommand && !shiftKey && browserKeys.has(key.toLowerCase()))) {
    return 'refused'
  }
  const name = key === ' ' ? 'Space' : key
  const command = isCommand ? '$mod+' : ''
  return `${command}${shiftPart(name, shiftKey)}${isCommand ? name.toLowerCase() : name}`
}

/** Alt writes letters on many keyboards, and Tab moves the focus. */
function isKept({ key, altKey, ctrlKey, metaKey }: Press, isMac: boolean): boolean {
  return altKey || (isMac ? ctrlKey : metaKey) || key === 'Tab'
}

/** A sign such as `?` needs Shift on some keyboards and not on others. */
function shiftPart(name: string, isShifted: boolean): string {
  if (!isShifted) return ''
  return name.length === 1 && !/\p{L}/u.test(name) ? '[Shift]+' : 'Shift+'
}

export type KeyChanges = KeyPreferences['keys']

/** The first action beside `id` that goes by these keys, or by keys that begin with them. */
export function findConflict(
  shortcuts: readonly Shortcut[],
  changes: KeyChanges,
  { id, keys }: { readonly id: string; readonly keys: string },
): Shortcut | undefined {
  return shortcuts.find((other) => {
    if (other.id === id) return false
    const theirs = changes[other.id] ?? other.keys
    return theirs.some((each) => collide(each, keys))
  })
}

/** `g` would take the first press of `g i`. */
function collide(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short.toLowerCase() === long.toLowerCase() || long.startsWith(`${short} `)
}

/** The changes with one more; the usual keys need no entry. */
export function withKeys(
  changes: KeyChanges,
  { id, keys: usual }: Shortcut,
  keys: readonly string[],
): KeyChanges {
  const { [id]: _before, ...others } = changes
  const isUsual = keys.length === usual.length && keys.every((each, at) => each === usual[at])
  return isUsual ? others : { ...others, [id]: keys }
}
