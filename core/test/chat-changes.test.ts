import t from 'tap'

import {
  findChats,
  findMessages,
  findNotifications,
  patchChat,
  patchChats,
  since,
  wakeSnoozed,
} from '../src/index.ts'
import type { ChatPatch } from '../src/schemas/chat.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser } from './seeds.ts'

let now = new Date('2026-03-10T12:00:00Z')
const kernel = await startKernel(t, {
  adapters: startParrot().adapters,
  overrides: { now: () => now },
})
const ada = await addUser(kernel, 'Ada', 'admin')
const ben = await addUser(kernel, 'Ben')
const gone = await addUser(kernel, 'Gone')
await kernel.database.query('update users set disabled_at = now() where id = $1', [gone.id])
await kernel.database.query(`insert into labels (name) values ('vip'), ('shop'), ('new')`)
const room = await addConnection(kernel, 'parrot', 'A')

async function patch(id: string, change: ChatPatch, user = ada) {
  return patchChat(kernel, id, { patch: change, user })
}
async function linesOf(chatId: string) {
  const rows = await kernel.database.query<{ id: string }>(
    `select id::text from messages where chat_id = $1 and kind = 'system' order by messages.id`,
    [chatId],
  )
  return findMessages(
    kernel,
    rows.map(({ id }) => id),
  )
}
async function cursor(): Promise<string> {
  const [row] = await kernel.database.query<{ id: string }>(
    'select coalesce(max(id), 0)::text as id from events',
  )
  return row!.id
}

t.test('every part of a chat can be changed, and each change is told once', async (t) => {
  const { id } = await addChat(kernel, room, { lastMessageAt: now.toISOString() })
  const before = await cursor()
  const chat = await patch(id, {
    assigneeId: ben.id,
    labels: ['vip', 'shop'],
    priority: 'high',
    status: 'pending',
  })
  t.match(chat, { status: 'pending', assignee: ben, labels: ['vip', 'shop'], priority: 'high' })
  const events = await since(kernel.database, before)
  t.same(
    events.map(({ type, userId }) => [type, userId]),
    [
      ['message.created', null],
      ['message.created', null],
      ['message.created', null],
      ['message.created', null],
      ['notification.created', ben.id],
      ['chat.updated', null],
    ],
  )
  const again = await cursor()
  await patch(id, { assigneeId: ben.id, labels: ['vip', 'shop'] })
  t.equal(await cursor(), again, 'what is so already is no change')
  t.match(await patch(id, { assigneeId: null, labels: [], priority: null }), {
    assignee: null,
    labels: [],
    priority: null,
  })
})

t.test('a change leaves a line in the thread that is no word of the conversation', async (t) => {
  const { id } = await addChat(kernel, room)
  await addMessage(kernel, id, { text: 'Hi' })
  await patch(id, { status: 'closed' })
  await patch(id, { status: 'open', assigneeId: ada.id })
  await patch(id, { labels: ['vip'] }, ben)
  const lines = await linesOf(id)
  t.same(
    lines.map(({ text }) => text),
    ['Ada closed the chat', 'Ada reopened the chat', 'Ada took the chat', 'Ben added vip'],
  )
  t.match(lines[2], {
    kind: 'system',
    direction: 'out',
    author: { type: 'user', id: ada.id, name: 'Ada' },
    content: { activity: { topic: 'assignee', from: null, to: ada } },
  })
  const [chat] = await findChats(kernel, [id], ada.id)
  t.equal(chat?.lastMessage?.text, 'Hi')
  t.equal(chat?.unreadCount, 1)
})

t.test('what cannot be is refused by its field, and nothing is changed', async (t) => {
  const { id } = await addChat(kernel, room)
  const before = await cursor()
  function invalid(pointer: string) {
    return { code: 'invalid', errors: [{ pointer }] }
  }
  await t.rejects(patch(id, { assigneeId: '999999' }), invalid('/assigneeId'))
  await t.rejects(patch(id, { assigneeId: gone.id }), invalid('/assigneeId'), 'a disabled user')
  await t.rejects(patch(id, { labels: ['vip', 'unheard of'] }), invalid('/labels'))
  await t.rejects(patch(id, { snoozedUntil: '2026-03-10T11:59:59Z' }), invalid('/snoozedUntil'))
  await t.rejects(patch(id, { snoozedUntil: '2026-02-30T00:00:00Z\0' }), invalid('/snoozedUntil'))
  await t.rejects(
    patch(id, { snoozedUntil: '2026-04-01T00:00:00Z', status: 'closed' }),
    invalid('/snoozedUntil'),
  )
  await t.rejects(patch('999999', { status: 'closed' }), { code: 'not_found' })
  t.equal(await cursor(), before)
  t.match((await findChats(kernel, [id], ada.id))[0], {
    status: 'open',
    labels: [],
    assignee: null,
  })
})

