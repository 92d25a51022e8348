/** Both logins on the simulated platform, from their pages to connections that work. */
// the platform is one for all channels of Meta; Pages come with Messenger's part
import '../../messenger/simulator/index.ts'
import t from 'tap'

import { logIn, openPlatform } from '../../meta/test/platform.ts'
import { simulator } from '../simulator/index.ts'
import { check, refresh, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import type { Account } from '../src/schemas.ts'

for (const [flow, login] of [
  ['instagram', 'instagram'],
  ['facebook', 'facebook'],
] as const) {
  t.test(`accounts are connected with the login of ${flow}, subscribed and checked`, async (t) => {
    const side = await openPlatform(t, simulator)
    const connections = await logIn(connect, flow, side)
    t.ok(connections.length > 0)
    for (const fresh of connections) {
      const account = { ...fresh, id: '1' } as unknown as Account
      t.equal(account.config.login, login)
      await subscribe(account, side.context)
      t.hasStrict(await check(account, side.context), { status: 'connected' })
    }
  })
}

t.test('a token of today cannot be renewed yet, and that is a failure, not a throw', async (t) => {
  const side = await openPlatform(t, simulator)
  const [fresh] = await logIn(connect, 'instagram', side)
  const account = { ...fresh, id: '1' } as unknown as Account
  t.hasStrict(await refresh(account, side.context), { failure: { certain: true } })
})
t.end()
