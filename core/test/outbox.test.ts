import { randomUUID } from 'node:crypto'

import { cancelMessage, getMessage, queueMessage, retryMessage } from '@parley/core'
import type { Message } from '@parley/core/schemas'
import t from 'tap'

import { openDesk, startWorker } from './desk.ts'
import { happened, said } from './parrot.ts'
import { joinKernel } from './rig.ts'
import { chatWith, dueNow, refusal, send, sender } from './sending.ts'

// the worker may be faster than the answer to whoever queued it
const onItsWay = /^(queued|sending|sent)$/

t.test('a queued message goes out', async (t) => {
  const desk = await openDesk(t)
  const { kernel, parrot } = desk
  const outbox = startWorker(t, kernel)
  const status = async (message: Message) => (await getMessage(kernel, message.id)).status

  t.test('it is queued, sent once with its key, and shows the id of the platform', async (t) => {
    const chatId = await chatWith(desk, 'once')
    const message = await send(desk, chatId)
    t.match(message, {
      status: onItsWay,
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

  t.test('an id that another message has already leaves the second one in doubt', async (t) => {
    const chatId = await chatWith(desk, 'same-id')
    parrot.answers.push({ ok: true, ids: ['out-twice'] }, { ok: true, ids: ['out-twice'] })
    const [first, second] = [await send(desk, chatId), await send(desk, chatId)]
    await outbox.drain()
    t.match(await getMessage(kernel, first.id), { status: 'sent', externalId: 'out-twice' })
    t.match(await getMessage(kernel, second.id), { status: 'unknown', externalId: null })
    t.equal(parrot.ledger.filter(({ to }) => to === 'same-id').length, 2)
  })

  t.test('an agent sends a failed or unknown message again, and nothing else', async (t) => {
    const chatId = await chatWith(desk, 'again')
    parrot.answers.push(refusal({ retry: 'no' }))
    const message = await send(desk, chatId)
    await outbox.drain()
    t.match((await retryMessage(kernel, message.id)).status, onItsWay)
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
