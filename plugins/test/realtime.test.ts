import { change, findChats, type Kernel } from '@parley/core'
import t from 'tap'

import { realtime } from '../src/realtime.ts'
import { type Caller, type Rig, startRig } from './rig.ts'
import { openScreen, type Screen } from './screen.ts'

async function start(t: { teardown(work: () => unknown): void }): Promise<Rig> {
  const rig = await startRig(t, { routes: (app) => app.register(realtime, {}) })
  await rig.app.listen({ port: 0, host: '127.0.0.1' })
  return rig
}

t.test('what a screen is told', async (t) => {
  const rig = await start(t)
  const { app, kernel, admin, agent } = rig
  const chatId = await seedChat(kernel)

  t.test(
    'hello is answered with the place in the log, then events come as over REST',
    async (t) => {
      const [one, two] = await Promise.all([open(rig, admin), open(rig, agent)])
      t.match(one.frames[0], { type: 'ready', cursor: /^\d+$/ })
      await kernel.database.query('insert into reads values ($1, $2, 2)', [admin.id, chatId])
      await tell(kernel, { type: 'chat.updated', subject: chatId, chatId })
      for (const [screen, user, unread] of [
        [one, admin, 1],
        [two, agent, 3],
      ] as const) {
        const { data } = await screen.until(({ event }) => event === 'chat.updated')
        t.same(data, (await findChats(kernel, [chatId], user.id))[0])
        t.equal(data.unreadCount, unread, 'the unread count is each person’s own')
      }
      one.close()
      two.close()
    },
  )
  t.test('an event for one person goes to no other', async (t) => {
    const [one, two] = await Promise.all([open(rig, admin), open(rig, agent)])
    await tell(kernel, { type: 'views.updated', subject: '7', userId: admin.id })
    await tell(kernel, { type: 'labels.updated', subject: '8' })
    await Promise.all([one, two].map((each) => each.until((f) => f.event === 'labels.updated')))
    t.equal(one.cursors().length, 2)
    t.equal(two.cursors().length, 1)
    one.close()
    two.close()
  })
  t.test('what is gone when it is told carries what was said of it', async (t) => {
    const screen = await open(rig, agent)
    const data = { id: '5', chatId }
    await tell(kernel, { type: 'note.deleted', subject: '5', chatId, data })
    t.same((await screen.until(({ event }) => event === 'note.deleted')).data, data)
    screen.close()
  })
  t.test('colleagues see who is here, what they look at and where they type', async (t) => {
    const one = await open(rig, admin)
    const two = await open(rig, agent)
    const seen = await one.until(({ data }) => data?.userId === agent.id && data.online)
    t.match(seen, { event: 'presence.changed', cursor: null, data: { name: 'Ben Agent' } })
    await two.until(({ data }) => data?.userId === admin.id && data.online)
    two.say({ type: 'viewing', chatId })
    await one.until(({ data }) => data?.userId === agent.id && data.chatId === chatId)
    two.say({ type: 'typing', chatId, on: true })
    t.match(await one.until(({ event }) => event === 'typing.changed'), {
      cursor: null,
      data: { chatId, user: { id: agent.id }, contact: false, on: true, mode: 'reply' },
    })
    two.say({ type: 'ping' })
    await two.until(({ type }) => type === 'pong')
    t.notOk(
      two.frames.some(({ event }) => event === 'typing.changed'),
      'not to the one who types',
    )
    two.close()
    t.match(await one.until(({ event, data }) => event === 'typing.changed' && !data.on), {})
    await one.until(({ data }) => data?.userId === agent.id && data.online === false)
    one.close()
  })
  t.test('a stopping server says that it will be back', async (t) => {
    const screen = await open(rig, agent)
    await app.close()
    t.equal(await screen.closed, 1012)
  })
})

