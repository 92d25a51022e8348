import t from 'tap'

import { startParrot } from '../../core/test/parrot.ts'
import { addChat, addConnection, addMessage } from '../../core/test/seeds.ts'
import { cannedReplyRoutes } from '../src/routes/canned-replies.ts'
import { chatRoutes } from '../src/routes/chats.ts'
import { contactRoutes } from '../src/routes/contacts.ts'
import { draftRoutes } from '../src/routes/drafts.ts'
import { labelRoutes } from '../src/routes/labels.ts'
import { noteRoutes } from '../src/routes/notes.ts'
import { notificationRoutes } from '../src/routes/notifications.ts'
import { searchRoutes } from '../src/routes/search.ts'
import { viewRoutes } from '../src/routes/views.ts'
import { startRig } from './rig.ts'

const read: string[] = []
const signals = { read: (chatId: string) => void read.push(chatId) }
const { kernel, admin, agent, stranger } = await startRig(t, {
  adapters: startParrot().adapters,
  async routes(app) {
    await app.register(chatRoutes, { signals })
    for (const routes of [
      noteRoutes,
      labelRoutes,
      cannedReplyRoutes,
      viewRoutes,
      draftRoutes,
      notificationRoutes,
      contactRoutes,
      searchRoutes,
    ])
      await app.register(routes)
  },
})
const room = await addConnection(kernel, 'parrot', 'A')
const chat = await addChat(kernel, room, { name: 'Ann', identity: 'ann' })
await addMessage(kernel, chat.id, { text: 'Hello' })

const problem = { code: String, status: Number, title: String, detail: String, requestId: String }

t.test('a chat is listed, read, changed and counted', async (t) => {
  const { status, body } = await agent.get('/api/chats?status=open&limit=10&unread=true')
  t.equal(status, 200)
  t.match(body, {
    items: [{ id: chat.id, unreadCount: 1, lastMessage: { text: 'Hello' } }],
    nextCursor: null,
  })
  t.equal((await agent.post(`/api/chats/${chat.id}/read`)).status, 204)
  t.same(read, [chat.id], 'the contact’s side is told')
  t.equal((await agent.get(`/api/chats/${chat.id}`)).body.unreadCount, 0)
  t.equal((await admin.get(`/api/chats/${chat.id}`)).body.unreadCount, 1)
  t.equal((await agent.post(`/api/chats/${chat.id}/unread`)).status, 204)
  t.equal((await agent.get(`/api/chats/${chat.id}`)).body.unreadCount, 1)
  const patched = await agent.patch(`/api/chats/${chat.id}`, {
    assigneeId: agent.id,
    priority: 'high',
  })
  t.match(patched, {
    status: 200,
    body: { assignee: { id: agent.id, name: 'Ben Agent' }, priority: 'high' },
  })
  t.match((await agent.get('/api/counts')).body, { mine: 1, open: 1, byChannel: { parrot: 1 } })
  const bulk = await agent.patch('/api/chats', {
    filter: { status: 'open' },
    patch: { status: 'closed' },
  })
  t.match(bulk, {
    status: 200,
    body: { count: 1, undo: [{ ids: [chat.id], patch: { status: 'open' } }] },
  })
  t.equal((await agent.patch('/api/chats', bulk.body.undo[0])).body.count, 1)
})

t.test('a chat is started once', async (t) => {
  const first = await agent.post('/api/chats', { connectionId: room, identity: 'new person' })
  t.match(first, { status: 201, body: { identity: 'new person', lastMessage: null } })
  t.match(await agent.post('/api/chats', { connectionId: room, identity: 'new person' }), {
    status: 200,
    body: { id: first.body.id },
  })
  t.match(await agent.post('/api/chats', { connectionId: '999', identity: 'x' }), {
    status: 404,
    body: { errors: [{ pointer: '/connectionId' }] },
  })
})

