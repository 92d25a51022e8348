import t from 'tap'

import { indexMessages, searchMessages } from '../src/index.ts'
import { snippetOf } from '../src/snippets.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, counted } from './seeds.ts'

const kernel = await startKernel(t)
const room = await addConnection(kernel, 'acme')
const ann = await addChat(kernel, room, { name: 'Ann' })
const bob = await addChat(kernel, room, { name: 'Bob' })

async function find(
  q: string,
  more: { chatId?: string; limit?: number } = {},
): Promise<(string | null)[]> {
  const { items } = await searchMessages(kernel, { q, ...more })
  return items.map(({ message }) => message.text)
}
async function say(chatId: string, text: string | null, more: object = {}): Promise<string> {
  const id = await addMessage(kernel, chatId, { text, ...more })
  await indexMessages(kernel)
  return id
}

t.test('words are found without accents and case, the last one as a beginning', async (t) => {
  await say(ann.id, 'Is the Crème Brûlée still available?')
  await say(bob.id, 'Where is my order 4711-A?')
  t.same(await find('creme'), ['Is the Crème Brûlée still available?'])
  t.same(await find('AVAILABLE brûl'), ['Is the Crème Brûlée still available?'])
  t.same(await find('"creme brulee"'), ['Is the Crème Brûlée still available?'])
  t.same(await find('brulee -creme'), [])
  t.same(await find('4711'), ['Where is my order 4711-A?'])
  t.same(await find('ord'), ['Where is my order 4711-A?'])
  t.same(await find('rder'), [], 'a word is found from its beginning')
})

t.test('scripts without spaces are found by their signs', async (t) => {
  await say(bob.id, '请问这个商品还有货吗')
  await say(bob.id, 'この商品はまだありますか')
  t.equal((await find('商品')).length, 2)
  t.same(await find('有货'), ['请问这个商品还有货吗'])
})

t.test('a hit says whose it is and shows the words around', async (t) => {
  await say(ann.id, `${'before '.repeat(60)}the NÉEDLE is here ${'after '.repeat(60)}`)
  const { items } = await searchMessages(kernel, { q: 'needle' })
  t.match(items, [
    {
      chat: { id: ann.id, channel: 'acme', contact: { id: ann.contactId, name: 'Ann' } },
      message: { chatId: ann.id },
    },
  ])
  t.match(items[0]?.snippet, /^….*the NÉEDLE is here.*…$/)
  t.ok(items[0]!.snippet.length < 170)
})

t.test('one chat alone can be searched', async (t) => {
  await say(ann.id, 'invoice please')
  await say(bob.id, 'invoice please')
  t.equal((await find('invoice')).length, 2)
  t.equal((await find('invoice', { chatId: bob.id })).length, 1)
})

t.test('names of files are words too', async (t) => {
  const id = await addMessage(kernel, ann.id, { kind: 'document', text: null })
  await kernel.database.query(
    `insert into attachments (message_id, kind, name, state) values ($1, 'document', 'Quittung März.pdf', 'pending')`,
    [id],
  )
  await indexMessages(kernel)
  const { items } = await searchMessages(kernel, { q: 'quittung' })
  t.same(
    items.map(({ message }) => message.id),
    [id],
  )
  t.equal(items[0]?.snippet, 'Quittung März.pdf')
})

t.test('an edit changes what is found, a deletion takes it away', async (t) => {
  const id = await say(ann.id, 'I want the zebra')
  await kernel.database.query(
    `update messages set text = 'I want the giraffe', edited_at = now() where id = $1`,
    [id],
  )
  await kernel.database.query(
    `insert into events (type, subject, chat_id) values ('message.updated', $1, $2)`,
    [id, ann.id],
  )
  await indexMessages(kernel)
  t.same(await find('zebra'), [])
  t.same(await find('giraffe'), ['I want the giraffe'])
  await kernel.database.query(`update messages set text = null, deleted_at = now() where id = $1`, [
    id,
  ])
  await kernel.database.query(
    `insert into events (type, subject, chat_id) values ('message.updated', $1, $2)`,
    [id, ann.id],
  )
  await indexMessages(kernel)
  t.same(await find('giraffe'), [])
})

t.test('activity lines are no words of the conversation', async (t) => {
  await say(ann.id, 'Ada closed the xylophone', { kind: 'system' })
  t.same(await find('xylophone'), [])
})