t.test('what a socket may say', async (t) => {
  const rig = await start(t)
  const { agent } = rig
  const someone = await rig.signUp('Max Mistakes')
  t.test(
    'an unknown kind is answered with a code and nothing else; the third closes',
    async (t) => {
      const screen = await open(rig, agent)
      for (const frame of [{ event: 'base' }, { type: 'constructor' }, { type: '__proto__' }])
        screen.say(frame)
      t.equal(await screen.closed, 4400)
      const errors = screen.frames.filter(({ type }) => type === 'error')
      t.same(
        errors,
        ['unknown_type', 'unknown_type'].map((code) => ({ type: 'error', code })),
      )
    },
  )
  t.test('values of the wrong shape are no frames', async (t) => {
    const screen = await open(rig, agent)
    screen.say({ type: 'viewing', chatId: '*' })
    screen.say({ type: 'typing', chatId: '1', on: 'yes' })
    screen.say({ type: 'hello', token: agent.accessToken, cursor: null })
    t.equal(await screen.closed, 4400)
    t.same(
      screen.frames.flatMap(({ code }) => code ?? []),
      ['invalid', 'invalid'],
    )
  })
  t.test('chats that do not exist leak nothing', async (t) => {
    const screen = await open(rig, agent)
    for (let i = 0; i < 20; i++) screen.say({ type: 'viewing', chatId: String(900_000 + i) })
    screen.say({ type: 'ping' })
    await screen.until(({ type }) => type === 'pong')
    t.notOk(screen.frames.some(({ type }) => type === 'error'))
    screen.close()
  })
  const rows: Record<string, [number, (screen: Screen) => void]> = {
    'B105 a frame of 70 KB': [1009, (s) => s.say('x'.repeat(70_000))],
    'B106 a binary frame': [1003, (s) => s.socket.send(Buffer.from('{}'), { binary: true })],
    'B107 text that is not UTF-8': [
      1007,
      (s) => s.socket.send(Buffer.from([0xc3, 0x28]), { binary: false }),
    ],
    'not JSON': [4400, (s) => s.say('hello')],
    'B110 JSON that is nested deeply': [
      4400,
      (s) => s.say('['.repeat(30_000) + ']'.repeat(30_000)),
    ],
    'B109 thousands of empty fragments': [
      1008,
      (s) => {
        for (let i = 0; i < 2000; i++) s.socket.send('', { fin: false })
      },
    ],
    'B111 a flood': [
      4429,
      (s) => {
        for (let i = 0; i < 200; i++) s.say({ type: 'ping' })
      },
    ],
  }
  for (const [name, [code, say]] of Object.entries(rows))
    t.test(name, async (t) => {
      const screen = await open(rig, someone)
      say(screen)
      t.equal(await screen.closed, code)
    })
})

t.test('a screen that takes nothing is closed, and the others go on', async (t) => {
  const rig = await start(t)
  const [slow, quick] = await Promise.all([open(rig, rig.agent), open(rig, rig.admin)])
  // as a stopped browser does: the kernel's buffers fill, then ours
  slow.socket.pause()
  const data = { filler: 'x'.repeat(400_000) }
  for (let i = 0; i < 60; i++)
    await tell(rig.kernel, { type: 'labels.updated', subject: String(i + 1), data })
  await quick.until(
    ({ event, cursor }) => event === 'labels.updated' && cursor === quick.cursors().at(-1),
  )
  await tell(rig.kernel, { type: 'labels.updated', subject: '99' })
  await quick.until(({ data }) => data?.id === '99')
  slow.socket.resume()
  t.not(await slow.closed, 1000)
  t.ok(slow.cursors().length < 61, 'it did not get everything')
})

async function open({ app }: Rig, { accessToken }: Caller): Promise<Screen> {
  return openScreen(app, accessToken)
}

function tell(kernel: Kernel, event: Parameters<Parameters<typeof change>[1]>[1][number]) {
  return change(kernel, async (_tx, events) => void events.push(event))
}

/** A chat with three messages of a contact. */
async function seedChat({ database }: Kernel): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `with n as (insert into connections (channel, external_id, name, config) values ('acme', 'x1', 'Acme', '{}') returning id),
          p as (insert into contacts (name) values ('Ana') returning id)
     insert into chats (connection_id, contact_id, identity, inbound_count, last_in_at, last_received_at)
     select n.id, p.id, 'ana', 3, now(), now() from n, p returning id::text`,
  )
  return row!.id
}
