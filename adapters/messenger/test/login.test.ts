/** Facebook Login on the simulated platform, from its page to a connection that works. */
import t from 'tap'

import { stateOf } from '../../meta/test/connecting.ts'
import { openPlatform } from '../../meta/test/platform.ts'
import { simulator } from '../simulator/index.ts'
import { check, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import type { Page } from '../src/schemas.ts'
import { send } from '../src/send.ts'

t.test('a Page is connected by login, subscribed, checked and written from', async (t) => {
  const { context, allow } = await openPlatform(t, simulator)
  const away = await connect.begin('facebook', context)
  const answer = await allow(away.type === 'redirect' ? away.url : '')
  t.equal(answer['state'], 'N')
  const choice = await connect.next?.(stateOf(away), answer, context)
  const options = choice?.type === 'choose' ? choice.options : []
  t.ok(options.length > 0, JSON.stringify(choice))
  const ids = options.filter(({ disabled }) => !disabled).map(({ id }) => id)
  const done = choice && (await connect.next?.(stateOf(choice), ids, context))
  t.equal(done?.type, 'done', JSON.stringify(done))
  for (const fresh of done?.type === 'done' ? done.connections : []) {
    const page = { ...fresh, id: '1' } as unknown as Page
    await subscribe(page, context)
    t.hasStrict(await check(page, context), { status: 'connected', name: fresh.name })
    const nobody = { ...context, connection: page, to: { id: '123' }, window: 'standard' }
    const sent = await send({ kind: 'text', text: 'x' }, { ...nobody, key: 'k', attempt: 1 })
    t.hasStrict(sent, { ok: false, failure: { kind: 'recipient', certain: true } })
  }
})
t.end()
