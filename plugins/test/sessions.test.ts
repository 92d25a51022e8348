import t from 'tap'

import { type Caller, callerOf, type Rig, startRig } from './rig.ts'

const asBody = { headers: { 'x-token-delivery': 'body' } }

t.test('refresh tokens', async (t) => {
  let offsetMs = 0
  const rig = await startRig(t, { overrides: { now: () => new Date(Date.now() + offsetMs) } })
  t.beforeEach(() => {
    offsetMs = 0
  })
  t.test('each use gives a new one', async (t) => {
    const someone = await rig.signUp('Rita Rotates')
    const first = await refreshAt(rig, someone)
    t.equal(first.status, 200)
    t.not(first.body.refreshToken, someone.refreshToken)
    t.equal((await refreshAt(rig, first.body)).status, 200)
  })
  t.test('tabs that race with one token all get the same successor', async (t) => {
    const someone = await rig.signUp('Tom Tabs')
    const answers = await Promise.all(Array.from({ length: 10 }, () => refreshAt(rig, someone)))
    t.same(
      answers.map(({ status }) => status),
      Array(10).fill(200),
    )
    t.equal(new Set(answers.map(({ body }) => body.refreshToken)).size, 1)
  })
  t.test(
    'the immediate predecessor is good for ten seconds, then it ends the family',
    async (t) => {
      const someone = await rig.signUp('Greta Grace')
      const next = (await refreshAt(rig, someone)).body
      offsetMs = 9_000
      t.equal((await refreshAt(rig, someone)).body.refreshToken, next.refreshToken)
      offsetMs = 11_000
      t.equal((await refreshAt(rig, someone)).body.code, 'session_ended')
      t.equal((await refreshAt(rig, next)).status, 401)
      t.equal((await callerOf(rig.app, { ...someone, ...next }).get('/api/auth/me')).status, 401)
    },
  )
  t.test('an older one ends the family at once, and is recorded', async (t) => {
    const someone = await rig.signUp('Otto Older')
    const second = (await refreshAt(rig, someone)).body
    const third = (await refreshAt(rig, second)).body
    t.equal((await refreshAt(rig, someone)).status, 401)
    t.equal((await refreshAt(rig, third)).status, 401)
    const [row] = await rig.kernel.database.query(
      "select user_id::text as id from audit where action = 'session.reused' order by id desc limit 1",
    )
    t.same(row, { id: someone.id })
  })
  t.test(
    'a session ends after a week without use, and after thirty days in any case',
    async (t) => {
      const idle = await rig.signUp('Ida Idle')
      offsetMs = 8 * 86_400_000
      t.equal((await refreshAt(rig, idle)).status, 401)
      offsetMs = 0
      let busy = (await refreshAt(rig, await rig.signUp('Bea Busy'))).body
      for (let day = 6; day <= 24; day += 6) {
        offsetMs = day * 86_400_000
        const { status, body } = await refreshAt(rig, busy)
        t.equal(status, 200)
        busy = body
      }
      offsetMs = 30 * 86_400_000 + 1000
      t.equal((await refreshAt(rig, busy)).status, 401)
    },
  )
  t.test('what was never a token is refused', async (t) => {
    for (const refreshToken of [
      '',
      'x',
      `${'0'.repeat(36)}.${'A'.repeat(43)}`,
      rig.agent.accessToken.slice(0, 200),
    ])
      t.equal((await rig.stranger.post('/api/auth/refresh', { refreshToken })).status, 401)
    t.equal((await rig.stranger.post('/api/auth/refresh')).status, 401)
  })
  t.test('the cookie works from our own page only', async (t) => {
    const cookie = { refresh_token: (await rig.signUp('Cora Cookie')).refreshToken }
    function from(headers: Record<string, string>) {
      return rig.stranger.post('/api/auth/refresh', {}, { cookies: cookie, headers })
    }
    t.equal((await from({ origin: 'https://evil.example' })).body.code, 'wrong_origin')
    t.equal((await from({ origin: 'null' })).status, 403)
    t.equal((await from({ 'sec-fetch-site': 'cross-site' })).status, 403)
    t.equal((await from({ origin: rig.kernel.config.frontendUrl })).status, 200)
    const form = await rig.stranger.call('POST', '/api/auth/refresh', {
      payload: '{"refreshToken":"x"}',
      headers: { 'content-type': 'text/plain' },
    })
    t.equal(form.status, 415)
  })
})

