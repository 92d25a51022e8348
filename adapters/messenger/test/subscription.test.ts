/** A Page that Meta has unsubscribed, through the kernel's own check. */
import { checkConnection, save } from '@parley/core'
import t from 'tap'

import { startKernel } from '../../../core/test/rig.ts'
import { callContext } from '../../meta/test/connecting.ts'
import { asked } from '../../meta/test/fake-graph.ts'

const graph = 'graph.facebook.com/v26.0'

t.test('a subscription that Meta has ended comes back with the next check', async (t) => {
  const edge = `${graph}/100/subscribed_apps`
  const context = callContext(
    {
      [`GET ${graph}/100`]: { id: '100', name: 'Shop' },
      [`GET ${edge}`]: [{ data: [] }, { data: [{ subscribed_fields: ['messages'] }] }],
      [`POST ${edge}`]: { success: true },
    },
    {},
  )
  const kernel = await startKernel(t, {
    adapters: ['@parley/adapter-messenger'],
    overrides: { callContext: () => context },
  })
  const id = await save(kernel, 'messenger', {
    externalId: '100',
    name: 'Shop',
    config: { pageId: '100' },
    secrets: { accessToken: 'T' },
  })
  t.hasStrict(await checkConnection(kernel, id), { status: 'connected', problem: null })
  t.ok(asked(context.http).some(({ call }) => call.startsWith(`POST ${edge}`)))
})
t.end()
