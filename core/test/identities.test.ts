import t from 'tap'

import { openDesk } from './desk.ts'
import { happened, said } from './parrot.ts'

t.test('people change their ids and their words', async (t) => {
  const { post, rows } = await openDesk(t)

  async function chatOf(id: string): Promise<unknown> {
    const [row] = await rows(
      'select c.identity from identities i join chats c on c.id = i.chat_id where i.external_id = $1',
      [id],
    )
    return (row as { identity?: string } | undefined)?.identity
  }

  t.test('a new number leads to the same chat, and replies go to it', async (t) => {
    await post([said('hello', { who: '4911' })])
    await post([happened('identity', { contact: { id: '4922' }, previous: ['4911'] })])
    t.equal(await chatOf('4911'), '4922')
    t.equal(await chatOf('4922'), '4922')
  })

  t.test('a second id that is made anew joins the chat, whose number stays', async (t) => {
    await post([said('hello', { who: '4933' })])
    const contact = { id: '4933', aliases: ['DE.2'] }
    await post([happened('identity', { contact, previous: ['DE.1'] })])
    t.equal(await chatOf('DE.2'), '4933')
    await post([said('from my user name', { who: 'DE.2' })])
    t.same(await rows("select count(*)::int as n from chats where identity in ('4933', 'DE.2')"), [
      { n: 1 },
    ])
  })

  t.test('news of somebody who never wrote opens no chat', async (t) => {
    const contact = { id: '4944', aliases: ['DE.4'] }
    await post([happened('identity', { contact, previous: ['DE.3'] })])
    t.equal(await chatOf('4944'), undefined)
    t.equal(await chatOf('DE.4'), undefined)
  })

  t.test('revisions may be times in seconds', async (t) => {
    await post([said('one', { id: 'ed-s' })])
    for (const [text, revision] of [
      ['two', 1_790_000_000],
      ['three', 1_790_000_001],
    ] as const) {
      const content = { kind: 'text', text } as const
      await post([happened('edit', { target: 'ed-s', content, revision })])
    }
    t.same(await rows("select text from messages where external_id = 'ed-s'"), [{ text: 'three' }])
  })
})
