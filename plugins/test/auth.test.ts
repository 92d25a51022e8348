import t from 'tap'

import { startRig } from './rig.ts'

t.test('the first person is the admin, the next an agent', async (t) => {
  const { admin, agent } = await startRig(t)
  t.match((await admin.get('/api/auth/me')).body, { role: 'admin', name: 'Ada Admin' })
  t.match((await agent.get('/api/auth/me')).body, { role: 'agent' })
  t.match((await agent.get('/api/users')).body, { items: [{ role: 'admin' }, { role: 'agent' }] })
})
