import { request } from 'node:http'
import type { AddressInfo } from 'node:net'

import t from 'tap'

import { realtime } from '../src/realtime.ts'
import { type Caller, type Rig, startRig } from './rig.ts'
import { openScreen, type Screen } from './screen.ts'

async function start(t: { teardown(work: () => unknown): void }): Promise<Rig> {
  const rig = await startRig(t, { routes: (app) => app.register(realtime, {}) })
  await rig.app.listen({ port: 0, host: '127.0.0.1' })
  return rig
}

t.test('who may listen', async (t) => {
  const rig = await start(t)
  const { app, admin, stranger } = rig

  t.test(
    'a foreign page is refused before the upgrade, and so is a browser that hides it',
    async (t) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { cookie: 'refresh_token=x' },
        { 'sec-fetch-site': 'same-origin' },
      ])
        t.equal(await upgrade(rig, '/api/realtime', headers), 403, JSON.stringify(headers))
      t.equal(await upgrade(rig, '/api/realtime', { origin: rig.kernel.config.frontendUrl }), 101)
    },
  )
  t.test('no other address can be upgraded', async (t) => {
    t.equal(await upgrade(rig, '/api/setup', {}), 404)
    t.equal(await upgrade(rig, '/nothing', {}), 404)
    t.equal((await stranger.get('/api/realtime')).status, 404)
  })
  t.test('a token that is not good closes with 4401', async (t) => {
    for (const token of ['', 'x', admin.refreshToken, `${admin.accessToken}x`])
      t.equal(await (await openScreen(app, token)).closed, 4401)
    const silent = await openScreen(app, '', { hello: false })
    silent.say({ type: 'viewing', chatId: '1' })
    t.equal(await silent.closed, 4401, 'hello comes first')
  })
  t.test('who never says hello is closed', async (t) => {
    t.equal(await (await openScreen(app, '', { hello: false })).closed, 4401)
  })
  t.test('a socket ends with its session, whatever ended it', async (t) => {
    const causes: Record<string, (someone: Caller) => Promise<unknown>> = {
      'signing out': (someone) => someone.post('/api/auth/logout'),
      'a new role': (someone) => admin.patch(`/api/users/${someone.id}`, { role: 'admin' }),
      'being disabled': (someone) => admin.patch(`/api/users/${someone.id}`, { disabled: true }),
      'a stolen refresh token': async (someone) => {
        const { refreshToken } = someone
        for (let i = 0; i < 2; i++) await rotate(rig, i === 0 ? refreshToken : next)
        return rotate(rig, refreshToken)
      },
    }
    let next = ''
    async function rotate({ stranger }: Rig, refreshToken: string): Promise<void> {
      const { body } = await stranger.post(
        '/api/auth/refresh',
        { refreshToken },
        { headers: { 'x-token-delivery': 'body' } },
      )
      next = body.refreshToken
    }
    for (const [cause, end] of Object.entries(causes)) {
      const someone = await rig.signUp(`Ends By ${cause}`)
      const screen = await open(rig, someone)
      await end(someone)
      t.equal(await screen.closed, 4401, cause)
    }
  })
  t.test('a socket ends with its token, unless a fresh one comes in time', async (t) => {
    const someone = await rig.signUp('Tara Token')
    const claims = app.jwt.decode<object>(someone.accessToken)!
    const { iss: _i, aud: _a, exp: _e, iat: _t, ...rest } = claims as Record<string, unknown>
    const short = app.jwt.sign(rest, { expiresIn: 2 })
    const [left, renewed] = await Promise.all([openScreen(app, short), openScreen(app, short)])
    renewed.say({ type: 'token', token: someone.accessToken })
    t.equal(await left.closed, 4401)
    renewed.say({ type: 'ping' })
    t.match(await renewed.until(({ type }) => type === 'pong'), {})
    renewed.say({ type: 'token', token: admin.accessToken })
    t.equal(await renewed.closed, 4401, 'a socket never changes its person')
  })
  t.test('the sixth socket of one person is refused, the first five stay', async (t) => {
    const someone = await rig.signUp('Sam Sockets')
    const five = await Promise.all(Array.from({ length: 5 }, () => open(rig, someone)))
    t.equal(await (await openScreen(app, someone.accessToken)).closed, 4409)
    t.ok(five.every(({ socket }) => socket.readyState === socket.OPEN))
    for (const screen of five) screen.close()
  })
  t.test('one address may hold ten sockets that have not spoken', async (t) => {
    const silent = await Promise.all(
      Array.from({ length: 10 }, () => openScreen(app, '', { hello: false })),
    )
    t.equal(await upgrade(rig, '/api/realtime', {}), 429)
    for (const screen of silent) screen.close()
    await Promise.all(silent.map(({ closed }) => closed))
    t.equal(await upgrade(rig, '/api/realtime', {}), 101)
  })
})

async function open({ app }: Rig, { accessToken }: Caller): Promise<Screen> {
  return openScreen(app, accessToken)
}

/** The status of an upgrade request. */
function upgrade({ app }: Rig, path: string, headers: Record<string, string>): Promise<number> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const ask = request({
      port,
      host: '127.0.0.1',
      path,
      agent: false,
      headers: {
        ...headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    })
    ask.on('response', (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    ask.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode!)
    })
    ask.on('error', reject)
    ask.end()
  })
}
