import t from 'tap'

import {
  countChats,
  findChats,
  findPersonalParts,
  indexMessages,
  listChats,
  markRead,
  markUnread,
} from '../src/index.ts'
import type { ChatQuery } from '../src/schemas/chat.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser } from './seeds.ts'

const now = new Date('2026-03-10T12:00:00Z')
function at(hoursAgo: number): string {
  return new Date(now.getTime() - hoursAgo * 3_600_000).toISOString()
}

const kernel = await startKernel(t, {
  adapters: startParrot().adapters,
  overrides: { now: () => now },
})
const ada = await addUser(kernel, 'Ada', 'admin')
const ben = await addUser(kernel, 'Ben')
const parrot = await addConnection(kernel, 'parrot', 'A')
const other = await addConnection(kernel, 'gone', 'X')

async function idsOf(query: ChatQuery, userId = ada.id): Promise<string[]> {
  return (await listChats(kernel, userId, query)).items.map(({ id }) => id)
}
async function allPages(query: ChatQuery): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listChats>> = await listChats(kernel, ada.id, {
      ...query,
      ...(cursor && { cursor }),
    })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor)
  return ids
}

const newest = await addChat(kernel, parrot, {
  name: 'José Álvarez',
  lastMessageAt: at(1),
  waitingSince: at(1),
  assigneeId: ada.id,
  inbound: 2,
})
const middle = await addChat(kernel, parrot, {
  name: 'Zoë',
  handle: 'zoe_shop',
  identity: '4915112345678',
  lastMessageAt: at(20),
  waitingSince: at(20),
  priority: 'high',
  inbound: 1,
})
const closed = await addChat(kernel, parrot, {
  name: 'Old Friend',
  lastMessageAt: at(2),
  lastInAt: at(300),
  status: 'closed',
  labels: ['vip'],
})
const snoozed = await addChat(kernel, parrot, {
  status: 'snoozed',
  snoozedUntil: at(-5),
  lastMessageAt: at(30),
})
const foreign = await addChat(kernel, other, {
  name: null,
  identity: 'stranger%_1',
  lastMessageAt: at(40),
  labels: ['vip', 'shop'],
  assigneeId: ben.id,
})

t.test('the latest word comes first, over all statuses or in one', async (t) => {
  t.same(await idsOf({}), [newest.id, closed.id, middle.id, snoozed.id, foreign.id])
  t.same(await idsOf({ status: 'all' }), await idsOf({}))
  t.same(await idsOf({ status: 'open' }), [newest.id, middle.id, foreign.id])
  t.same(await idsOf({ status: 'closed' }), [closed.id])
  t.same(await idsOf({ status: 'pending' }), [])
})

t.test('each filter keeps what it names', async (t) => {
  t.same(await idsOf({ channel: 'gone' }), [foreign.id])
  t.same(await idsOf({ channel: 'never' }), [])
  t.same(await idsOf({ connectionId: parrot, status: 'open' }), [newest.id, middle.id])
  t.same(await idsOf({ contactId: middle.contactId }), [middle.id])
  t.same(await idsOf({ assigneeId: 'me' }), [newest.id])
  t.same(await idsOf({ assigneeId: 'me' }, ben.id), [foreign.id])
  t.same(await idsOf({ assigneeId: 'none', status: 'open' }), [middle.id])
  t.same(await idsOf({ assigneeId: ben.id }), [foreign.id])
  t.same(await idsOf({ label: 'vip' }), [closed.id, foreign.id])
  t.same(await idsOf({ label: "vip'; drop table chats --" }), [])
  t.same(await idsOf({ priority: 'high' }), [middle.id])
  t.same(await idsOf({ waiting: true }), [newest.id, middle.id])
  t.same(await idsOf({ waiting: false, status: 'open' }), [foreign.id])
  t.same(await idsOf({ label: 'vip', status: 'open', assigneeId: ben.id, channel: 'gone' }), [
    foreign.id,
  ])
})

t.test('what one has not read comes first, for each person by their own reading', async (t) => {
  const unread = [newest.id, middle.id]
  t.same((await idsOf({ sort: 'unread' })).slice(0, 2), unread)
  await markRead(kernel, newest.id, ben.id)
  t.same((await idsOf({ sort: 'unread' }, ben.id)).slice(0, 2), [middle.id, newest.id])
  t.same((await idsOf({ sort: 'unread' })).slice(0, 2), unread, 'Ada has read nothing')
  await kernel.database.query('delete from reads')
})

