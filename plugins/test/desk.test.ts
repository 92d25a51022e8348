import { since } from '@parley/core'
import t from 'tap'

import { addChat, addConnection } from '../../core/test/seeds.ts'
import { cannedReplyRoutes } from '../src/routes/canned-replies.ts'
import { chatRoutes } from '../src/routes/chats.ts'
import { draftRoutes } from '../src/routes/drafts.ts'
import { labelRoutes } from '../src/routes/labels.ts'
import { viewRoutes } from '../src/routes/views.ts'
import { startRig } from './rig.ts'

const { kernel, admin, agent } = await startRig(t, {
  async routes(app) {
    await app.register(chatRoutes, { signals: { read: () => undefined } })
    for (const routes of [labelRoutes, cannedReplyRoutes, viewRoutes, draftRoutes])
      await app.register(routes)
  },
})
const room = await addConnection(kernel)
const chat = await addChat(kernel, room)

async function told(work: () => Promise<unknown>): Promise<[string, string | null][]> {
  const [row] = await kernel.database.query<{ id: string }>(
    'select coalesce(max(id), 0)::text as id from events',
  )
  await work()
  return (await since(kernel.database, row!.id)).map(({ type, userId }) => [type, userId])
}

t.test('a label is made once, and follows its chats when it changes', async (t) => {
  const { status, body: label } = await agent.post('/api/labels', {
    name: ' VIP ',
    color: '#aa0000',
  })
  t.match([status, label], [201, { name: 'VIP', color: '#aa0000' }])
  t.equal((await agent.post('/api/labels', { name: 'vip' })).status, 409)
  const twice = await Promise.all(
    [1, 2, 3].map(() => agent.post('/api/labels', { name: 'at once' })),
  )
  t.same(
    twice.map((each) => each.status).sort((a, b) => a - b),
    [201, 409, 409],
  )
  await agent.patch(`/api/chats/${chat.id}`, { labels: ['VIP'] })
  const events = await told(() =>
    agent.patch(`/api/labels/${label.id}`, { name: 'Very important' }),
  )
  t.same(events, [
    ['chat.updated', null],
    ['labels.updated', null],
  ])
  t.same((await agent.get(`/api/chats/${chat.id}`)).body.labels, ['Very important'])
  t.equal((await agent.patch(`/api/labels/${label.id}`, { name: 'AT ONCE' })).status, 409)
  t.same(
    (await agent.get(`/api/chats/${chat.id}`)).body.labels,
    ['Very important'],
    'a refused name changes nothing',
  )
  t.equal((await agent.delete(`/api/labels/${label.id}`)).status, 204)
  t.same((await agent.get(`/api/chats/${chat.id}`)).body.labels, [])
  t.same(
    (await agent.get('/api/labels')).body.items.map(({ name }: { name: string }) => name),
    ['at once'],
  )
})

t.test('canned replies have one shortcut each', async (t) => {
  const { body: reply } = await agent.post('/api/canned-replies', {
    shortcut: 'hi',
    text: 'Hello {{name}}',
  })
  t.equal((await agent.post('/api/canned-replies', { shortcut: 'HI', text: 'x' })).status, 409)
  t.match(await agent.patch(`/api/canned-replies/${reply.id}`, { text: 'Hi!' }), {
    status: 200,
    body: { shortcut: 'hi', text: 'Hi!' },
  })
  t.match((await admin.get('/api/canned-replies')).body, {
    items: [{ shortcut: 'hi', text: 'Hi!' }],
  })
  t.equal((await agent.delete(`/api/canned-replies/${reply.id}`)).status, 204)
  t.same((await admin.get('/api/canned-replies')).body.items, [])
})

t.test('a view is one’s own, or shared by all', async (t) => {
  const mine = (await agent.post('/api/views', { name: 'Mine', query: 'assigneeId=me' })).body
  const events = await told(() =>
    agent.post('/api/views', { name: 'Ours', query: 'label=vip', shared: true }),
  )
  t.same(events, [['views.updated', null]])
  t.same(
    (await agent.get('/api/views')).body.items.map(
      ({ name, shared }: { name: string; shared: boolean }) => [name, shared],
    ),
    [
      ['Mine', false],
      ['Ours', true],
    ],
  )
  t.same(
    (await admin.get('/api/views')).body.items.map(({ name }: { name: string }) => name),
    ['Ours'],
  )
  t.equal(
    (await admin.delete(`/api/views/${mine.id}`)).status,
    404,
    'another person’s view is not there',
  )
  t.equal((await agent.delete(`/api/views/${mine.id}`)).status, 204)
})

t.test(
  'a draft is kept per chat, mode and person, and marks the chat on their screens only',
  async (t) => {
    const path = `/api/drafts/chat/${chat.id}`
    const save = (mode: string, text: string, who = agent) =>
      who.call('PUT', `${path}/${mode}`, { payload: { text } })
    t.same(await told(() => save('reply', 'Dear')), [['chat.updated', agent.id]])
    t.same(await told(() => save('reply', 'Dear Ann')), [], 'the mark is there already')
    await save('note', 'ask Ada')
    t.match((await agent.get(path)).body.items, [
      { mode: 'reply', text: 'Dear Ann', attachmentIds: [], replyToId: null },
      { mode: 'note', text: 'ask Ada' },
    ])
    t.same((await admin.get(path)).body.items, [])
    t.equal((await agent.get(`/api/chats/${chat.id}`)).body.hasDraft, true)
    t.equal((await admin.get(`/api/chats/${chat.id}`)).body.hasDraft, false)
    await save('note', '')
    t.same(await told(() => save('reply', '  ')), [['chat.updated', agent.id]])
    t.same((await agent.get(path)).body.items, [])
    t.equal((await agent.get(`/api/chats/${chat.id}`)).body.hasDraft, false)
    t.equal(
      (await agent.call('PUT', '/api/drafts/chat/999999/reply', { payload: { text: 'x' } })).status,
      404,
    )
  },
)
