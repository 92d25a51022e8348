import type { Message } from '@parley/core/schemas'
import fc from 'fast-check'
import t from 'tap'

import { type AppEvent, applyEvent } from '../src/store/apply-event.ts'
import { emptyState, type Outgoing, type State } from '../src/store/state.ts'
import { emptyThread, firstUnread, joinPage, MESSAGES_KEPT } from '../src/store/threads.ts'
import { at, chat, message, note } from './factories.ts'

const me = '7'
const signedIn: State = { ...emptyState, meId: me }

function apply(state: State, ...events: readonly AppEvent[]): State {
  return events.reduce(applyEvent, state)
}

const thread = { ...emptyThread('1'), loading: null, hasOlder: false }
const opened = apply(signedIn, { event: 'local.threadOpened', data: thread })

function idsOf(state: State): readonly string[] {
  return state.threads.get('1')?.messages.map((each) => each.id) ?? []
}

t.test('messages stand by the time they were sent, however they arrive', async (t) => {
  const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 })
  fc.assert(
    fc.property(order, (ids) => {
      const events = ids.flatMap((id): AppEvent[] => [
        { event: 'message.created', data: message(id) },
        { event: 'message.updated', data: message(id, { status: 'read' }) },
      ])
      const state = apply(opened, ...events)
      const all = state.threads.get('1')?.messages ?? []
      return idsOf(state).join() === '1,2,3,4,5,6' && all.every((each) => each.status === 'read')
    }),
  )
  t.pass('in every order')
})

t.test('a message from outside the loaded window waits until it is loaded', async (t) => {
  const part: AppEvent = {
    event: 'local.threadOpened',
    data: { ...thread, messages: [message(10), message(20)], hasOlder: true, hasNewer: true },
  }
  const state = apply(
    signedIn,
    part,
    { event: 'message.created', data: message(5) },
    { event: 'message.created', data: message(30) },
    { event: 'message.created', data: message(15) },
  )
  t.strictSame(idsOf(state), ['10', '15', '20'])
})

t.test('a corrected time moves a message to its place', async (t) => {
  const state = apply(
    opened,
    { event: 'message.created', data: message(1) },
    { event: 'message.created', data: message(2) },
    { event: 'message.updated', data: message(1, { sentAt: at(9) }) },
  )
  t.strictSame(idsOf(state), ['2', '1'])
})

const outgoing: Outgoing = {
  body: { chatId: '1', clientId: 'c1', text: 'hi' },
  userId: me,
  createdAt: at(0),
  heldUntil: 0,
  state: 'waiting',
  problem: null,
  files: [],
}

t.test('the event that brings a sent message ends its wait', async (t) => {
  const waiting = apply(opened, { event: 'local.outgoing', data: outgoing })
  t.equal(waiting.outgoing.get('1')?.length, 1)
  const settled = apply(waiting, {
    event: 'message.created',
    data: message(3, { clientId: 'c1', direction: 'out' }),
  })
  t.equal(settled.outgoing.get('1'), undefined)
  t.strictSame(idsOf(settled), ['3'])
})

t.test('notes come, change and go', async (t) => {
  const state = apply(
    opened,
    { event: 'note.created', data: note(2) },
    { event: 'note.created', data: note(1) },
    { event: 'note.updated', data: note(2, { text: 'new' }) },
    { event: 'note.deleted', data: { id: '1', chatId: '1' } },
  )
  t.match(state.threads.get('1')?.notes, [{ id: '2', text: 'new' }])
})

t.test('what is removed on the server is removed here', async (t) => {
  const state = apply(
    opened,
    {
      event: 'local.viewLoaded',
      data: { key: '', chats: [chat(2), chat(1)], nextCursor: null, more: false },
    },
    { event: 'message.created', data: message(1) },
    { event: 'message.deleted', data: { id: '1', chatId: '1' } },
    { event: 'chat.deleted', data: { id: '2' } },
  )
  t.strictSame(idsOf(state), [])
  t.strictSame(state.views.get('')?.ids, ['1'])
  t.notOk(state.chats.has('2'))
})

t.test('thirty threads are kept, the one not opened for longest goes first', async (t) => {
  let state = signedIn
  for (let id = 1; id <= 31; id += 1) {
    state = apply(state, { event: 'local.threadOpened', data: { ...thread, chatId: String(id) } })
    if (id === 20) {
      state = apply(state, { event: 'local.threadOpened', data: { ...thread, chatId: '1' } })
    }
  }
  t.equal(state.threads.size, 30)
  t.ok(state.threads.has('1'))
  t.notOk(state.threads.has('2'))
})

t.test('a thread never holds more than its limit, and knows which end it let go', async (t) => {
  const messages = Array.from({ length: MESSAGES_KEPT }, (_, index) => message(1000 + index))
  const page = Array.from({ length: 50 }, (_, index) => message(999 - index))
  const joined = joinPage({ ...thread, messages, hasOlder: true }, page, 'older')
  t.equal(joined.messages.length, MESSAGES_KEPT)
  t.equal(joined.messages[0]?.id, '950')
  t.equal(joined.hasNewer, true)
  const newer = Array.from({ length: 10 }, (_, index) => message(5000 - index))
  const other = joinPage({ ...thread, messages }, newer, 'newer')
  t.equal(other.messages.at(-1)?.id, '5000')
  t.equal(other.hasOlder, true)
})

t.test('reading goes on at the first of the unread messages', async (t) => {
  const out = { direction: 'out' as const }
  const messages: Message[] = [message(1), message(2), message(3, out), message(4), message(5)]
  t.equal(firstUnread(messages, 2), '4')
  t.equal(firstUnread(messages, 3), '2')
  t.equal(firstUnread(messages, 0), null)
})
