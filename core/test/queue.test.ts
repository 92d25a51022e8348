import { randomUUID } from 'node:crypto'

import { getMessage, patchConnection, queueMessage, retryMessage } from '@parley/core'
import t from 'tap'

import { openDesk, startWorker } from './desk.ts'
import { day, happened, said } from './parrot.ts'
import { chatWith, refusal, send } from './sending.ts'

t.test('what is not possible is refused before it is queued', async (t) => {
  const desk = await openDesk(t)
  const chatId = await chatWith(desk, 'rules')
  const count = () => desk.rows("select count(*)::int as n from messages where direction = 'out'")

  t.test('free text outside the window, with what may be sent instead', async (t) => {
    await desk.rows('update chats set last_in_at = now() - $2::interval where id = $1', [
      chatId,
      `${day + 1000} ms`,
    ])
    await t.rejects(send(desk, chatId), {
      code: 'window_closed',
      statusCode: 422,
      extra: { allows: ['template'] },
    })
    await t.rejects(
      send(desk, chatId, { text: 'x', sendAt: new Date(Date.now() + 60_000).toISOString() }),
      { code: 'window_closed' },
    )
    t.equal(
      (await send(desk, chatId, { template: { name: 'hello', language: 'en' } })).kind,
      'template',
    )
    await desk.rows('update chats set last_in_at = now() where id = $1', [chatId])
  })

  t.test(
    'an empty message, a file of another, too many or too long buttons, a quote from another chat',
    async (t) => {
      const before = await count()
      for (const text of ['', '   ', '\u200B'])
        await t.rejects(send(desk, chatId, { text }), { code: 'bad_request' })
      await t.rejects(send(desk, chatId, { attachmentIds: [randomUUID()] }), { code: 'not_found' })
      await t.rejects(
        send(desk, chatId, {
          text: 'x',
          buttons: Array.from({ length: 4 }, (_, i) => ({ title: `${i}` })),
        }),
        { code: 'invalid' },
      )
      await t.rejects(send(desk, chatId, { text: 'x', buttons: [{ title: 'x'.repeat(21) }] }), {
        code: 'text_too_long',
        extra: { limit: 20, unit: 'codepoint', length: 21 },
      })
      const contacts = [{ name: 'Noor' }]
      for (const [more, pointer] of [
        [{ text: 'x', location: { lat: 1, lon: 2 } }, '/text'],
        [{ text: 'x', contacts }, '/text'],
        [{ text: 'x', buttons: [{ title: 'a' }], contacts }, '/contacts'],
      ] as const)
        await t.rejects(send(desk, chatId, { ...(more as object) }), { errors: [{ pointer }] })
      const other = await send(desk, await chatWith(desk, 'elsewhere'))
      await t.rejects(send(desk, chatId, { text: 'x', replyToId: other.id }), {
        code: 'invalid',
        errors: [{ pointer: '/replyToId', message: 'is not in this chat' }],
      })
      t.equal(((await count())[0] as { n: number }).n, (before[0] as { n: number }).n + 1)
    },
  )

  t.test("a colleague's answer that this screen has not shown", async (t) => {
    const seen = await send(desk, chatId, { text: 'seen' })
    await queueMessage(
      desk.kernel,
      { chatId, clientId: randomUUID(), text: 'from a colleague' },
      { id: '7', name: 'Cleo' },
    )
    await t.rejects(send(desk, chatId, { text: 'x', seenMessageId: seen.id }), {
      code: 'chat_moved_on',
      statusCode: 409,
    })
  })
})

t.test('a long text becomes parts, and shows the least that is true of all of them', async (t) => {
  const desk = await openDesk(t)
  const { kernel, parrot } = desk
  const outbox = startWorker(t, kernel)
  const chatId = await chatWith(desk, 'parts')
  const text = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ')
  parrot.answers.push({ ok: true, ids: ['part-1'] }, refusal({ retry: 'no', kind: 'content' }))
  const message = await send(desk, chatId, { text })
  await outbox.drain()
  t.equal(parrot.ledger.length, 2, 'nothing follows a part that failed')
  t.equal((await getMessage(kernel, message.id)).status, 'failed')
  await retryMessage(kernel, message.id)
  await outbox.drain()
  const texts = parrot.ledger.map(({ step }) => (step as { text: string }).text)
  t.equal([texts[0], ...texts.slice(2)].join(' '), text, 'only what did not go out goes out again')
  t.equal((await getMessage(kernel, message.id)).status, 'sent')
  await desk.post([happened('receipt', { status: 'read', target: { ids: ['part-1'] } })])
  t.equal((await getMessage(kernel, message.id)).status, 'sent', 'not read before all of it is')
  t.same(
    await desk.rows(
      'select count(*)::int as n from messages where chat_id = $1 and part_of is null and direction = $2',
      [chatId, 'out'],
    ),
    [{ n: 1 }],
  )
})

t.test('a dead token stops sending, not receiving', async (t) => {
  const desk = await openDesk(t)
  const { kernel, parrot } = desk
  const outbox = startWorker(t, kernel)
  const [chatA, chatB] = [await chatWith(desk, 'held'), await chatWith(desk, 'free', 'B')]
  parrot.answers.push(
    refusal({
      kind: 'auth',
      retry: 'after_fix',
      scope: 'connection',
      code: '190',
      userMessage: 'Connect again.',
    }),
  )
  const held = await send(desk, chatA, { text: 'waits' })
  await outbox.drain()
  const second = await send(desk, chatA, { text: 'waits too' })
  const other = await send(desk, chatB, { text: 'goes' })
  await outbox.drain()
  const [connection] = await desk.rows<{ id: string; status: string; problem: string }>(
    "select id::text, status, problem from connections where external_id = 'A'",
  )
  t.match(connection, { status: 'needs_reconnect', problem: 'bad_credentials' })
  t.match(
    await getMessage(kernel, held.id),
    { status: 'queued', failure: { code: '190', message: 'Connect again.' } },
    'it waits, visibly',
  )
  t.equal((await getMessage(kernel, other.id)).status, 'sent', 'another connection is not held')
  t.same(await desk.post([said('still here', { who: 'held' })]), [200])
  await patchConnection(kernel, connection!.id, { secrets: { token: 'fresh' } })
  await outbox.drain()
  t.same(
    [(await getMessage(kernel, held.id)).status, (await getMessage(kernel, second.id)).status],
    ['sent', 'sent'],
  )
  t.same(
    parrot.ledger
      .filter(({ to }) => to === 'held')
      .map(({ step }) => (step as { text: string }).text),
    ['waits', 'waits', 'waits too'],
  )
})
