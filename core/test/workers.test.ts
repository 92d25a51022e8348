import { getMessage, startOutbox } from '@parley/core'
import t from 'tap'

import { openDesk, startWorker } from './desk.ts'
import { joinKernel } from './rig.ts'
import { chatWith, send } from './sending.ts'

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
