import { change, type Kernel } from '@parley/core'
import t from 'tap'

import { realtime } from '../src/realtime.ts'
import { type Rig, startRig } from './rig.ts'
import { openScreen } from './screen.ts'

async function start(t: { teardown(work: () => unknown): void }): Promise<Rig> {
  const rig = await startRig(t, { routes: (app) => app.register(realtime, {}) })
  await rig.app.listen({ port: 0, host: '127.0.0.1' })
  return rig
}

t.test(
  'a client that reconnects with its cursor sees every event exactly once, in order',
  async (t) => {
    const seed = Date.now() % 2 ** 31
    t.comment(`seed ${seed}`)
    const random = generator(seed)
    const { app, kernel, admin } = await start(t)
    const first = await openScreen(app, admin.accessToken)
    const from = first.frames[0]!.cursor!
    first.close()
    let newest: string | undefined
    const readers = Array.from({ length: 4 }, () => readThroughBreaks())
    await Promise.all(Array.from({ length: 4 }, () => write(kernel, 60, random)))
    newest = await newestOf(kernel)
    const wanted = await kernel.database.query<{ id: string }>(
      'select id::text from events where id > $1 order by events.id',
      [from],
    )
    t.ok(wanted.length > 100)
    for (const seen of await Promise.all(readers))
      t.strictSame(
        seen,
        wanted.map(({ id }) => id),
      )

    /** Loses its connection after a few events, again and again, until there is nothing more to come. */
    async function readThroughBreaks(): Promise<string[]> {
      const seen: string[] = []
      while (newest === undefined || seen.at(-1) !== newest) {
        let left = 1 + Math.floor(random() * 25)
        const screen = await openScreen(app, admin.accessToken, {
          cursor: seen.at(-1) ?? from,
          onFrame({ type, cursor }, socket) {
            if (type !== 'event' || !cursor || left === 0) return
            seen.push(cursor)
            // what still lies in the buffers is lost, as with a dropped network
            if (--left === 0) socket.terminate()
          },
        })
        await Promise.race([screen.closed, until(() => seen.at(-1) === newest)])
        screen.socket.terminate()
      }
      return seen
    }
  },
)

t.test('a cursor that cannot be continued is told to load again', async (t) => {
  const { app, kernel, admin } = await start(t)
  await write(kernel, 30, generator(1))
  await kernel.database.query('delete from events where id <= 10')
  const newest = await newestOf(kernel)
  for (const cursor of ['1', '', 'x', '-1', '99999999', '18446744073709551616', `${newest}.5`]) {
    const screen = await openScreen(app, admin.accessToken, { cursor })
    t.match(screen.frames[0], { type: 'reset', cursor: newest }, `cursor "${cursor}"`)
    t.same(screen.cursors(), [])
    screen.close()
  }
  const screen = await openScreen(app, admin.accessToken, { cursor: '10' })
  t.match(screen.frames[0], { type: 'ready', cursor: '10' }, 'the oldest that is left continues')
  await screen.until(({ cursor, type }) => type === 'event' && cursor === newest)
  t.equal(screen.cursors()[0], '11')
  screen.close()
  await kernel.database.query("select setval('events_id_seq', 1000000000)")
  await write(kernel, 1, generator(1))
  const far = await openScreen(app, admin.accessToken, { cursor: newest })
  t.match(far.frames[0], { type: 'reset' }, 'a gap too wide to be filled quickly')
  far.close()
})

t.test('an event that cannot be shown makes screens load again, and stops nothing', async (t) => {
  const { app, kernel, admin } = await start(t)
  const screen = await openScreen(app, admin.accessToken)
  const from = await newestOf(kernel)
  await kernel.database.query('alter table connections rename to hidden')
  await change(kernel, async (_tx, events) => {
    events.push({ type: 'connection.updated', subject: '1' })
  })
  t.match(await screen.until(({ type }) => type === 'reset'), { cursor: await newestOf(kernel) })
  const late = await openScreen(app, admin.accessToken, { cursor: from })
  await late.until(({ type }) => type === 'reset')
  await write(kernel, 1, () => 0.5)
  for (const each of [screen, late]) {
    await each.until(({ event }) => event === 'labels.updated')
    each.close()
  }
})

/** Transactions side by side, some of which fail. */
async function write(
  { database, bus }: Kernel,
  times: number,
  random: () => number,
): Promise<void> {
  for (let i = 0; i < times; i++) {
    const isDoomed = random() < 0.1
    await change({ database, bus }, async (tx, events) => {
      await tx.query('select pg_sleep($1)', [random() * 0.005])
      for (let n = 0; n < 1 + random() * 2; n++)
        events.push({ type: 'labels.updated', subject: String(i + 1) })
      if (isDoomed) events.push({ type: 'labels.updated', subject: 'not a number' })
    }).catch(() => undefined)
  }
}

async function newestOf({ database }: Kernel): Promise<string> {
  const [row] = await database.query<{ id: string }>('select max(id)::text as id from events')
  return row!.id
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