t.test(
  'those who wait longest, or whose window closes first, come first; the others after them, newest first',
  async (t) => {
    t.same(await idsOf({ sort: 'waiting' }), [
      middle.id,
      newest.id,
      closed.id,
      snoozed.id,
      foreign.id,
    ])
    t.same(await idsOf({ sort: 'window' }), [
      middle.id,
      newest.id,
      closed.id,
      snoozed.id,
      foreign.id,
    ])
  },
)

t.test(
  'a person is found by name, handle and address, without accents and wildcards',
  async (t) => {
    t.same(await idsOf({ q: 'jose' }), [newest.id])
    t.same(await idsOf({ q: 'ÁLVAR' }), [newest.id])
    t.same(await idsOf({ q: 'ál' }), [newest.id], 'two letters begin a word')
    t.same(await idsOf({ q: 'lv' }), [])
    t.same(await idsOf({ q: 'ál' }), [newest.id], 'two letters begin a word')
    t.same(await idsOf({ q: 'lv' }), [])
    t.same(await idsOf({ q: 'zoe_s' }), [middle.id])
    t.same(await idsOf({ q: '+49 151 123' }), [middle.id])
    t.same(await idsOf({ q: '%_' }), [foreign.id])
    t.same(await idsOf({ q: '%%%' }), [])
    t.same(await idsOf({ q: "' & | ! :* <-> \\ (" }), [])
    t.same(await idsOf({ q: '\0 ' }), await idsOf({}))
    t.same(await idsOf({ q: '(a+)+$' }), [])
  },
)

t.test('a chat is found by what was said in it', async (t) => {
  await addMessage(kernel, snoozed.id, { text: 'Where is my Crème brûlée?', sentAt: at(30) })
  await indexMessages(kernel)
  t.same(await idsOf({ q: 'creme brul' }), [snoozed.id])
  t.same(await idsOf({ q: 'creme soup' }), [])
})

t.test('a chat shows its person, its last word and what may be sent', async (t) => {
  await addMessage(kernel, middle.id, { text: 'Is it blue?', sentAt: at(20) })
  const [chat, nameless] = await findChats(kernel, [middle.id, foreign.id, '999999'], ada.id)
  t.match(chat, {
    channel: 'parrot',
    connection: { id: parrot, name: 'parrot A' },
    contact: { id: middle.contactId, name: 'Zoë', handle: 'zoe_shop', avatarUrl: null },
    identity: '4915112345678',
    lastMessage: {
      direction: 'in',
      kind: 'text',
      text: 'Is it blue?',
      status: 'received',
      at: at(20),
    },
    lastMessageAt: at(20),
    window: { state: 'open', closesAt: at(-4) },
    hasFailed: false,
    hasDraft: false,
  })
  t.match(nameless, {
    contact: { name: 'stranger%_1' },
    window: { state: 'closed', allows: [] },
    assignee: { id: ben.id, name: 'Ben' },
  })
  await addMessage(kernel, middle.id, { direction: 'out', status: 'failed', sentAt: at(19) })
  t.equal((await findChats(kernel, [middle.id], ada.id))[0]?.hasFailed, true)
})

t.test('unread is each user’s own', async (t) => {
  async function unread(userId: string): Promise<number | undefined> {
    return (await findChats(kernel, [newest.id], userId))[0]?.unreadCount
  }
  t.equal(await unread(ada.id), 2)
  await markRead(kernel, newest.id, ada.id)
  t.equal(await unread(ada.id), 0)
  t.equal(await unread(ben.id), 2)
  await addMessage(kernel, newest.id, { sentAt: at(1) })
  t.equal(await unread(ada.id), 1)
  t.ok((await idsOf({ unread: true })).includes(newest.id))
  await markRead(kernel, newest.id, ada.id)
  t.notOk((await idsOf({ unread: true })).includes(newest.id))
  t.ok((await idsOf({ unread: false })).includes(newest.id))
  await markUnread(kernel, newest.id, ada.id)
  t.equal(await unread(ada.id), 1)
  const parts = await findPersonalParts(kernel, [newest.id, middle.id], [ada.id, ben.id])
  t.same(parts.get(`${ada.id}|${newest.id}`), { unreadCount: 1, hasDraft: false })
  t.equal(parts.get(`${ben.id}|${newest.id}`)?.unreadCount, 3)
  await t.rejects(markRead(kernel, '999999', ada.id), { code: 'not_found' })
})

