import t from 'tap'

import { openDesk } from './desk.ts'
import { said } from './parrot.ts'

t.test('a placeholder of an import becomes what it stood for, once', async (t) => {
  const { post, rows } = await openDesk(t)
  const placeholder = said('', {
    id: 'old-1',
    history: true,
    content: { kind: 'unsupported', nativeType: 'media_placeholder' },
  })
  const picture = said('', {
    id: 'old-1',
    history: true,
    content: { kind: 'media', text: 'Us', media: [{ kind: 'image', locator: { id: '7' } }] },
  })
  for (const event of [placeholder, picture, picture, placeholder]) await post([event])
  t.same(await rows("select kind, text from messages where external_id = 'old-1'"), [
    { kind: 'image', text: 'Us' },
  ])
  t.same(
    await rows(
      "select count(*)::int as n from attachments a join messages m on m.id = a.message_id where m.external_id = 'old-1'",
    ),
    [{ n: 1 }],
  )
  t.same(await rows("select inbound_count from chats where identity = 'ann'"), [
    { inbound_count: 0 },
  ])
})
