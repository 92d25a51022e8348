import { randomUUID } from 'node:crypto'

import {
  cancelMessage,
  getMessage,
  queueMessage,
  retryMessage,
  patchConnection,
  startOutbox,
} from '@parley/core'
import type { Failure, SendResult } from '@parley/core/adapter'
import type { Message, NewMessage } from '@parley/core/schemas'
import t from 'tap'

import { type Desk, openDesk, startWorker } from './desk.ts'
import { day, happened, said } from './parrot.ts'
import { joinKernel } from './rig.ts'

const sender = { id: '0', name: 'Ben' }

async function chatWith(desk: Desk, who: string, room = 'A'): Promise<string> {
  await desk.post([said('hi', { who, room })])
  const [row] = await desk.rows<{ id: string }>(
    'select c.id::text from chats c join connections k on k.id = c.connection_id where identity = $1 and k.external_id = $2',
    [who, room],
  )
  return row!.id
}
function send(
  desk: Desk,
  chatId: string,
  more: Partial<NewMessage> = { text: 'answer' },
): Promise<Message> {
  return queueMessage(desk.kernel, { chatId, clientId: randomUUID(), ...more }, sender)
}
function refusal(more: Partial<Failure>): SendResult {
  return {
    ok: false,
    failure: {
      kind: 'upstream',
      retry: 'later',
      scope: 'message',
      certain: true,
      message: 'refused',
      ...more,
    },
  }
}
/** As if the waiting time were over. */
function dueNow(desk: Desk): Promise<unknown> {
  return desk.rows(
    "update messages set next_at = now(), status_at = status_at - interval '2 minutes' where status in ('queued', 'unknown')",
  )
}