t.test('ids, pages and queries that are none are refused by their field', async (t) => {
  const paths = [
    '/api/chats/abc',
    '/api/chats/%00',
    '/api/chats/0',
    '/api/chats/-1',
    '/api/chats/1.5',
    '/api/chats/99999999999999999999',
    '/api/chats?limit=-1',
    '/api/chats?limit=0',
    '/api/chats?limit=1e9',
    '/api/chats?limit=101',
    '/api/chats?limit=abc',
    '/api/chats?limit=1.5',
    '/api/chats?limit=10&limit=20',
    '/api/chats?offset=10',
    '/api/chats?__proto__=1&constructor=2',
    '/api/chats?sort=createdAt;drop%20table%20chats',
    '/api/chats?sort[__proto__]=x',
    '/api/chats?status=asleep',
    '/api/chats?assigneeId=1)%20OR%20pg_sleep(5)--',
    '/api/chats?connectionId=1%20or%201=1',
    '/api/chats?unread=maybe',
    '/api/chats?priority=%22AND%201=1)%20OR%20(1',
    `/api/chats?q=${'a'.repeat(201)}`,
    '/api/chats?q=',
    '/api/chats?cursor=abc.def',
    `/api/chats?cursor=${'x'.repeat(501)}`,
    '/api/notes/chat/abc',
    '/api/contacts/abc',
    '/api/contacts?limit=1000',
    '/api/messages/search',
    `/api/messages/search?q=${'%25'.repeat(201)}`,
    '/api/messages/search?q=a&chatId=x',
    '/api/messages/search?q=a&cursor=bm8.bm8',
    '/api/notifications?cursor=W10.x',
  ]
  for (const path of paths) {
    const { status, body } = await agent.get(path)
    t.equal(status, 400, path)
    t.match(body, problem, path)
  }
  t.equal((await agent.get(`/api/chats/${'1'.repeat(101)}`)).status, 414)
})

t.test('what is not there looks the same everywhere', async (t) => {
  for (const path of [
    '/api/chats/999999',
    '/api/notes/chat/999999',
    '/api/contacts/999999',
    '/api/contacts/999999/export',
  ])
    t.match(await admin.get(path), { status: 404, body: { code: 'not_found' } }, path)
  t.equal((await agent.patch('/api/chats/999999', { status: 'open' })).status, 404)
  t.equal((await agent.post('/api/chats/999999/read')).status, 404)
  t.equal((await agent.delete('/api/notes/999999')).status, 404)
  t.equal((await agent.patch('/api/labels/999999', { name: 'x' })).status, 404)
  t.equal((await agent.delete('/api/canned-replies/999999')).status, 404)
  t.equal((await agent.delete('/api/views/999999')).status, 404)
})

t.test('bodies that are not what was asked for are refused, whatever they hold', async (t) => {
  const bodies: [string, string, unknown, number][] = [
    ['PATCH', `/api/chats/${chat.id}`, {}, 400],
    ['PATCH', `/api/chats/${chat.id}`, { status: 'gone' }, 400],
    ['PATCH', `/api/chats/${chat.id}`, { inboundCount: 5 }, 400],
    ['PATCH', `/api/chats/${chat.id}`, { assigneeId: 1 }, 400],
    ['PATCH', `/api/chats/${chat.id}`, { assigneeId: '999999' }, 422],
    ['PATCH', `/api/chats/${chat.id}`, { labels: ['unknown'] }, 422],
    ['PATCH', `/api/chats/${chat.id}`, { labels: { __raw: true, sql: 'x' } }, 400],
    ['PATCH', `/api/chats/${chat.id}`, { snoozedUntil: '2020-01-01T00:00:00Z' }, 422],
    ['PATCH', `/api/chats/${chat.id}`, { snoozedUntil: '2026-02-30' }, 400],
    ['PATCH', '/api/chats', { patch: { status: 'open' } }, 422],
    ['PATCH', '/api/chats', { ids: [], patch: { status: 'open' } }, 400],
    ['PATCH', '/api/chats', { filter: { limit: 5 }, patch: { status: 'open' } }, 400],
    ['POST', '/api/notes', { chatId: chat.id, text: '   ' }, 400],
    ['POST', '/api/notes', { chatId: chat.id, text: { __raw: true, sql: 'x' } }, 400],
    ['POST', '/api/notes', { chatId: '999999', text: 'x' }, 404],
    ['POST', '/api/notes', { chatId: chat.id, text: 'x', mentions: ['999999'] }, 422],
    ['POST', '/api/labels', { name: 'x', color: 'red' }, 400],
    ['POST', '/api/canned-replies', { shortcut: 'with space', text: 'x' }, 400],
    ['PATCH', `/api/contacts/${chat.contactId}`, { name: { __raw: true, sql: 'select 1' } }, 400],
    ['POST', `/api/contacts/${chat.contactId}/merge`, { contactId: chat.contactId }, 422],
  ]
  for (const [method, path, body, status] of bodies) {
    const answer = await agent.call(method, path, { payload: body as object })
    t.equal(answer.status, status, `${method} ${path} ${JSON.stringify(body)}`)
    t.match(answer.body, problem)
  }
})

