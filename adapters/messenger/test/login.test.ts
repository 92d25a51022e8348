/** Facebook Login on the simulated platform, from its page to a connection that works. */
import t from 'tap'

import { logIn, openPlatform } from '../../meta/test/platform.ts'
import { simulator } from '../simulator/index.ts'
import { check, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import type { Page } from '../src/schemas.ts'
import { send } from '../src/send.ts'

t.test('Pages are connected by login, subscribed, checked and written from', async (t) => {
  const side = await openPlatform(t, simulator)
  const { context } = side
  const connections = await logIn(connect, 'facebook', side)
  t.ok(connections.length > 1, 'every Page that the person may answer for')
  for (const fresh of connections) {
    const page = { ...fresh, id: '1' } as unknown as Page
    await subscribe(page, context)
    t.hasStrict(await check(page, context), { status: 'connected', name: fresh.name })
    const nobody = { ...context, connection: page, to: { id: '123' }, window: 'standard' }
    const sent = await send({ kind: 'text', text: 'x' }, { ...nobody, key: 'k', attempt: 1 })
    t.hasStrict(sent, { ok: false, failure: { kind: 'recipient', certain: true } })
  }
})
t.end()
