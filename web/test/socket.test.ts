import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import t, { type Test } from 'tap'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'

import { type LinkState, Socket, type SocketEvent, type SocketOptions } from '../src/socket.ts'

/** A server that hands over each connection with what it says. */
async function serve(t: Test) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  t.teardown(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  async function accept(): Promise<Peer> {
    const [socket] = (await once(server, 'connection')) as [ServerSocket]
    return peerOf(socket)
  }
  return { url: `ws://127.0.0.1:${port}`, accept }
}
type Peer = ReturnType<typeof peerOf>

function peerOf(socket: ServerSocket) {
  const said: unknown[] = []
  const waiting: ((frame: unknown) => void)[] = []
  socket.on('message', (data: Buffer) => {
    const frame: unknown = JSON.parse(data.toString())
    const next = waiting.shift()
    if (next) next(frame)
    else said.push(frame)
  })
  return {
    send: (frame: object) => socket.send(JSON.stringify(frame)),
    close: (code?: number) => socket.close(code),
    hears: () =>
      new Promise<unknown>((resolve) => {
        if (said.length > 0) resolve(said.shift())
        else waiting.push(resolve)
      }),
  }
}

const quick = { pingMs: 60_000, deadMs: 60_000, firstRetryMs: 1, lastRetryMs: 4 }