t.test('what fell silent before a user came is not unread to them', async (t) => {
  const { id } = await addChat(kernel, parrot, { inbound: 5, lastMessageAt: at(24 * 60) })
  const late = await addUser(kernel, 'Late')
  await kernel.database.query('update users set created_at = $2 where id = $1', [late.id, at(24)])
  t.equal((await findChats(kernel, [id], late.id))[0]?.unreadCount, 0)
  await addMessage(kernel, id, { sentAt: at(1) })
  t.equal((await findChats(kernel, [id], late.id))[0]?.unreadCount, 6)
  await kernel.database.query('delete from chats where id = $1', [id])
})

t.test('the numbers beside the views are those of their lists', async (t) => {
  const counts = await countChats(kernel, ada.id)
  t.equal(counts.mine, (await idsOf({ status: 'open', assigneeId: 'me' })).length)
  t.equal(counts.unassigned, (await idsOf({ status: 'open', assigneeId: 'none' })).length)
  for (const status of ['open', 'pending', 'snoozed', 'closed'] as const)
    t.equal(counts[status], (await idsOf({ status })).length, status)
  t.equal(
    counts.unread,
    (await idsOf({ status: 'open', unread: true })).length +
      (await idsOf({ status: 'pending', unread: true })).length,
  )
  t.same(counts.byChannel, { parrot: 2, gone: 1 })
  t.same(counts.byConnection, { [parrot]: 2, [other]: 1 })
  t.same(counts.byLabel, { vip: 1, shop: 1 })
})

t.test('pages hold every chat once, in every order, also while others come in', async (t) => {
  for (let i = 0; i < 25; i++)
    await addChat(kernel, parrot, {
      status: i % 3 ? 'open' : 'closed',
      lastMessageAt: i % 5 ? at(50 + Math.floor(i / 2)) : null,
      waitingSince: i % 2 ? at(60 - (i % 4)) : null,
    })
  const all = new Set(await idsOf({ limit: 100 }))
  for (const sort of ['latest', 'waiting', 'window', 'unread'] as const) {
    t.same(await allPages({ sort, limit: 4 }), await idsOf({ sort, limit: 100 }), sort)
    t.same(new Set(await allPages({ sort, limit: 7 })), all)
  }
  const first = await listChats(kernel, ada.id, { limit: 5 })
  const expected = (await idsOf({ limit: 100 })).slice(5)
  for (let i = 0; i < 10; i++) await addChat(kernel, parrot)
  await kernel.database.query('delete from chats where id = $1', [first.items.at(-1)!.id])
  t.same(
    await idsOf({ limit: 100, cursor: first.nextCursor! }),
    expected,
    'its own row was deleted meanwhile',
  )
})

t.test('a cursor is good for its list, its filters and its reader only', async (t) => {
  const { nextCursor } = await listChats(kernel, ada.id, { limit: 2, status: 'open' })
  const cursor = nextCursor!
  const bad = { code: 'bad_cursor', statusCode: 400 }
  t.ok(await listChats(kernel, ada.id, { status: 'open', cursor }))
  await t.rejects(listChats(kernel, ada.id, { cursor }), bad, 'another filter')
  await t.rejects(
    listChats(kernel, ada.id, { status: 'open', sort: 'waiting', cursor }),
    bad,
    'another order',
  )
  await t.rejects(listChats(kernel, ben.id, { status: 'open', cursor }), bad, 'another reader')
  const flipped = (cursor[0] === 'a' ? 'b' : 'a') + cursor.slice(1)
  for (const wrong of [
    flipped,
    cursor.slice(0, -1),
    'AAAA',
    '-1',
    `${'x'.repeat(400)}.y`,
    '.',
    'e30.e30',
  ])
    await t.rejects(
      listChats(kernel, ada.id, { status: 'open', cursor: wrong }),
      bad,
      wrong.slice(0, 20),
    )
})
