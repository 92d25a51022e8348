import t from 'tap'

import { type Action, ariaKeys, formatKeys, isIgnored, Keyboard } from '../src/keyboard.ts'

function press(key: string, change: Partial<KeyboardEvent> & { altGraph?: boolean } = {}) {
  const { altGraph = false, ...rest } = change
  const event = {
    key,
    code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    defaultPrevented: false,
    repeat: false,
    target: null,
    getModifierState: (name: string) =>
      (name === 'AltGraph' && altGraph) ||
      (name === 'Control' && Boolean(rest.ctrlKey)) ||
      (name === 'Shift' && Boolean(rest.shiftKey)),
    preventDefault() {
      event.defaultPrevented = true
    },
    ...rest,
  }
  return event as unknown as KeyboardEvent & { defaultPrevented: boolean }
}

const page = { isEditable: false, isModal: false }
const text = { isEditable: true, isModal: false }
const dialog = { isEditable: false, isModal: true }

t.test('letters fire outside text only, commands everywhere', async (t) => {
  t.notOk(isIgnored(press('j'), page))
  t.ok(isIgnored(press('j'), text))
  t.ok(isIgnored(press('j'), dialog))
  t.notOk(isIgnored(press('k', { ctrlKey: true }), text))
  t.notOk(isIgnored(press('F6'), text))
})

t.test('nothing fires while an input method composes or a third level is reached', async (t) => {
  t.ok(isIgnored(press('j', { isComposing: true }), page))
  t.ok(isIgnored(press('j', { altKey: true }), page))
  t.ok(isIgnored(press('q', { altGraph: true }), page))
  t.ok(isIgnored(press('j', { ctrlKey: true, altKey: true }), page))
})

t.test('letters can be switched off, commands stay', async (t) => {
  t.ok(isIgnored(press('j'), page, false))
  t.notOk(isIgnored(press('k', { ctrlKey: true }), page, false))
  t.notOk(isIgnored(press('Escape'), page, false))
})

function setUp() {
  const keyboard = new Keyboard()
  const ran: string[] = []
  function action(id: string, keys: readonly string[], rest: Partial<Action> = {}): Action {
    return { id, title: 'app.close', group: 'app', keys, run: () => ran.push(id), ...rest }
  }
  // The window of a browser; node has none.
  Object.assign(globalThis, { Element: globalThis.Element ?? Object })
  return { keyboard, ran, action }
}

t.test('a key runs its action, a sequence too', async (t) => {
  const { keyboard, ran, action } = setUp()
  keyboard.register([action('next', ['j']), action('inbox', ['g i'])])
  const event = press('j')
  keyboard.press(event)
  t.ok(event.defaultPrevented)
  keyboard.press(press('g'))
  keyboard.press(press('i'))
  t.strictSame(ran, ['next', 'inbox'])
})

t.test('of two actions on one key the one that applies runs', async (t) => {
  const { keyboard, ran, action } = setUp()
  let isOpen = false
  keyboard.register([
    action('first', ['e'], { when: () => isOpen }),
    action('second', ['e'], { when: () => !isOpen }),
  ])
  keyboard.press(press('e'))
  isOpen = true
  keyboard.press(press('e'))
  t.strictSame(ran, ['second', 'first'])
})

t.test('keys can be changed, and actions end with their screen', async (t) => {
  const { keyboard, ran, action } = setUp()
  let changes = 0
  keyboard.subscribe(() => {
    changes += 1
  })
  const leave = keyboard.register([action('next', ['j'])])
  keyboard.configure({ keys: { next: ['h'] } })
  keyboard.press(press('j'))
  keyboard.press(press('h'))
  t.strictSame(ran, ['next'])
  t.equal(keyboard.run('next'), true)
  leave()
  keyboard.press(press('h'))
  t.equal(keyboard.run('next'), false)
  t.strictSame(ran, ['next', 'next'])
  t.equal(changes, 3)
  t.strictSame(keyboard.actions(), [])
})

t.test('keys are written as people read them', async (t) => {
  t.equal(formatKeys('$mod+k', false), 'Ctrl k')
  t.equal(formatKeys('$mod+k', true), '⌘ k')
  t.equal(formatKeys('g i', false), 'g i')
  t.equal(formatKeys('[Shift]+?', false), '?')
  t.equal(formatKeys('[', false), '[')
  t.equal(formatKeys('$mod+Shift+Enter', true), '⌘ ⇧ ↵')
  t.equal(ariaKeys(['$mod+k', 'g i'], false), 'Control+k')
  t.equal(ariaKeys(['['], false), '[')
  t.equal(ariaKeys([], false), undefined)
})

t.test('a sequence goes on though other actions come in its middle', async (t) => {
  const { keyboard, ran, action } = setUp()
  keyboard.register([action('settings', ['g s'])])
  keyboard.press(press('g', { timeStamp: 100 }))
  keyboard.register([action('snooze', ['s']), action('close', ['e'])])
  keyboard.press(press('s', { timeStamp: 300 }))
  t.same(ran, ['settings'])
})

t.test('a key that meant nothing means nothing later', async (t) => {
  const { keyboard, ran, action } = setUp()
  keyboard.press(press('l', { timeStamp: 100 }))
  keyboard.register([action('labels', ['l']), action('next', ['j'])])
  keyboard.press(press('j', { timeStamp: 300 }))
  t.same(ran, ['next'])
})