function client(
  t: Test,
  options: Partial<SocketOptions> & { url: string },
  onState: (state: LinkState) => void = () => {},
) {
  const events: SocketEvent[] = []
  const resets: string[] = []
  const states: string[] = []
  const watchers = new Set<() => void>()
  function changed(): void {
    for (const watcher of watchers) watcher()
  }
  const socket = new Socket({
    token: async () => 'token',
    onEvent(event) {
      events.push(event)
      changed()
    },
    onReset: (reason) => resets.push(reason),
    onState(state: LinkState) {
      states.push(state.status)
      onState(state)
      changed()
    },
    timing: quick,
    random: () => 1,
    ...options,
  })
  t.teardown(() => socket.stop())
  /** Resolves when the condition holds. */
  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      function look(): void {
        if (!holds()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  }
  return { socket, events, resets, states, until }
}

t.test('it says hello, and hands on every event in order', async (t) => {
  const { url, accept } = await serve(t)
  const { socket, events, resets, until } = client(t, { url })
  const accepted = accept()
  socket.start()
  const peer = await accepted
  t.strictSame(await peer.hears(), { type: 'hello', token: 'token', cursor: null })
  peer.send({ type: 'ready', cursor: '10' })
  peer.send({ type: 'event', cursor: '11', event: 'chat.updated', data: { id: '1' } })
  peer.send({ type: 'event', cursor: null, event: 'typing.changed', data: {} })
  await until(() => events.length === 2)
  t.strictSame(
    events.map((event) => event.event),
    ['chat.updated', 'typing.changed'],
  )
  t.strictSame(resets, ['first'])
  socket.send({ type: 'viewing', chatId: '1' })
  t.strictSame(await peer.hears(), { type: 'viewing', chatId: '1' })
})

t.test(
  'after a loss it comes back with the cursor of the last event, and asks for no reload',
  async (t) => {
    const { url, accept } = await serve(t)
    const { socket, events, resets, states, until } = client(t, { url })
    let accepted = accept()
    socket.start()
    let peer = await accepted
    await peer.hears()
    peer.send({ type: 'ready', cursor: '10' })
    peer.send({ type: 'event', cursor: '12', event: 'chat.updated', data: {} })
    await until(() => events.length === 1)
    accepted = accept()
    peer.close()
    peer = await accepted
    t.strictSame(await peer.hears(), { type: 'hello', token: 'token', cursor: '12' })
    peer.send({ type: 'ready', cursor: '99' })
    peer.send({ type: 'event', cursor: '13', event: 'chat.updated', data: {} })
    await until(() => events.length === 2)
    t.strictSame(resets, ['first'])
    accepted = accept()
    peer.close()
    peer = await accepted
    t.match(await peer.hears(), { cursor: '13' }, 'the place of the last event, not of ready')
    t.ok(states.includes('waiting'))
  },
)

t.test('a gap that is too old asks for a reload and goes on from there', async (t) => {
  const { url, accept } = await serve(t)
  const { socket, resets, until } = client(t, { url })
  let accepted = accept()
  socket.start()
  let peer = await accepted
  await peer.hears()
  peer.send({ type: 'ready', cursor: '10' })
  await until(() => socket.state().status === 'ready')
  accepted = accept()
  peer.close()
  peer = await accepted
  await peer.hears()
  peer.send({ type: 'reset', cursor: '500' })
  await until(() => resets.length === 2)
  t.strictSame(resets, ['first', 'gap'])
  accepted = accept()
  peer.close()
  peer = await accepted
  t.match(await peer.hears(), { cursor: '500' })
})

t.test('a refused token is renewed once at once', async (t) => {
  const { url, accept } = await serve(t)
  const asked: boolean[] = []
  const { socket, states, until } = client(t, {
    url,
    async token(renew) {
      asked.push(renew)
      return renew ? 'fresh' : 'old'
    },
  })
  let accepted = accept()
  socket.start()
  let peer = await accepted
  t.match(await peer.hears(), { token: 'old' })
  accepted = accept()
  peer.close(4401)
  peer = await accepted
  t.match(await peer.hears(), { token: 'fresh' })
  t.notOk(states.includes('waiting'))
  peer.send({ type: 'ready', cursor: '1' })
  await until(() => socket.state().status === 'ready')
  t.strictSame(asked, [false, true])
})

t.test('without a session it waits for one, and goes on when there is a token', async (t) => {
  const { url, accept } = await serve(t)
  let token: string | null = null
  const { socket, until } = client(t, { url, token: async () => token })
  socket.start()
  await until(() => socket.state().status === 'expired')
  token = 'new'
  const accepted = accept()
  socket.renewToken('new')
  const peer = await accepted
  t.match(await peer.hears(), { token: 'new' })
})

t.test('a new token is told in place', async (t) => {
  const { url, accept } = await serve(t)
  const { socket, until } = client(t, { url })
  const accepted = accept()
  socket.start()
  const peer = await accepted
  await peer.hears()
  peer.send({ type: 'ready', cursor: '1' })
  await until(() => socket.state().status === 'ready')
  socket.renewToken('fresh')
  t.strictSame(await peer.hears(), { type: 'token', token: 'fresh' })
})

t.test('silence is noticed: a ping without an answer ends the connection', async (t) => {
  const { url, accept } = await serve(t)
  const { socket } = client(t, { url, timing: { ...quick, pingMs: 5, deadMs: 30 } })
  let accepted = accept()
  socket.start()
  let peer = await accepted
  await peer.hears()
  accepted = accept()
  peer.send({ type: 'ready', cursor: '1' })
  t.strictSame(await peer.hears(), { type: 'ping' })
  peer = await accepted
  t.match(await peer.hears(), { type: 'hello', cursor: '1' })
})

t.test(
  'a server that is not there is tried again, with longer waits up to the limit',
  async (t) => {
    const waits: number[] = []
    const { socket, until } = client(t, { url: 'ws://127.0.0.1:9' }, (state) => {
      if (state.status === 'waiting') waits.push(state.retryAt - Date.now())
    })
    socket.start()
    await until(() => waits.length === 5)
    t.ok(waits.every((wait) => wait <= quick.lastRetryMs))
  },
)

t.test('offline it rests, and online it connects at once', async (t) => {
  const { url, accept } = await serve(t)
  const { socket, states, until } = client(t, { url })
  let accepted = accept()
  socket.start()
  let peer = await accepted
  await peer.hears()
  peer.send({ type: 'ready', cursor: '3' })
  await until(() => socket.state().status === 'ready')
  socket.wentOffline()
  t.equal(socket.state().status, 'offline')
  accepted = accept()
  socket.check()
  peer = await accepted
  t.match(await peer.hears(), { cursor: '3' })
  t.strictSame(states, ['connecting', 'ready', 'offline', 'connecting'])
})

t.test('signing out forgets the place', async (t) => {
  const { url, accept } = await serve(t)
  const { socket, until } = client(t, { url })
  let accepted = accept()
  socket.start()
  let peer = await accepted
  await peer.hears()
  peer.send({ type: 'ready', cursor: '3' })
  await until(() => socket.state().status === 'ready')
  socket.stop()
  socket.check()
  t.equal(socket.state().status, 'stopped')
  accepted = accept()
  socket.start()
  peer = await accepted
  t.match(await peer.hears(), { cursor: null })
})
