import t from 'tap'

import { estimateHeight, timelineOf } from '../src/features/thread/timeline.ts'
import { emptyThread } from '../src/store/threads.ts'
import { at, message, note } from './factories.ts'

const day = 86_400
const thread = { ...emptyThread('1'), loading: null, hasOlder: false }

function kinds(items: readonly { kind: string; key: string }[]): string {
  return items.map((item) => item.kind).join(' ')
}

t.test('days, notes and activity stand where they happened', async (t) => {
  const items = timelineOf(
    {
      ...thread,
      messages: [
        message(1),
        message(2, { kind: 'system' }),
        message(3, { kind: 'system' }),
        message(day),
      ],
      notes: [note(2, { createdAt: at(2.5) }), note(9, { createdAt: at(day + 5) })],
    },
    [],
  )
  t.equal(kinds(items), 'day message activity note activity day message note')
})

t.test('activity lines side by side are one group', async (t) => {
  const system = { kind: 'system' }
  const items = timelineOf(
    {
      ...thread,
      messages: [message(1, system), message(2, system), message(3, system), message(4)],
    },
    [],
  )
  t.equal(kinds(items), 'day activity message')
  t.match(items[1], { messages: [{ id: '1' }, { id: '2' }, { id: '3' }] })
})

t.test('a speaker is named again after a pause, another speaker, or a note', async (t) => {
  const us = { direction: 'out' as const, author: { type: 'user' as const, id: '7', name: 'Bo' } }
  const messages = [message(1), message(2), message(3, us), message(4, us), message(400, us)]
  const firsts = timelineOf({ ...thread, messages }, [])
    .filter((item) => item.kind === 'message')
    .map((item) => item.isFirst)
  t.strictSame(firsts, [true, false, true, false, true])
})

t.test('the line of the unread stands before its message', async (t) => {
  const items = timelineOf({ ...thread, messages: [message(1), message(2)], unreadFrom: '2' }, [])
  t.equal(kinds(items), 'day message unread message')
})

t.test('notes from before the loaded part wait for it', async (t) => {
  const messages = [message(100), message(200)]
  const notes = [note(1), note(150), note(300)]
  const part = { ...thread, messages, notes }
  t.equal(kinds(timelineOf({ ...part, hasOlder: true }, [])), 'day message note message note')
  t.equal(
    kinds(timelineOf({ ...part, hasOlder: true, hasNewer: true }, [])),
    'day message note message',
  )
  t.equal(kinds(timelineOf(part, [])), 'day note message note message note')
})

t.test('what stands above does not change when older messages join', async (t) => {
  const messages = Array.from({ length: 30 }, (_, index) =>
    message(index * 60, index % 7 === 3 ? { kind: 'system' } : {}),
  )
  for (let cut = 1; cut < 20; cut += 1) {
    const part = timelineOf({ ...thread, messages: messages.slice(cut), hasOlder: true }, [])
    const whole = timelineOf({ ...thread, messages }, [])
    t.strictSame(whole.slice(-part.length), part, `from the ${cut}th message`)
  }
})

t.test('a message keeps its key when the server confirms it', async (t) => {
  const outgoing = {
    body: { chatId: '1', clientId: 'c1', text: 'hi' },
    userId: '7',
    createdAt: at(0),
    heldUntil: 0,
    state: 'waiting' as const,
    problem: null,
    files: [],
  }
  const before = timelineOf(thread, [outgoing]).at(-1)
  const after = timelineOf({ ...thread, messages: [message(1, { clientId: 'c1' })] }, []).at(-1)
  t.equal(before?.key, after?.key)
})

t.test('longer texts are guessed taller', async (t) => {
  function heightOf(text: string): number {
    return estimateHeight({
      kind: 'message',
      key: '1',
      isFirst: true,
      message: message(1, { text }),
    })
  }
  t.ok(heightOf('a\nb\nc') > heightOf('a'))
  t.ok(heightOf('x'.repeat(500)) > heightOf('x'.repeat(100)))
})
