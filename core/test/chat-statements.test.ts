import t from 'tap'

import { countChats, listChats } from '../src/index.ts'
import type { ChatQuery } from '../src/schemas/chat.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addUser, counted } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const ada = await addUser(kernel, 'Ada', 'admin')
const parrot = await addConnection(kernel, 'parrot', 'A')
for (let i = 0; i < 20; i++) await addChat(kernel, parrot, { labels: ['vip'] })

t.test('a page of any kind takes at most three statements', async (t) => {
  kernel.connections.changed(parrot)
  const queries: ChatQuery[] = [
    {},
    { sort: 'window', status: 'open', unread: true },
    { sort: 'unread', waiting: true },
    { q: 'zoe', label: 'vip', channel: 'parrot', assigneeId: 'me' },
  ]
  for (const query of queries) {
    const { statements } = await counted(kernel, (watched) => listChats(watched, ada.id, query))
    t.ok(statements.length <= 3, `${statements.length}`)
  }
  const counts = await counted(kernel, (watched) => countChats(watched, ada.id))
  t.equal(counts.statements.length, 1)
  t.notMatch(counts.statements[0], /messages/)
})

t.test('the first page of the list walks its index', async (t) => {
  const { statements } = await counted(kernel, (watched) =>
    listChats(watched, ada.id, { status: 'open' }),
  )
  const explained = await kernel.database.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off')
    return tx.query(`explain ${statements[0]}`, [ada.id, ['open'], 51])
  })
  t.match(JSON.stringify(explained), /Index Scan using chats_latest/)
})
