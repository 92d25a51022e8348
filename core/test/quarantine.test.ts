/** What cannot be used is kept, what fails is isolated, and what is too much is refused in time. */
import { openIngest, replayLate, save } from '@parley/core'
import type { InboundEvent } from '@parley/core/adapter'
import pg from 'pg'
import t from 'tap'

import { openDesk } from './desk.ts'
import { happened, said } from './parrot.ts'

t.test('ingest keeps its promises at the limits', async (t) => {
  const desk = await openDesk(t)
  const { post, rows, kernel } = desk

  t.test('a body that cannot be read is kept whole as quarantined, and answered 200', async (t) => {
    const deep = Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    const many = Buffer.from(`[${'1,'.repeat(1_000_000)}1]`)
    const bodies = {
      bad_json: Buffer.from('not json'),
      empty: Buffer.alloc(0),
      too_deep: deep,
      too_many_values: many,
      forbidden_key: Buffer.from('{"__proto__":{"polluted":1}}'),
    }
    for (const [reason, body] of Object.entries(bodies)) {
      t.same(await post(body), [200], reason)
      const [row] = await rows<{ state: string; reason: string; body: Buffer }>(
        'select state, reason, body from deliveries order by id desc limit 1',
      )
      t.same([row?.state, row?.reason], ['quarantined', reason])
      t.ok(row?.body.equals(body), 'byte for byte')
    }
    t.equal(({} as { polluted?: number }).polluted, undefined)
  })

  t.test('an id that no index can hold is quarantined by itself', async (t) => {
    await post([
      said('good', { id: 'good-neighbour' }),
      said('bad', { id: 'x'.repeat(10_000), key: 'long' }),
    ])
    const [delivery] = await rows<{ outcome: { outcome: string; reason?: string }[] }>(
      'select outcome from deliveries order by id desc limit 1',
    )
    t.same(
      delivery?.outcome.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['stored', undefined],
        ['quarantined', 'bad_id'],
      ],
    )
  })

  t.test(
    'an id that comes again with other words is kept as a conflict, not as a duplicate',
    async (t) => {
      const outcomes = async () => {
        const [row] = await rows<{
          state: string
          outcome: { outcome: string; reason?: string }[]
        }>('select state, outcome from deliveries order by id desc limit 1')
        return [row?.state, row?.outcome.map(({ outcome, reason }) => reason ?? outcome)]
      }
      await post([said('one', { id: 'twice' })])
      await post([said('one', { id: 'twice' })])
      t.same(await outcomes(), ['processed', ['duplicate']])
      await post([said('two', { id: 'twice' })])
      t.same(await outcomes(), ['quarantined', ['conflict']])
      await post([said('a', { id: 'twins', key: 'a' }), said('b', { id: 'twins', key: 'b' })])
      t.same(await outcomes(), ['partial', ['stored', 'conflict']])
      t.match(
        await rows("select text from messages where external_id in ('twice', 'twins') order by id"),
        [{ text: 'one' }, { text: 'a' }],
      )
    },
  )

  t.test(
    'a known kind of event that lacks what it needs is quarantined with its fault',
    async (t) => {
      await post([
        said('fine', { id: 'whole' }),
        happened('unknown', { nativeType: 'message', fault: 'no_id', key: 'torn' }),
      ])
      const [row] = await rows<{ state: string; outcome: { reason?: string }[] }>(
        'select state, outcome from deliveries order by id desc limit 1',
      )
      t.equal(row?.state, 'partial')
      t.same(
        row?.outcome.map(({ reason }) => reason),
        [undefined, 'no_id'],
      )
    },
  )

  t.test('what was read just before its connection was there is read again, once', async (t) => {
    await post([said('early', { room: 'C', id: 'early-1' })])
    const states = () => rows('select state, replayed_at from deliveries order by id desc limit 1')
    t.match(await states(), [{ state: 'unrouted', replayed_at: null }])
    await replayLate(kernel)
    t.match(await states(), [{ state: 'unrouted', replayed_at: null }], 'still nobody here has it')
    const fresh = { externalId: 'C', accountId: 'other', name: 'Room C' }
    await save(kernel, 'parrot', { ...fresh, config: { room: 'C' }, secrets: { token: 'c' } })
    await replayLate(kernel)
    const [first] = await states()
    t.match(first, { state: 'processed', replayed_at: Date })
    t.match(await rows("select text from messages where external_id = 'early-1'"), [
      { text: 'early' },
    ])
    await replayLate(kernel)
    t.same(await states(), [first])
  })

  t.test('one poison event among a thousand loses nobody else', async (t) => {
    await rows(
      `create function poison() returns trigger language plpgsql as $$ begin if new.text = 'poison' then raise exception 'poisoned' using errcode = '22000'; end if; return new; end $$`,
    )
    await rows(
      'create trigger poison before insert on messages for each row execute function poison()',
    )
    const batch = Array.from({ length: 1000 }, (_, i) =>
      said(i === 617 ? 'poison' : 'fine', { who: `p${i % 20}`, id: `poison-${i}` }),
    )
    t.same(
      await post(batch, [said('another delivery of the same moment', { id: 'beside' })]),
      [200, 200],
    )
    t.same(
      await rows("select count(*)::int as n from messages where external_id like 'poison-%'"),
      [{ n: 999 }],
    )
    t.same(await rows("select count(*)::int as n from messages where external_id = 'beside'"), [
      { n: 1 },
    ])
    const [row] = await rows<{ state: string; n: number }>(
      "select state, (select count(*)::int from jsonb_array_elements(outcome) o where o->>'outcome' = 'quarantined') as n from deliveries where jsonb_array_length(outcome) = 1000 order by id desc limit 1",
    )
    t.same(row, { state: 'partial', n: 1 })
    await rows('drop trigger poison on messages')
  })

  t.test(
    'a batch is at most eight statements, whatever its size, begin and commit counted',
    async (t) => {
      const everything = (n: number): InboundEvent[] =>
        Array.from({ length: n }, (_, i) => [
          said('new', { who: `s${n}-${i}`, id: `st-${n}-${i}` }),
          said('echo', { who: `s${n}-${i}`, id: `ste-${n}-${i}`, type: 'echo' }),
          happened('reaction', {
            target: `st-${n}-${i}`,
            by: 'contact',
            emoji: '👍',
            who: `s${n}-${i}`,
          }),
          happened('edit', {
            target: `st-${n}-${i}`,
            content: { kind: 'text', text: 'edited' },
            revision: 1,
            who: `s${n}-${i}`,
          }),
          happened('receipt', {
            status: 'read',
            target: { ids: [`ste-${n}-${i}`] },
            who: `s${n}-${i}`,
          }),
          happened('receipt', { status: 'read', target: { ids: ['never seen'] } }),
          happened('identity', { contact: { id: `moved-${n}-${i}` }, previous: [`s${n}-${i}`] }),
          happened('connection', { topic: 'quality', detail: 'GREEN' }),
          happened('consent', { topic: 'marketing', granted: false }),
          said('in other words', { id: 'st-before' }),
        ]).flat()
      await kernel.connections.all()
      await post([said('the first words', { id: 'st-before' })])
      for (const n of [1, 40]) {
        const counted = await countStatements(() => post(everything(n)))
        t.ok(counted <= 8, `${counted} statements for ${n * 10} events`)
      }
      const plain = await countStatements(() =>
        post([said('known person', { who: 's40-1' })], [said('too', { who: 's40-2' })]),
      )
      t.ok(plain <= 8, `${plain} statements for a plain batch`)
    },
  )

  t.test('a commit that fails is a 503, and the platform sends again', async (t) => {
    const broken = {
      ...kernel,
      database: {
        ...kernel.database,
        hotTransaction: async () => {
          throw Object.assign(new Error('terminating connection'), { code: '57P01' })
        },
      },
    }
    const ingest = openIngest(broken)
    await t.rejects(
      ingest.add({
        path: '/x',
        body: new Uint8Array(),
        headers: {},
        readings: [],
        reason: undefined,
      }),
      { code: 'busy', statusCode: 503 },
    )
  })

  t.test(
    'a full queue is a 503 at once, and nothing of it is lost when the database is back',
    async (t) => {
      const { promise: stalled, resolve } = Promise.withResolvers<void>()
      const hotTransaction: typeof kernel.database.hotTransaction = async (work) => {
        await stalled
        return kernel.database.hotTransaction(work)
      }
      const ingest = openIngest({ ...kernel, database: { ...kernel.database, hotTransaction } })
      const delivery = {
        path: '/full',
        body: new Uint8Array(1),
        headers: {},
        readings: [],
        reason: 'x',
      }
      const answers: Promise<string>[] = []
      const add = () =>
        answers.push(
          ingest.add(delivery).then(
            () => 'ok',
            (error: { code: string }) => error.code,
          ),
        )
      for (let i = 0; i < 4001; i++) add()
      t.equal(await answers.at(-1), 'busy')
      t.equal(ingest.depth, 4000)
      resolve()
      await ingest.drain()
      const stored = (await Promise.all(answers)).filter((answer) => answer === 'ok').length
      t.same(await rows("select count(*)::int as n from deliveries where path = '/full'"), [
        { n: stored },
      ])
      t.equal(stored, 4000)
    },
  )
})

async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype
  let count = 0
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    count++
    return (query as (...all: unknown[]) => unknown).apply(this, args)
  } as never
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return count
}