t.test('NUL and half letters in texts break nothing', async (t) => {
  const text = 'a\u0000b\uD800c'
  t.match(await agent.post('/api/notes', { chatId: chat.id, text }), {
    status: 201,
    body: { text: 'ab\uFFFDc' },
  })
  const bodies: [string, string, unknown][] = [
    ['POST', '/api/labels', { name: text }],
    ['POST', '/api/canned-replies', { shortcut: text, text }],
    ['POST', '/api/views', { name: text, query: text }],
    ['PUT', `/api/drafts/chat/${chat.id}/reply`, { text }],
    ['PATCH', `/api/contacts/${chat.contactId}`, { name: text, details: { [text]: text } }],
    ['POST', '/api/chats', { connectionId: room, identity: text }],
  ]
  for (const [method, path, body] of bodies)
    t.ok((await agent.call(method, path, { payload: body as object })).status < 500, path)
  t.equal((await agent.get('/api/chats?q=%00&label=%00')).status, 200)
  t.equal((await agent.get('/api/messages/search?q=%00')).status, 200)
  t.equal((await agent.get('/api/contacts?q=%00')).status, 200)
})

t.test(
  'notes: who is mentioned is told, and only the author or an admin changes them',
  async (t) => {
    const { body: note } = await agent.post('/api/notes', {
      chatId: chat.id,
      text: 'Ada, look',
      mentions: [admin.id, admin.id, agent.id],
    })
    t.match(note, {
      chatId: chat.id,
      author: { id: agent.id, name: 'Ben Agent' },
      mentions: [admin.id, agent.id],
      editedAt: null,
    })
    const { body: told } = await admin.get('/api/notifications?unread=true')
    t.match(told, {
      unreadCount: 1,
      items: [
        {
          kind: 'mention',
          chatId: chat.id,
          noteId: note.id,
          text: 'Ben Agent: Ada, look',
          readAt: null,
        },
      ],
    })
    t.same((await agent.get('/api/notifications')).body.items, [], 'nobody tells themselves')
    t.equal((await admin.post('/api/notifications/read', { ids: [told.items[0].id] })).status, 204)
    t.match((await admin.get('/api/notifications')).body, {
      unreadCount: 0,
      items: [{ readAt: String }],
    })
    const { body: theirs } = await admin.post('/api/notes', { chatId: chat.id, text: 'mine' })
    t.equal((await agent.patch(`/api/notes/${theirs.id}`, { text: 'x' })).status, 403)
    t.equal((await agent.delete(`/api/notes/${theirs.id}`)).status, 403)
    t.match(await agent.patch(`/api/notes/${note.id}`, { text: 'better' }), {
      status: 200,
      body: { text: 'better', editedAt: String },
    })
    t.equal((await admin.delete(`/api/notes/${note.id}`)).status, 204)
    for (let i = 0; i < 12; i++)
      await agent.post('/api/notes', { chatId: chat.id, text: `note ${i}` })
    const first = (await agent.get(`/api/notes/chat/${chat.id}?limit=6`)).body
    const rest = (await agent.get(`/api/notes/chat/${chat.id}?limit=50&cursor=${first.nextCursor}`))
      .body
    const texts = [...first.items, ...rest.items].map(({ text }: { text: string }) => text)
    t.same(
      texts.slice(0, 12),
      Array.from({ length: 12 }, (_, i) => `note ${11 - i}`),
    )
    t.equal(new Set(texts).size, texts.length)
  },
)

t.test('nobody comes in without a session, and an agent does not erase people', async (t) => {
  for (const path of [
    '/api/chats',
    `/api/chats/${chat.id}`,
    '/api/counts',
    `/api/notes/chat/${chat.id}`,
    '/api/labels',
    '/api/contacts',
    '/api/messages/search?q=a',
    '/api/notifications',
    '/api/views',
    `/api/contacts/${chat.contactId}/export`,
  ])
    t.equal((await stranger.get(path)).status, 401, path)
  t.equal((await agent.get(`/api/contacts/${chat.contactId}/export`)).status, 403)
  t.equal((await agent.delete(`/api/contacts/${chat.contactId}`)).status, 403)
  const copy = await admin.get(`/api/contacts/${chat.contactId}/export`)
  t.match([copy.status, copy.headers['content-disposition']], [200, /attachment/])
  t.match(copy.body, { contact: { id: chat.contactId }, messages: [{ text: 'Hello' }] })
})
