import type { Chat, Message } from '@parley/core/schemas'
import t from 'tap'

import { createBurst } from '../src/features/attention/burst.ts'
import { runForLeader } from '../src/features/attention/leader.ts'
import {
  closingSoon,
  noticeOfConnection,
  noticeOfMessage,
  noticeOfNotification,
} from '../src/features/attention/notices.ts'
import { attentionOf, isQuiet, usualAttention } from '../src/features/attention/preferences.ts'

function at(time: string): Date {
  return new Date(`2026-03-04T${time}:00`)
}

t.test('quiet hours may lie within a day or go over midnight', async (t) => {
  const day = { isOn: true, from: '12:00', to: '13:30' }
  t.ok(isQuiet(day, at('12:00')))
  t.ok(isQuiet(day, at('13:29')))
  t.notOk(isQuiet(day, at('13:30')))
  t.notOk(isQuiet(day, at('11:59')))
  const night = { isOn: true, from: '20:00', to: '08:00' }
  t.ok(isQuiet(night, at('23:30')))
  t.ok(isQuiet(night, at('00:00')))
  t.ok(isQuiet(night, at('07:59')))
  t.notOk(isQuiet(night, at('08:00')))
  t.notOk(isQuiet(night, at('19:59')))
})

t.test('quiet hours that are off, empty or nonsense silence nothing', async (t) => {
  t.notOk(isQuiet({ isOn: false, from: '00:00', to: '23:59' }, at('12:00')))
  t.notOk(isQuiet({ isOn: true, from: '08:00', to: '08:00' }, at('08:00')))
  t.notOk(isQuiet({ isOn: true, from: '25:00', to: '08:00' }, at('07:00')))
  t.notOk(isQuiet({ isOn: true, from: '', to: '' }, at('07:00')))
})

t.test(
  'preferences of another version keep what they know and take the usual for the rest',
  async (t) => {
    const kept = { kinds: { message: { sound: false }, later: { sound: true } }, volume: 0.1 }
    const read = attentionOf(kept)
    t.same(read.kinds.message, { desktop: true, sound: false })
    t.same(read.kinds.mention, usualAttention.kinds.mention)
    t.notHas(read.kinds, { later: {} })
    t.equal(read.volume, 0.1)
    t.same(read.quiet, usualAttention.quiet)
    t.same(attentionOf(undefined), usualAttention)
    t.same(attentionOf('nonsense'), usualAttention)
  },
)

t.test('a burst of messages is one sound, however long it lasts', async (t) => {
  const burst = createBurst(3000)
  const times = [0, 500, 3400, 6000, 9001, 9002]
  t.same(
    times.map((now) => burst.mayStart(now)),
    [true, false, false, false, true, false],
  )
})

const chat = {
  id: '7',
  contact: { id: '1', name: 'Ana', handle: null, avatarUrl: null },
  assignee: null,
  status: 'open',
  waitingSince: '2026-03-04T10:00:00.000Z',
  window: { state: 'open', closesAt: '2026-03-04T12:00:00.000Z', allows: [] },
} as unknown as Chat
const message = { id: '9', chatId: '7', direction: 'in' } as Message

t.test('a contact’s message matters in a chat of mine and in one of nobody', async (t) => {
  t.match(noticeOfMessage(message, chat, '1'), { kind: 'unassigned', name: 'Ana', chatId: '7' })
  const mine = { ...chat, assignee: { id: '1', name: 'Me' } }
  t.match(noticeOfMessage(message, mine, '1'), { kind: 'message', tag: 'chat-7' })
  t.equal(noticeOfMessage(message, mine, '2'), null)
  t.equal(noticeOfMessage({ ...message, direction: 'out' }, mine, '1'), null)
})

t.test('a notification of a kind that is not known here is left to the centre', async (t) => {
  const kept = { id: '3', chatId: '7', noteId: '4', text: 'look', readAt: null, createdAt: '' }
  t.match(noticeOfNotification({ ...kept, kind: 'mention' }, 'Ben'), { noteId: '4', text: 'look' })
  t.equal(noticeOfNotification({ ...kept, kind: 'something' }, 'Ben'), null)
})

t.test('a connection is news only when it stops working', async (t) => {
  const down = { id: '1', name: 'Shop', status: 'needs_reconnect' } as const
  t.match(noticeOfConnection(down, 'connected'), { kind: 'connection', name: 'Shop' })
  t.equal(noticeOfConnection(down, 'needs_reconnect'), null)
  t.equal(noticeOfConnection(down, undefined), null)
  t.equal(noticeOfConnection({ ...down, status: 'connected' }, 'needs_reconnect'), null)
})

t.test('a window that closes soon matters while my contact waits', async (t) => {
  const now = Date.parse('2026-03-04T10:30:00.000Z')
  const mine = { ...chat, assignee: { id: '1', name: 'Me' } }
  t.same(closingSoon([mine], '1', now), [mine])
  t.same(closingSoon([mine], '2', now), [])
  t.same(closingSoon([{ ...mine, waitingSince: null }], '1', now), [])
  t.same(closingSoon([{ ...mine, status: 'closed' }], '1', now), [])
  t.same(closingSoon([mine], '1', now - 3_600_000), [])
  t.same(closingSoon([mine], '1', now + 2 * 3_600_000), [])
})

t.test('one of several tabs leads, and the next takes over when it goes', async (t) => {
  const { locks } = navigator
  const first = runForLeader('test.leader', locks)
  await locks.request('test.first', () => Promise.resolve())
  const second = runForLeader('test.leader', locks)
  const third = runForLeader('test.leader', locks)
  t.ok(first.isLeading())
  t.notOk(second.isLeading())
  second.resign()
  first.resign()
  t.notOk(first.isLeading())
  await locks.query()
  while (!third.isLeading()) await locks.query()
  t.notOk(second.isLeading())
  third.resign()
})

t.test('without locks every tab leads', async (t) => {
  t.ok(runForLeader('test.none', undefined).isLeading())
})
