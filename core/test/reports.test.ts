import t from 'tap'

import { findBoard, report } from '../src/index.ts'
import type { ReportQuery } from '../src/schemas/report.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser, counted } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const ada = await addUser(kernel, 'Ada', 'admin')
const parrot = await addConnection(kernel, 'parrot', 'A')
const other = await addConnection(kernel, 'gone', 'X')

const week = { from: '2026-03-02', to: '2026-03-08', timeZone: 'UTC' }
async function ask(change: Partial<ReportQuery> = {}) {
  return report(kernel, { ...week, ...change })
}
async function say(chatId: string, direction: 'in' | 'out', sentAt: string): Promise<void> {
  const id = await addMessage(kernel, chatId, { direction, sentAt })
  if (direction === 'out') {
    await kernel.database.query('update messages set author_id = $2 where id = $1', [id, ada.id])
  }
}

t.test('an empty range has numbers too, and no averages', async (t) => {
  t.match(await ask(), {
    received: 0,
    sent: 0,
    chats: { opened: 0, closed: 0 },
    response: { count: 0, medianSeconds: null, p90Seconds: null },
    days: [],
    hours: [],
    channels: [],
    users: [],
  })
})

t.test('what was said is counted by day, hour, channel and person', async (t) => {
  const first = await addChat(kernel, parrot)
  const second = await addChat(kernel, other)
  await kernel.database.query("update chats set created_at = '2026-03-03T09:00:00Z'")
  await say(first.id, 'in', '2026-03-03T09:00:00Z')
  await say(first.id, 'in', '2026-03-03T09:01:00Z')
  await say(first.id, 'out', '2026-03-03T09:02:00Z')
  await say(second.id, 'in', '2026-03-04T23:30:00Z')
  await say(second.id, 'out', '2026-03-05T00:30:00Z')
  await say(second.id, 'out', '2026-03-05T00:31:00Z')
  await say(second.id, 'in', '2026-03-09T00:00:00Z')
  const found = await ask()
  t.same(found.days, [
    { day: '2026-03-03', received: 2, sent: 1 },
    { day: '2026-03-04', received: 1, sent: 0 },
    { day: '2026-03-05', received: 0, sent: 2 },
  ])
  t.match(found, { received: 3, sent: 3, chats: { opened: 2 } })
  t.same(found.hours, [
    { weekday: 2, hour: 9, received: 2 },
    { weekday: 3, hour: 23, received: 1 },
  ])
  t.same(found.channels, [
    { channel: 'parrot', received: 2, sent: 1 },
    { channel: 'gone', received: 1, sent: 2 },
  ])
  t.same(found.users, [{ id: ada.id, name: 'Ada', sent: 3 }])
})

t.test('an answer is timed from the first message that waited for it', async (t) => {
  const { response } = await ask()
  t.equal(response.count, 2)
  t.equal(response.medianSeconds, (120 + 3600) / 2)
  t.same((await ask({ channel: 'parrot' })).response.medianSeconds, 120)
})

t.test('days are those of the asked time zone', async (t) => {
  const { days, hours } = await ask({ timeZone: 'Asia/Tokyo', connectionId: other })
  t.same(days, [{ day: '2026-03-05', received: 1, sent: 2 }])
  t.same(hours, [{ weekday: 4, hour: 8, received: 1 }])
})

t.test('activity lines are no messages, but tell which chats were closed', async (t) => {
  const before = await ask()
  const { id } = await addChat(kernel, parrot)
  const line = await addMessage(kernel, id, { direction: 'out', kind: 'system' })
  await kernel.database.query('update messages set sent_at = $2, content = $3 where id = $1', [
    line,
    '2026-03-05T10:00:00Z',
    JSON.stringify({ activity: { topic: 'status', from: 'open', to: 'closed' } }),
  ])
  const after = await ask()
  t.equal(after.sent, before.sent)
  t.equal(after.chats.closed, before.chats.closed + 1)
})

t.test('a range that cannot be is refused, by its field', async (t) => {
  const fault = (pointer: string) => ({ code: 'invalid', errors: [{ pointer }] })
  await t.rejects(ask({ from: '2026-13-40' }), fault('/from'))
  await t.rejects(ask({ to: '2026-03-01' }), fault('/to'))
  await t.rejects(ask({ to: '2028-03-01' }), fault('/to'))
  await t.rejects(ask({ timeZone: 'Middle/Earth' }), fault('/timeZone'))
})

t.test('the board shows who waits and who has how much to do, in one statement', async (t) => {
  await kernel.database.query('delete from chats')
  t.match(await findBoard(kernel), {
    open: 0,
    waiting: 0,
    waitingSince: null,
    people: [{ id: ada.id, name: 'Ada', open: 0, waiting: 0, waitingSince: null }],
  })
  const early = '2026-03-02T09:00:00.000Z'
  const late = '2026-03-02T10:00:00.000Z'
  await addChat(kernel, parrot, { waitingSince: late, assigneeId: ada.id })
  await addChat(kernel, parrot, { waitingSince: early })
  await addChat(kernel, other, { assigneeId: ada.id })
  await addChat(kernel, other, { status: 'closed', waitingSince: early })
  const gone = await addUser(kernel, 'Gone')
  await kernel.database.query('update users set disabled_at = now() where id = $1', [gone.id])
  const { result: board, statements } = await counted(kernel, findBoard)
  t.equal(statements.length, 1)
  t.match(board, { open: 3, waiting: 2, waitingSince: early, unassigned: 1, unassignedWaiting: 1 })
  t.same(board.people, [{ id: ada.id, name: 'Ada', open: 2, waiting: 1, waitingSince: late }])
  t.match(board.connections, [
    {
      id: parrot,
      channel: 'parrot',
      status: 'connected',
      open: 2,
      waiting: 2,
      waitingSince: early,
    },
    { id: other, open: 1, waiting: 0, waitingSince: null },
  ])
})
