import t from 'tap'

import { startRig } from './rig.ts'

t.test('invitations', async (t) => {
  const { admin, agent, stranger, kernel } = await startRig(t, { env: { REGISTRATION: 'open' } })
  const { body: invite, status } = await admin.post('/api/invites', { email: 'Zoë@Example.com' })
  t.equal(status, 201)
  t.match(invite, { email: 'zoë@example.com', role: 'agent', url: /\/register\?invite=[\w-]{43}$/ })
  const token = new URL(invite.url).searchParams.get('invite')!

  t.test('only admins invite', async (t) => {
    t.equal((await agent.post('/api/invites', { email: 'x@example.com' })).status, 403)
    t.equal((await agent.get('/api/invites')).status, 403)
  })
  t.test('the list holds what can still be used, without a token', async (t) => {
    const { body, text } = await admin.get('/api/invites')
    t.match(body.items, [{ id: /^[0-9a-f]{64}$/, email: 'zoë@example.com' }])
    t.notMatch(text, token)
  })
  t.test('it is bound to its address, and a wrong use does not spend it', async (t) => {
    const { status, body } = await stranger.post('/api/auth/register', {
      ...person('other@example.com'),
      invite: token,
    })
    t.match({ status, code: body.code }, { status: 403, code: 'link_expired' })
  })
  t.test('many uses at once make one account', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        stranger.post('/api/auth/register', { ...person('zoë@example.com'), invite: token }),
      ),
    )
    t.equal(answers.filter((each) => each.status === 201).length, 1)
    t.equal(answers.filter((each) => each.status === 403).length, 9)
  })
  t.test('a changed bit is no invitation', async (t) => {
    const { status } = await stranger.post('/api/auth/register', {
      ...person('new@example.com'),
      invite: token.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    })
    t.equal(status, 403)
  })
  t.test('a withdrawn one is gone, and an admin may invite an admin', async (t) => {
    const { body } = await admin.post('/api/invites', { email: 'a2@example.com', role: 'admin' })
    t.equal((await admin.delete(`/api/invites/${body.id}`)).status, 204)
    t.equal((await admin.delete(`/api/invites/${body.id}`)).status, 404)
    const used = { ...person('a2@example.com'), invite: body.url.split('=')[1] }
    t.equal((await stranger.post('/api/auth/register', used)).status, 403)
  })
  t.test('an address that has an account cannot be invited', async (t) => {
    t.equal((await admin.post('/api/invites', { email: agent.email })).status, 409)
  })
  t.test('all of it is on record', async (t) => {
    const rows = await kernel.database.query(
      "select action from audit where action like 'user.%vited'",
    )
    t.equal(rows.length, 3)
  })
})

t.test('the last admin stays', async (t) => {
  const { admin, agent } = await startRig(t)
  for (const patch of [{ role: 'agent' }, { disabled: true }])
    t.match(await admin.patch(`/api/users/${admin.id}`, patch), {
      status: 422,
      body: { code: 'last_admin' },
    })
  await admin.patch(`/api/users/${agent.id}`, { role: 'admin' })
  const both = await Promise.all(
    [admin, agent].map(({ id }) => admin.patch(`/api/users/${id}`, { role: 'agent' })),
  )
  t.not(both.filter(({ status }) => status === 200).length, 2)
})

t.test('the record of changes is for admins, newest first, in pages', async (t) => {
  const { admin, agent } = await startRig(t)
  await admin.patch(`/api/users/${agent.id}`, { name: 'Ben Renamed' })
  t.equal((await agent.get('/api/audit')).status, 403)
  const { body } = await admin.get('/api/audit?limit=1')
  t.match(body.items, [{ action: 'user.changed', subject: agent.id, user: { id: admin.id } }])
  const next = await admin.get(`/api/audit?limit=1&cursor=${body.nextCursor}`)
  t.match(next.body.items, [{ action: 'session.begun' }])
  t.equal((await admin.get('/api/audit?cursor=abc.def')).body.code, 'bad_cursor')
})

t.test('a profile keeps its preferences, part by part', async (t) => {
  const { agent, admin } = await startRig(t)
  await agent.patch('/api/auth/me', { preferences: { theme: 'dark' } })
  const { body } = await agent.patch('/api/auth/me', { name: 'Ben B.', preferences: { keys: {} } })
  t.match(body, { name: 'Ben B.', preferences: { theme: 'dark', keys: {} } })
  t.match((await admin.get('/api/users')).body.items[1], { name: 'Ben B.', disabled: false })
  t.notOk('disabled' in (await agent.get('/api/users')).body.items[0], 'agents see the directory')
  t.equal((await agent.patch('/api/auth/me', { role: 'admin' })).status, 400)
})

function person(email: string) {
  return { email, password: 'long enough to count', name: 'Some Body' }
}
