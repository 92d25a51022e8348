import t from 'tap'

import { number, page, startPlatform } from './simulated.ts'

async function opened(t: Parameters<typeof startPlatform>[0]) {
  const world = await startPlatform(t)
  const { identity } = await world.act(page, 'text', { text: 'Hi' })
  await world.act(number, 'text', { text: 'Hi' })
  world.sink.take()
  return {
    world,
    fault: (kind: string, more: object = {}) => world.control('POST', 'faults', { kind, ...more }),
    send: (text = 'x') =>
      world.post(`${page}/messages`, world.token('messenger'), {
        recipient: { id: identity },
        message: { text, metadata: `key of ${text}` },
      }),
    sendWhatsapp: () =>
      world.post(`${number}/messages`, world.token('whatsapp'), {
        messaging_product: 'whatsapp',
        to: '5511987650101',
        text: { body: 'x' },
      }),
  }
}

t.test('a fault hits the next so many sends', async (t) => {
  const { fault, send } = await opened(t)
  await fault('rate_limit', { left: 2 })
  const answers = [await send(), await send(), await send()]
  t.same(
    answers.map(({ json }) => json.error?.code),
    [613, 613, undefined],
  )
  t.equal(answers[0]?.headers['retry-after'], '1')
})

t.test('or every so-manieth, or those of one channel', async (t) => {
  const { world, fault, send, sendWhatsapp } = await opened(t)
  await fault('server_error', { every: 2, channel: 'messenger' })
  t.same([(await send()).status, (await send()).status, (await send()).status], [200, 500, 200])
  t.equal((await sendWhatsapp()).status, 200)
  await world.control('DELETE', 'faults/server_error')
  t.equal((await send()).status, 200)
})

t.test('each kind is answered in its way', async (t) => {
  const { world, fault, send, sendWhatsapp } = await opened(t)
  await fault('pair_limit', { left: 1 })
  t.equal((await sendWhatsapp()).json.error.code, 131056)
  await fault('rate_limit', { left: 1 })
  t.equal((await sendWhatsapp()).json.error.code, 130429)
  await fault('error', { left: 1, code: 368 })
  t.equal((await send()).json.error.code, 368)
  await fault('error', { left: 1, code: 10, subcode: 1893063 })
  t.equal((await send()).json.error.error_subcode, 1893063)
  await fault('server_error', { left: 1 })
  const broken = await send()
  t.equal(broken.status, 500)
  t.match(broken.text, /^<!DOCTYPE html>/)
  await fault('expired_token', { left: 1 })
  const dead = await world.get(page, world.token('messenger'))
  t.hasStrict(dead.json.error, { code: 190, error_subcode: 463 }, 'whatever is called')
  const { error } = (await world.request('POST', '/control/faults', { body: { kind: 'gremlins' } }))
    .json
  t.match(error, /rate_limit/)
})

t.test('a lost answer belongs to a message that exists', async (t) => {
  const { world, fault, send } = await opened(t)
  await fault('lost_answer', { left: 1 })
  t.equal((await send('lost')).status, 0, 'the host cuts the connection')
  await fault('ambiguous', { left: 1 })
  t.equal((await send('ambiguous')).json.error.code, 1)
  await world.settle()
  const { sends } = await world.control('GET', 'ledger')
  t.hasStrict(sends, [
    { key: 'key of lost', isAccepted: true, answer: 'cut' },
    { key: 'key of ambiguous', isAccepted: true, answer: 'ambiguous' },
  ])
  const echoes = world.items().filter((item) => item.message?.is_echo)
  t.same(
    echoes.map(({ message }) => message.metadata),
    ['key of lost', 'key of ambiguous'],
  )
})

t.test('an answer that never comes ends with the platform', async (t) => {
  const { world, fault, send } = await opened(t)
  await fault('no_answer', { left: 1 })
  const waiting = send('silence')
  while ((await world.control('GET', 'ledger')).sends.at(-1)?.answer !== 'silence')
    await new Promise((resolve) => setTimeout(resolve, 5))
  await world.platform.close()
  t.equal((await waiting).status, 0)
})

t.test('the ledger keeps every send, accepted or refused', async (t) => {
  const { world, send } = await opened(t)
  await send('one')
  await send('x'.repeat(2001))
  const { sends } = await world.control('GET', 'ledger')
  t.hasStrict(sends, [
    { channel: 'messenger', account: page, isAccepted: true, code: null },
    { channel: 'messenger', isAccepted: false, id: null, code: 100 },
  ])
  t.match(sends[0].bodyHash, /^[0-9a-f]{64}$/)
  t.match(sends[0].id, /^m_/)
})