t.test('no input breaks it', async (t) => {
  for (const q of [
    "' & | ! :* <-> \\ (",
    '%'.repeat(200),
    '(a+)+$',
    '_'.repeat(200),
    '"unclosed',
    '-',
    '\0',
    '\uD800',
    'or',
    "'; drop table messages --",
    '🎉🎉',
    ' ',
  ])
    t.ok(Array.isArray(await find(q)), JSON.stringify(q).slice(0, 20))
})

t.test('pages hold every hit once, the best first, while others come in', async (t) => {
  for (let i = 0; i < 25; i++)
    await addMessage(kernel, bob.id, { text: `parrot ${'parrot '.repeat(i % 4)}${i}` })
  await indexMessages(kernel)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof searchMessages>> = await searchMessages(kernel, {
      q: 'parrot',
      limit: 4,
      ...(cursor && { cursor }),
    })
    seen.push(...page.items.map(({ message }) => message.text!))
    cursor = page.nextCursor
    if (seen.length === 8) await say(ann.id, 'something else')
  } while (cursor)
  t.equal(seen.length, 25)
  t.equal(new Set(seen).size, 25)
  t.match(seen[0], /^parrot parrot parrot parrot/)
  const { nextCursor } = await searchMessages(kernel, { q: 'parrot', limit: 4 })
  await t.rejects(searchMessages(kernel, { q: 'other', cursor: nextCursor! }), {
    code: 'bad_cursor',
  })
})

t.test('of a word that is everywhere the newest are shown, page by page', async (t) => {
  await kernel.database.query(
    `insert into messages (chat_id, connection_id, direction, kind, text, author_type, status, sent_at)
     select $1, $2, 'in', 'text', 'hello ' || i, 'contact', 'received', now() from generate_series(1, 2500) i`,
    [bob.id, room],
  )
  await kernel.database.query(
    `insert into events (type, subject, chat_id) select 'message.created', id, chat_id from messages where text like 'hello %'`,
  )
  t.ok((await indexMessages(kernel)) >= 2500)
  const first = await searchMessages(kernel, { q: 'hello', limit: 3 })
  t.same(
    first.items.map(({ message }) => message.text),
    ['hello 2500', 'hello 2499', 'hello 2498'],
  )
  const second = await searchMessages(kernel, { q: 'hello', limit: 3, cursor: first.nextCursor! })
  t.same(
    second.items.map(({ message }) => message.text),
    ['hello 2497', 'hello 2496', 'hello 2495'],
  )
  t.same(await find('hello 1234'), ['hello 1234'])
})

t.test('a search takes at most three statements, and asks the index of words', async (t) => {
  for (const q of ['hello', 'giraffe', 'needle']) {
    const { statements } = await counted(kernel, (watched) => searchMessages(watched, { q }))
    t.ok(statements.length <= 3, `${q}: ${statements.length}`)
  }
  const { statements } = await counted(kernel, (watched) =>
    searchMessages(watched, { q: 'needle' }),
  )
  const [plan] = await kernel.database.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off')
    return [await tx.query(`explain ${statements[0]}`, ['needle', null, 21, null, null, 2000])]
  })
  t.match(JSON.stringify(plan), /message_search_words/)
})

t.test('a first start and a gap in the log sweep everything that is there', async (t) => {
  await kernel.database.query('truncate message_search')
  await kernel.database.query(`delete from facts where name = 'search'`)
  await indexMessages(kernel)
  t.equal((await find('needle')).length, 1)
  t.equal(await indexMessages(kernel), 0, 'and then there is nothing to do')
  await kernel.database.query('truncate message_search')
  await addMessage(kernel, bob.id, { text: 'before the gap' })
  await kernel.database.query('delete from events')
  await addMessage(kernel, ann.id, { text: 'after the gap' })
  await indexMessages(kernel)
  t.same(new Set(await find('gap')), new Set(['after the gap', 'before the gap']))
  t.equal((await find('needle')).length, 1)
})

t.test('two processes index side by side without a clash', async (t) => {
  for (let i = 0; i < 50; i++) await addMessage(kernel, ann.id, { text: `walrus ${i}` })
  await Promise.all([indexMessages(kernel), indexMessages(kernel), indexMessages(kernel)])
  await indexMessages(kernel)
  t.equal((await find('walrus', { limit: 100 })).length, 50)
})

t.test('a snippet keeps letters whole', async (t) => {
  const text = `${'👩‍👩‍👧 ß ﬁ '.repeat(50)}target ${'é'.repeat(300)}`
  const snippet = snippetOf(text, 'TARG')
  t.match(snippet, /target/)
  t.notMatch(snippet, /\uFFFD/)
  t.equal(snippetOf('short', 'missing'), 'short')
})
