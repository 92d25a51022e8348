import { setImmediate as settled } from 'node:timers/promises'

import t from 'tap'

import { type DraftBody, Drafts, emptyDraft, isEmpty, type Mode } from '../src/drafts.ts'
import { at } from './factories.ts'

function setUp(put: (body: DraftBody) => Promise<void> = async () => {}) {
  const kept = new Map<string, string>()
  const pushed: { chatId: string; mode: Mode; body: DraftBody }[] = []
  const listeners: (() => void)[] = []
  function make(): Drafts {
    const drafts = new Drafts({
      read: (name) => kept.get(name) ?? null,
      write(name, value) {
        if (value === null) kept.delete(name)
        else kept.set(name, value)
      },
      async put(chatId, mode, body) {
        pushed.push({ chatId, mode, body })
        await put(body)
        for (const listener of listeners.splice(0)) listener()
      },
      delayMs: 1,
    })
    drafts.signIn('7')
    return drafts
  }
  function nextPush(): Promise<void> {
    return new Promise((resolve) => listeners.push(resolve))
  }
  return { make, kept, pushed, nextPush }
}

function theirs(text: string) {
  return {
    mode: 'reply' as const,
    text,
    attachmentIds: [],
    replyToId: null,
    updatedAt: at(0),
  }
}

t.test('every letter is kept here, and the server hears of it a moment later', async (t) => {
  const { make, kept, pushed, nextPush } = setUp()
  const drafts = make()
  const push = nextPush()
  drafts.set('1', 'reply', { ...emptyDraft, text: 'H' })
  drafts.set('1', 'reply', { ...emptyDraft, text: 'Hi' })
  t.equal(kept.size, 1)
  t.equal(make().get('1', 'reply').text, 'Hi', 'after a reload')
  await push
  t.match(pushed, [{ chatId: '1', mode: 'reply', body: { text: 'Hi' } }])
  t.equal(pushed.length, 1)
})

t.test('a reply and a note of one chat are apart', async (t) => {
  const drafts = setUp().make()
  drafts.set('1', 'reply', { ...emptyDraft, text: 'for the contact' })
  drafts.set('1', 'note', { ...emptyDraft, text: 'for us' })
  t.equal(drafts.get('1', 'reply').text, 'for the contact')
  t.equal(drafts.get('1', 'note').text, 'for us')
  t.strictSame(drafts.get('2', 'reply'), emptyDraft)
})

t.test(
  'what was written on another device appears, unless there is something newer here',
  async (t) => {
    const { make, nextPush } = setUp()
    const drafts = make()
    drafts.adopt('1', [theirs('from the phone')])
    t.equal(drafts.get('1', 'reply').text, 'from the phone')
    drafts.set('1', 'reply', { ...emptyDraft, text: 'from here' })
    const push = nextPush()
    drafts.adopt('1', [theirs('from the phone again')])
    t.equal(drafts.get('1', 'reply').text, 'from here')
    await push
    await settled()
    drafts.adopt('1', [theirs('later, from the phone')])
    t.equal(drafts.get('1', 'reply').text, 'later, from the phone')
    drafts.adopt('1', [])
    t.equal(drafts.get('1', 'reply').text, '', 'sent on the other device')
  },
)

t.test(
  'a draft that the server did not take stays dirty and goes up with the next opening',
  async (t) => {
    let isDown = true
    const { make, pushed, nextPush } = setUp(async () => {
      if (isDown) throw new Error('offline')
    })
    const drafts = make()
    drafts.set('1', 'reply', { ...emptyDraft, text: 'kept' })
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (pushed.length === 0) return
        clearInterval(timer)
        resolve()
      }, 1)
    })
    isDown = false
    const push = nextPush()
    const reloaded = make()
    reloaded.adopt('1', [theirs('old')])
    await push
    t.equal(reloaded.get('1', 'reply').text, 'kept')
    t.equal(pushed.at(-1)?.body.text, 'kept')
  },
)

t.test('an emptied draft leaves nothing behind', async (t) => {
  const { make, kept, nextPush } = setUp()
  const drafts = make()
  drafts.set('1', 'reply', { ...emptyDraft, text: 'x' })
  await nextPush()
  const push = nextPush()
  drafts.set('1', 'reply', emptyDraft)
  await push
  await settled()
  t.equal(kept.size, 0)
})

t.test('people on a shared machine do not see each other’s drafts', async (t) => {
  const { make } = setUp()
  const drafts = make()
  drafts.set('1', 'reply', { ...emptyDraft, text: 'mine' })
  drafts.signIn('8')
  t.equal(drafts.get('1', 'reply').text, '')
  drafts.signIn('7')
  t.equal(drafts.get('1', 'reply').text, 'mine')
})

t.test('spaces alone are nothing to send, a file is', async (t) => {
  t.ok(isEmpty({ ...emptyDraft, text: '  \n' }))
  const file = { id: '1', kind: 'image', mime: 'image/png', name: 'a', bytes: 1, url: null }
  t.notOk(isEmpty({ ...emptyDraft, files: [file] }))
})

t.test('what waits for a pause goes up at once when the page goes', async (t) => {
  const { make, pushed, nextPush } = setUp()
  const drafts = make()
  drafts.set('1', 'note', { ...emptyDraft, text: 'Half a' })
  const push = nextPush()
  drafts.flush()
  t.match(pushed, [{ chatId: '1', mode: 'note', body: { text: 'Half a' } }])
  await push
  drafts.flush()
  t.equal(pushed.length, 1, 'once')
})