t.test('sessions end everywhere at once', async (t) => {
  const rig = await startRig(t)
  t.test('by signing out, with either token', async (t) => {
    const one = await rig.signUp('Lena Leaves')
    t.equal((await one.get('/api/auth/me')).status, 200, 'the server remembers a good session')
    t.equal((await one.post('/api/auth/logout')).status, 204)
    t.equal((await one.get('/api/auth/me')).body.code, 'session_ended')
    t.equal((await refreshAt(rig, one)).status, 401)
    const two = await rig.signUp('Lars Leaves')
    const { refreshToken } = two
    t.equal((await rig.stranger.post('/api/auth/logout', { refreshToken })).status, 204)
    t.equal((await two.get('/api/auth/me')).status, 401)
    t.equal((await rig.stranger.post('/api/auth/logout')).status, 204)
  })
  t.test('by ending one from the list of the others', async (t) => {
    const here = await rig.signUp('Mia Many')
    const there = await signInAgain(rig, here)
    const { items } = (await here.get('/api/auth/sessions')).body
    t.equal(items.length, 2)
    t.match(
      items.find((each: { current: boolean }) => each.current),
      { address: '127.0.0.1' },
    )
    const other = items.find((each: { current: boolean }) => !each.current)
    const stranger = await rig.signUp('Nosy Neighbour')
    t.equal((await stranger.delete(`/api/auth/sessions/${other.id}`)).status, 404)
    t.equal((await here.delete(`/api/auth/sessions/${other.id}`)).status, 204)
    t.equal((await there.get('/api/auth/me')).status, 401)
    t.equal((await here.get('/api/auth/me')).status, 200)
  })
  t.test('by a new password, but for the one that set it', async (t) => {
    const here = await rig.signUp('Pia Password')
    const there = await signInAgain(rig, here)
    t.equal((await there.get('/api/auth/me')).status, 200)
    const next = 'a completely new one'
    function change(current: string) {
      return here.post('/api/auth/password', { current, next })
    }
    t.equal((await change('wrong')).body.code, 'wrong_credentials')
    t.equal((await change(here.password)).status, 204)
    t.equal((await there.get('/api/auth/me')).status, 401)
    t.equal((await refreshAt(rig, there)).status, 401)
    t.equal((await here.get('/api/auth/me')).status, 200)
    t.equal((await signIn(rig, here.email, next)).status, 200)
  })
  t.test('by a change of role; the next refresh has the new rights', async (t) => {
    const someone = await rig.signUp('Ursula Up')
    t.equal((await someone.get('/api/auth/me')).status, 200)
    t.equal((await rig.admin.patch(`/api/users/${someone.id}`, { role: 'admin' })).status, 200)
    t.equal((await someone.get('/api/auth/me')).body.code, 'session_ended')
    const fresh = (await refreshAt(rig, someone)).body
    t.equal(fresh.user.role, 'admin')
    t.equal((await callerOf(rig.app, { ...someone, ...fresh }).get('/api/invites')).status, 200)
  })
})

function refreshAt(
  { stranger }: Pick<Rig, 'stranger'>,
  { refreshToken }: { refreshToken: string },
) {
  return stranger.post('/api/auth/refresh', { refreshToken }, asBody)
}

function signIn({ stranger }: Pick<Rig, 'stranger'>, email: string, password: string) {
  return stranger.post('/api/auth/login', { email, password }, asBody)
}

async function signInAgain(rig: Rig, someone: Caller): Promise<Caller> {
  const { body } = await signIn(rig, someone.email, someone.password)
  return callerOf(rig.app, { ...someone, ...body })
}
