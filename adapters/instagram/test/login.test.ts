/** Both logins on the simulated platform, from their pages to connections that work. */
// the platform is one for all channels of Meta; Pages come with Messenger's part
import '../../messenger/simulator/index.ts'
import t from 'tap'

import { stateOf } from '../../meta/test/connecting.ts'
import { openPlatform } from '../../meta/test/platform.ts'
import { simulator } from '../simulator/index.ts'
import { check, refresh, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import type { Account } from '../src/schemas.ts'

t.test('an account is connected by Instagram Login, subscribed, checked, renewed', async (t) => {
  const { context, allow } = await openPlatform(t, simulator)
  const away = await connect.begin('instagram', context)
  const answer = await allow(away.type === 'redirect' ? away.url : '')
  const done = await connect.next?.(stateOf(away), answer, context)
  t.hasStrict(done, { type: 'done' }, JSON.stringify(done))
  const [fresh] = done?.type === 'done' ? done.connections : []
  const account = { ...fresh, id: '1' } as unknown as Account
  t.equal(account.config.login, 'instagram')
  await subscribe(account, context)
  const result = await check(account, context)
  t.equal(result.status, 'connected', JSON.stringify(result))
  const renewed = await refresh(account, context)
  // a token of today cannot be renewed yet
  t.ok('failure' in renewed || renewed.secrets.accessToken, JSON.stringify(renewed))
})

t.test('an account is connected through its Page, subscribed and checked', async (t) => {
  const { context, allow } = await openPlatform(t, simulator)
  const away = await connect.begin('facebook', context)
  const answer = await allow(away.type === 'redirect' ? away.url : '')
  const choice = await connect.next?.(stateOf(away), answer, context)
  const options = choice?.type === 'choose' ? choice.options : []
  t.ok(options.length > 0, JSON.stringify(choice))
  const ids = options.map(({ id }) => id)
  const done = choice && (await connect.next?.(stateOf(choice), ids, context))
  t.hasStrict(done, { type: 'done' }, JSON.stringify(done))
  for (const fresh of done?.type === 'done' ? done.connections : []) {
    const account = { ...fresh, id: '1' } as unknown as Account
    await subscribe(account, context)
    const result = await check(account, context)
    t.equal(result.status, 'connected', JSON.stringify(result))
  }
})
t.end()
