import t from 'tap'

import { type Caller, type Rig, startRig } from './rig.ts'

const asBody = { headers: { 'x-token-delivery': 'body' } }

t.test('of many first people at once exactly one becomes the admin', async (t) => {
  const { kernel, stranger } = await startRig(t, { people: false, env: { REGISTRATION: 'invite' } })
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      stranger.post('/api/auth/register', person(`p${i}@example.com`)),
    ),
  )
  t.same(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, ...Array(7).fill(403)],
  )
  t.equal(answers.find(({ status }) => status === 403)!.body.code, 'registration_closed')
  t.match(await kernel.database.query('select role from users'), [{ role: 'admin' }])
})

t.test('signing in', async (t) => {
  const rig = await startRig(t)
  const { agent, stranger, admin } = rig
  t.test('a right password opens a session in a cookie that scripts cannot read', async (t) => {
    const { status, body, headers } = await stranger.post('/api/auth/login', credentials(agent))
    t.equal(status, 200)
    t.match(body, { user: { id: agent.id, role: 'agent' }, expiresIn: 600, accessToken: String })
    t.notOk('refreshToken' in body)
    const cookie = String(headers['set-cookie'])
    for (const part of ['refresh_token=', 'HttpOnly', 'SameSite=Strict', 'Path=/api/auth'])
      t.match(cookie, part)
    t.equal(headers['cache-control'], 'no-store')
  })
  t.test('a client that asks gets the refresh token in the body instead', async (t) => {
    const { body, headers } = await stranger.post('/api/auth/login', credentials(agent), asBody)
    t.match(body.refreshToken, /^[0-9a-f-]{36}\.[\w-]{43}$/)
    t.equal(headers['set-cookie'], undefined)
  })
  t.test('the address is read without regard to case', async (t) => {
    const { status } = await stranger.post('/api/auth/login', {
      ...credentials(agent),
      email: agent.email.toUpperCase(),
    })
    t.equal(status, 200)
  })
  t.test('a wrong password and an unknown person get the same answer', async (t) => {
    const wrong = await stranger.post('/api/auth/login', { ...credentials(agent), password: 'no' })
    const unknown = await stranger.post('/api/auth/login', {
      email: 'n@example.com',
      password: 'no',
    })
    t.equal(wrong.status, 401)
    t.same({ ...wrong.body, requestId: '' }, { ...unknown.body, requestId: '' })
    t.equal(wrong.body.code, 'wrong_credentials')
  })
  t.test('passwords are taken exactly as typed', async (t) => {
    const odd = ' päss\u0000wörd 🔑 '
    await stranger.post('/api/auth/register', { ...person('odd@example.com'), password: odd })
    function login(password: string) {
      return stranger.post('/api/auth/login', { email: 'odd@example.com', password })
    }
    t.equal((await login(odd)).status, 200)
    t.equal((await login(odd.trim())).status, 401)
  })
  t.test('a disabled person cannot, and is told no more than others', async (t) => {
    const gone = await rig.signUp('Gone Soon')
    t.equal((await admin.patch(`/api/users/${gone.id}`, { disabled: true })).status, 200)
    t.equal((await gone.get('/api/auth/me')).body.code, 'session_ended')
    t.equal((await refreshAt(rig, gone)).status, 401)
    const login = await stranger.post('/api/auth/login', credentials(gone))
    t.equal(login.body.code, 'wrong_credentials')
    await admin.patch(`/api/users/${gone.id}`, { disabled: false })
    t.equal((await stranger.post('/api/auth/login', credentials(gone))).status, 200)
  })
})

t.test('who tries too often waits, and nobody else does', async (t) => {
  const { agent, admin, stranger } = await startRig(t)
  function attempt(address: string, body: object) {
    return stranger.post('/api/auth/login', body, { remoteAddress: address })
  }
  const wrong = { email: agent.email, password: 'guess' }
  for (let i = 0; i < 20; i++) t.equal((await attempt(`10.0.0.${i}`, wrong)).status, 401)
  const { status, headers, body } = await attempt('10.0.1.1', wrong)
  t.match({ status, code: body.code }, { status: 429, code: 'too_many_requests' })
  t.ok(Number(headers['retry-after']) > 0)
  t.equal((await attempt('10.0.1.1', credentials(admin))).status, 200)
  // one address, many people: the /64 of an IPv6 customer counts as one
  for (let i = 0; i < 60; i++)
    await stranger.post(
      '/api/auth/password/forgot',
      { email: `x${i}@example.com` },
      { remoteAddress: `2001:db8::${i}` },
    )
  t.equal((await attempt('2001:db8::ffff', credentials(admin))).status, 429)
  t.equal((await attempt('2001:db8:0:1::1', credentials(admin))).status, 200)
})

t.test('a browser learns before signing in what it must know', async (t) => {
  const { stranger } = await startRig(t, { people: false, env: { REGISTRATION: 'invite' } })
  t.match((await stranger.get('/api/setup')).body, {
    needsFirstUser: true,
    registration: 'invite',
    simulator: false,
    version: /^\d+\.\d+\.\d+/,
  })
  await stranger.post('/api/auth/register', person('first@example.com'))
  t.equal((await stranger.get('/api/setup')).body.needsFirstUser, false)
})

function person(email: string) {
  return { email, password: 'long enough to count', name: 'Some Body' }
}

function credentials({ email, password }: Caller) {
  return { email, password }
}

function refreshAt(
  { stranger }: Pick<Rig, 'stranger'>,
  { refreshToken }: { refreshToken: string },
) {
  return stranger.post('/api/auth/refresh', { refreshToken }, asBody)
}