t.test(
  'a chat sleeps until its time, until its contact writes, or until it is woken',
  async (t) => {
    const { id } = await addChat(kernel, room, { assigneeId: ben.id })
    t.match(await patch(id, { snoozedUntil: '2026-03-11T09:00:00+01:00' }), {
      status: 'snoozed',
      snoozedUntil: '2026-03-11T08:00:00.000Z',
    })
    t.match(await patch(id, { snoozedUntil: null }), { status: 'open', snoozedUntil: null })
    t.match(await patch(id, { status: 'snoozed' }), { status: 'snoozed', snoozedUntil: null })
    t.equal(await wakeSnoozed(kernel), 0, 'without a time it sleeps on')
    await patch(id, { snoozedUntil: '2026-03-11T08:00:00Z' })
    t.match(await patch(id, { status: 'closed' }), { status: 'closed', snoozedUntil: null })
    await patch(id, { snoozedUntil: '2026-03-11T08:00:00Z' })
    now = new Date('2026-03-11T07:59:59Z')
    t.equal(await wakeSnoozed(kernel), 0)
    now = new Date('2026-03-11T08:00:00Z')
    const before = await cursor()
    t.equal(await wakeSnoozed(kernel), 1)
    t.equal(await wakeSnoozed(kernel), 0)
    t.match((await findChats(kernel, [id], ada.id))[0], { status: 'open', snoozedUntil: null })
    const events = await since(kernel.database, before)
    t.same(
      events.map(({ type }) => type),
      ['message.created', 'notification.created', 'chat.updated'],
    )
    const [notification] = await findNotifications(kernel, [events[1]!.subject])
    t.match(notification, { kind: 'woken', chatId: id })
  },
)

t.test('closing ends the waiting; reopening asks whose turn it is', async (t) => {
  const { id } = await addChat(kernel, room)
  await addMessage(kernel, id, { sentAt: '2026-03-09T10:00:00Z' })
  await kernel.database.query(
    `update chats set waiting_since = '2026-03-09T10:00:00Z' where id = $1`,
    [id],
  )
  t.equal((await patch(id, { status: 'closed' })).waitingSince, null)
  t.equal((await patch(id, { status: 'open' })).waitingSince, '2026-03-09T10:00:00.000Z')
  await addMessage(kernel, id, { direction: 'out', sentAt: '2026-03-09T11:00:00Z' })
  await patch(id, { status: 'closed' })
  t.equal((await patch(id, { status: 'open' })).waitingSince, null)
})

t.test('many chats are changed at once, and put back at once', async (t) => {
  const seeds = [
    { labels: ['vip'] },
    { labels: ['new'], priority: 'low' },
    { status: 'pending' },
    {},
  ]
  const ids: string[] = []
  for (const seed of seeds)
    ids.push((await addChat(kernel, room, { ...seed, assigneeId: ben.id })).id)
  async function read() {
    const chats = await findChats(kernel, ids, ada.id)
    return chats.map(({ status, labels, priority, assignee }) => ({
      status,
      labels,
      priority,
      assignee,
    }))
  }
  const before = await read()
  const { count, undo } = await patchChats(
    kernel,
    {
      filter: { assigneeId: ben.id, connectionId: room, status: 'open' },
      patch: { status: 'closed', addLabels: ['shop'], removeLabels: ['new'] },
    },
    ada,
  )
  const open = before.filter(({ status }) => status === 'open').length
  t.ok(count >= open)
  t.same(
    (await read()).map(({ labels, status }) => [status, ...labels]),
    [['closed', 'vip', 'shop'], ['closed', 'shop'], ['pending'], ['closed', 'shop']],
  )
  for (const back of undo) await patchChats(kernel, back, ada)
  t.same(await read(), before)
  t.equal(
    (await patchChats(kernel, { ids: [...ids, '999999'], patch: { priority: 'urgent' } }, ada))
      .count,
    4,
  )
  await t.rejects(patchChats(kernel, { patch: { priority: 'low' } }, ada), { code: 'invalid' })
  await t.rejects(patchChats(kernel, { ids, filter: {}, patch: { priority: 'low' } }, ada), {
    code: 'invalid',
  })
  await t.rejects(patchChats(kernel, { ids, patch: { labels: [], addLabels: ['vip'] } }, ada), {
    code: 'invalid',
  })
})

t.test('two people who change the same chats at once wait for each other', async (t) => {
  const ids: string[] = []
  for (let i = 0; i < 20; i++) ids.push((await addChat(kernel, room)).id)
  const results = await Promise.all(
    [ids, ids.toReversed(), ids, ids.toReversed()].map((each, i) =>
      patchChats(kernel, { ids: each, patch: { priority: i % 2 ? 'low' : 'high' } }, ada),
    ),
  )
  t.equal(results.length, 4)
})

t.test('more chats than one patch takes go back in as many patches', async (t) => {
  await kernel.database.query(
    `with p as (insert into contacts (name) select 'many' from generate_series(1, 1500) returning id)
     insert into chats (connection_id, contact_id, identity, priority) select $1, id, 'many-' || id, 'urgent' from p`,
    [room],
  )
  const filter = { priority: 'urgent', status: 'open' } as const
  const { count, undo } = await patchChats(kernel, { filter, patch: { priority: null } }, ada)
  t.ok(count >= 1500)
  t.ok(undo.every(({ ids }) => ids.length <= 1000))
  for (const back of undo) await patchChats(kernel, back, ada)
  t.equal((await patchChats(kernel, { filter, patch: { priority: 'low' } }, ada)).count, count)
})
