import t from 'tap'

import { findConflict, keysOfPress, withKeys } from '../src/features/settings/you/key-capture.ts'
import { type Action, Keyboard } from '../src/keyboard.ts'
import { shortcutOf, shortcuts } from '../src/shortcuts.ts'

// The registry asks what kind of element a key went to.
Object.assign(globalThis, { Element: Object })

function press(key: string, change: Partial<KeyboardEvent> = {}) {
  const event = {
    key,
    code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
    repeat: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    defaultPrevented: false,
    target: null,
    getModifierState: (name: string) => name === 'Shift' && Boolean(change.shiftKey),
    preventDefault() {
      event.defaultPrevented = true
    },
    ...change,
  }
  return event as unknown as KeyboardEvent
}

t.test('the last press of a sequence does not run the action of that key alone', async (t) => {
  const keyboard = new Keyboard()
  const ran: string[] = []
  function action(id: string, keys: string): Action {
    return { id, title: 'app.close', group: 'app', keys: [keys], run: () => ran.push(id) }
  }
  keyboard.register([action('assign', 'i'), action('inbox', 'g i')])
  keyboard.press(press('g'))
  keyboard.press(press('i'))
  t.same(ran, ['inbox'])
  keyboard.press(press('i'))
  t.same(ran, ['inbox', 'assign'])
})

t.test('every shortcut is named once and shares its keys with no other', async (t) => {
  t.equal(new Set(shortcuts.map(({ id }) => id)).size, shortcuts.length)
  for (const shortcut of shortcuts) {
    for (const keys of shortcut.keys) {
      const other = findConflict(shortcuts, {}, { id: shortcut.id, keys })
      t.equal(other, undefined, `${keys} of ${shortcut.id}`)
      t.notMatch(keys, /Alt/, 'Alt writes letters on many keyboards')
    }
  }
  t.throws(() => shortcutOf('nothing'))
})

t.test('a press becomes the notation of the registry', async (t) => {
  t.equal(keysOfPress(press('q'), false), 'q')
  t.equal(keysOfPress(press('J', { shiftKey: true }), false), 'Shift+J')
  t.equal(keysOfPress(press('?', { shiftKey: true }), false), '[Shift]+?')
  t.equal(keysOfPress(press('K', { ctrlKey: true, shiftKey: true }), false), '$mod+Shift+k')
  t.equal(keysOfPress(press('k', { metaKey: true }), true), '$mod+k')
  t.equal(keysOfPress(press(' '), false), 'Space')
  t.equal(keysOfPress(press('Shift', { shiftKey: true }), false), null)
})

t.test('what writes letters, moves the focus or belongs to the browser is refused', async (t) => {
  t.equal(keysOfPress(press('j', { altKey: true }), false), 'refused')
  t.equal(keysOfPress(press('Tab'), false), 'refused')
  t.equal(keysOfPress(press('w', { ctrlKey: true }), false), 'refused')
  t.equal(keysOfPress(press('k', { metaKey: true }), false), 'refused')
  t.equal(keysOfPress(press('k', { ctrlKey: true }), true), 'refused')
})

t.test('keys that another action has, or begins with, are a conflict', async (t) => {
  const own = { id: 'chat.close', keys: 'j' }
  t.equal(findConflict(shortcuts, {}, own)?.id, 'list.next')
  t.equal(findConflict(shortcuts, { 'list.next': ['q'] }, own), undefined)
  t.equal(findConflict(shortcuts, { 'list.next': ['q'] }, { ...own, keys: 'q' })?.id, 'list.next')
  t.equal(findConflict(shortcuts, {}, { ...own, keys: 'g' })?.id, 'go.inbox')
  t.equal(findConflict(shortcuts, {}, { ...own, keys: 'e' }), undefined, 'its own keys')
})

t.test('going back to the usual keys leaves no trace', async (t) => {
  const next = shortcutOf('list.next')
  const changed = withKeys({ undo: [] }, next, ['q'])
  t.same(changed, { undo: [], 'list.next': ['q'] })
  t.same(withKeys(changed, next, ['j']), { undo: [] })
  t.same(withKeys(changed, next, []), { undo: [], 'list.next': [] })
})