t.test('a queued message goes out', async (t) => {
  const desk = await openDesk(t)
  const { kernel, parrot } = desk
  const outbox = startWorker(t, kernel)
  const status = async (message: Message) => (await getMessage(kernel, message.id)).status

  t.test('it is queued, sent once with its key, and shows the id of the platform', async (t) => {
    const chatId = await chatWith(desk, 'once')
    const message = await send(desk, chatId)
    t.match(message, {
      status: 'queued',
      direction: 'out',
      kind: 'text',
      text: 'answer',
      author: { type: 'user', name: 'Ben' },
    })
    await outbox.drain()
    const sent = await getMessage(kernel, message.id)
    t.equal(sent.status, 'sent')
    t.ok(sent.externalId)
    t.same(
      parrot.ledger.map(({ to, step, key }) => [to, step, key]),
      [['once', { kind: 'text', text: 'answer' }, `p.${message.id}`]],
    )
    const [chat] = await desk.rows(
      'select last_message_id::text as id, waiting_since from chats where id = $1',
      [chatId],
    )
    t.same(chat, { id: message.id, waiting_since: null })
  })

  t.test(
    'the same clientId is the same message, also a hundred times at once and in two processes',
    async (t) => {
      const chatId = await chatWith(desk, 'double')
      const clientId = randomUUID()
      const other = await joinKernel(t, kernel)
      const input = { chatId, clientId, text: 'one' }
      const messages = await Promise.all(
        Array.from({ length: 100 }, (_, i) => queueMessage(i % 2 ? kernel : other, input, sender)),
      )
      t.equal(new Set(messages.map(({ id }) => id)).size, 1)
      await outbox.drain()
      t.equal(parrot.ledger.filter(({ to }) => to === 'double').length, 1)
      await t.rejects(send(desk, await chatWith(desk, 'another'), { clientId, text: 'two' }), {
        code: 'client_id_reused',
        statusCode: 409,
      })
    },
  )

  t.test(
    'messages of one chat leave in the order in which they were queued, also around a refusal',
    async (t) => {
      const chatId = await chatWith(desk, 'order')
      parrot.answers.push(refusal({}))
      for (let i = 0; i < 10; i++) await send(desk, chatId, { text: `${i}` })
      await outbox.drain()
      await dueNow(desk)
      await outbox.drain()
      const texts = parrot.ledger
        .filter(({ to }) => to === 'order')
        .map(({ step }) => (step as { text: string }).text)
      t.same(texts, ['0', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    },
  )

  t.test(
    'a sure refusal that passes is tried again, later each time; a final one says why',
    async (t) => {
      const chatId = await chatWith(desk, 'refused')
      parrot.answers.push(refusal({ kind: 'rate_limit', retryAfterMs: 60_000, scope: 'chat' }))
      const message = await send(desk, chatId)
      await outbox.drain()
      const [row] = await desk.rows<{ status: string; wait: number }>(
        'select status, extract(epoch from next_at - now())::float8 as wait from messages where id = $1',
        [message.id],
      )
      t.equal(row?.status, 'queued')
      t.ok(row!.wait > 50, 'Retry-After is honoured')
      parrot.answers.push(
        refusal({ kind: 'content', retry: 'no', code: '100', userMessage: 'Too long for them.' }),
      )
      await desk.rows('update chats set paused_until = null where id = $1', [chatId])
      await dueNow(desk)
      await outbox.drain()
      t.match(await getMessage(kernel, message.id), {
        status: 'failed',
        failure: { kind: 'content', code: '100', message: 'Too long for them.', detail: 'refused' },
      })
    },
  )

  t.test(
    'a lost answer is unknown: shown, never sent again by itself, settled by an echo or a status',
    async (t) => {
      for (const [who, settle] of [
        [
          'lost-echo',
          (id: string) =>
            said('answer', {
              who: 'lost-echo',
              type: 'echo',
              id: 'platform-1',
              clientRef: `p.${id}`,
            } as never),
        ],
        [
          'lost-status',
          (id: string) =>
            happened('receipt', {
              status: 'delivered',
              target: { ids: ['platform-2'] },
              clientRef: `p.${id}`,
            }),
        ],
        // a platform that returns no key: the words and the chat must do
        ['lost-words', () => said('answer', { who: 'lost-words', type: 'echo', id: 'platform-3' })],
      ] as const) {
        const chatId = await chatWith(desk, who)
        parrot.answers.push(refusal({ kind: 'timeout', certain: false }))
        const message = await send(desk, chatId)
        await outbox.drain()
        await dueNow(desk)
        await outbox.drain()
        t.equal(await status(message), 'unknown')
        t.equal(parrot.ledger.filter(({ to }) => to === who).length, 1, 'one send')
        await desk.post([settle(message.id)])
        t.match(await getMessage(kernel, message.id), {
          status: who === 'lost-status' ? 'delivered' : 'sent',
          failure: null,
          externalId: /platform-/,
        })
        t.same(
          await desk.rows(
            'select count(*)::int as n from messages where chat_id = $1 and direction = $2',
            [chatId, 'out'],
          ),
          [{ n: 1 }],
          'still one message on the screen',
        )
      }
    },
  )

  t.test('an echo that comes before our own answer is the same message', async (t) => {
    const chatId = await chatWith(desk, 'fast-echo')
    for (const clientRef of [true, false]) {
      parrot.answers.push(async (call) => {
        const id = `fast-${clientRef}`
        await desk.post([
          said('answer', {
            who: 'fast-echo',
            type: 'echo',
            id,
            ...(clientRef && { clientRef: call.key }),
          } as never),
        ])
        return { ok: true, ids: [id] }
      })
      const message = await send(desk, chatId)
      await outbox.drain()
      t.match(await getMessage(kernel, message.id), {
        status: 'sent',
        externalId: `fast-${clientRef}`,
      })
    }
    t.same(
      await desk.rows(
        "select count(*)::int as n from messages where chat_id = $1 and direction = 'out'",
        [chatId],
      ),
      [{ n: 2 }],
    )
  })

  t.test('a status that overtakes our answer counts', async (t) => {
    const chatId = await chatWith(desk, 'fast-status')
    parrot.answers.push(async () => {
      await desk.post([happened('receipt', { status: 'read', target: { ids: ['overtaken'] } })])
      return { ok: true, ids: ['overtaken'] }
    })
    const message = await send(desk, chatId)
    await outbox.drain()
    t.equal(await status(message), 'read')
  })

  t.test('an agent sends a failed or unknown message again, and nothing else', async (t) => {
    const chatId = await chatWith(desk, 'again')
    parrot.answers.push(refusal({ retry: 'no' }))
    const message = await send(desk, chatId)
    await outbox.drain()
    t.equal((await retryMessage(kernel, message.id)).status, 'queued')
    await outbox.drain()
    t.equal(await status(message), 'sent')
    await t.rejects(retryMessage(kernel, message.id), { code: 'not_retryable' })
  })

  t.test('what has not left can be taken back, what has cannot', async (t) => {
    const chatId = await chatWith(desk, 'undo')
    const later = await send(desk, chatId, {
      text: 'later',
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
    const now = await send(desk, chatId, { text: 'now' })
    await outbox.drain()
    t.equal(await status(now), 'sent', 'a scheduled message does not hold up the others')
    t.equal(await status(later), 'queued')
    await cancelMessage(kernel, later.id)
    await t.rejects(getMessage(kernel, later.id), { code: 'not_found' })
    await t.rejects(cancelMessage(kernel, now.id), { code: 'not_cancellable' })
  })
})

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

t.test('workers that die or stall', async (t) => {
  const desk = await openDesk(t)
  const { kernel, parrot } = desk

  t.test(
    'a worker that dies between its first byte and the answer leaves the message unknown',
    async (t) => {
      const chatId = await chatWith(desk, 'died')
      const message = await send(desk, chatId)
      await desk.rows(
        "update messages set status = 'sending', lease_until = now() - interval '1 second', fence = 1 where id = $1",
        [message.id],
      )
      const outbox = startWorker(t, kernel)
      await outbox.drain()
      t.equal((await getMessage(kernel, message.id)).status, 'unknown')
      t.equal(parrot.ledger.length, 0)
      await outbox.close()
    },
  )

  t.test(
    'a worker that dies before its first byte loses nothing: the lease ends, another sends',
    async (t) => {
      const chatId = await chatWith(desk, 'lease')
      const message = await send(desk, chatId)
      await desk.rows(
        "update messages set lease_until = now() + interval '1 minute', fence = 1 where id = $1",
        [message.id],
      )
      const outbox = startWorker(t, kernel)
      await outbox.drain()
      t.equal(parrot.ledger.length, 0, 'not while another holds it')
      await desk.rows(
        "update messages set lease_until = now() - interval '1 second' where id = $1",
        [message.id],
      )
      await outbox.drain()
      t.equal((await getMessage(kernel, message.id)).status, 'sent')
      await outbox.close()
    },
  )

  t.test('a stalled worker whose lease was taken over writes nothing', async (t) => {
    const chatId = await chatWith(desk, 'stall')
    const { promise: stalled, resolve } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    parrot.answers.push(async () => {
      begin()
      await stalled
      return { ok: true, ids: ['late-answer'] }
    })
    const message = await send(desk, chatId)
    const slow = startOutbox(kernel, async () => {
      throw new Error('no media')
    })
    await begun
    await desk.rows("update messages set lease_until = now() - interval '1 second' where id = $1", [
      message.id,
    ])
    const fast = startWorker(t, kernel)
    await fast.drain()
    t.equal((await getMessage(kernel, message.id)).status, 'unknown')
    resolve()
    await slow.close()
    t.match(await getMessage(kernel, message.id), { status: 'unknown', externalId: null })
    t.equal(parrot.ledger.filter(({ to }) => to === 'stall').length, 1)
    await fast.close()
  })

  t.test('two workers never send one message twice', async (t) => {
    const first = startWorker(t, kernel)
    const second = startWorker(t, await joinKernel(t, kernel))
    const chats = await Promise.all(
      Array.from({ length: 20 }, (_, i) => chatWith(desk, `many-${i}`)),
    )
    for (const chatId of chats)
      for (let i = 0; i < 3; i++) await send(desk, chatId, { text: `${i}` })
    await Promise.all([first.drain(), second.drain()])
    await Promise.all([first.drain(), second.drain()])
    const sent = parrot.ledger.filter(({ to }) => to.startsWith('many-'))
    t.equal(sent.length, 60)
    t.equal(new Set(sent.map(({ key }) => key)).size, 60)
    for (const chat of new Set(sent.map(({ to }) => to)))
      t.same(
        sent.filter(({ to }) => to === chat).map(({ step }) => (step as { text: string }).text),
        ['0', '1', '2'],
      )
  })
})
