import { openIngest } from '@parley/core'
import type { InboundEvent, ReceiptStatus } from '@parley/core/adapter'
import fc from 'fast-check'
import pg from 'pg'
import t from 'tap'

import { openDesk } from './desk.ts'
import { happened, said } from './parrot.ts'
import { joinKernel } from './rig.ts'

t.test('deliveries become facts', async (t) => {
  const desk = await openDesk(t)
  const { post, rows, kernel } = desk

  t.test(
    'a first message makes a contact, a chat and a message, each with its event',
    async (t) => {
      t.same(await post([said('hello', { who: 'first' })]), [200])
      const [chat] = await rows(
        "select c.status, c.inbound_count, m.text, m.status as message_status, p.name from chats c join messages m on m.id = c.last_message_id join contacts p on p.id = c.contact_id where c.identity = 'first'",
      )
      t.same(chat, {
        status: 'open',
        inbound_count: 1,
        text: 'hello',
        message_status: 'received',
        name: 'first',
      })
      const events = await rows<{ type: string }>(
        'select type from events order by id desc limit 2',
      )
      t.same(events.map(({ type }) => type).sort(), ['chat.created', 'message.created'])
    },
  )

  t.test('a retried webhook stores the message once', async (t) => {
    const message = said('once', { who: 'retry', id: 'same' })
    t.same(await post([message]), [200])
    t.same(await post([message], [message, message], [message]), [200, 200, 200])
    t.same(await rows("select count(*)::int as n from messages where external_id = 'same'"), [
      { n: 1 },
    ])
    t.same(
      await rows(
        "select count(*)::int as n from events e join messages m on m.id = e.subject where m.external_id = 'same' and e.type = 'message.created'",
      ),
      [{ n: 1 }],
    )
    t.same(await rows("select inbound_count from chats where identity = 'retry'"), [
      { inbound_count: 1 },
    ])
  })

  t.test('the same id on another connection is another message', async (t) => {
    await post([
      said('a', { who: 'two', id: 'shared' }),
      said('b', { who: 'two', id: 'shared', room: 'B' }),
    ])
    t.same(
      await rows("select text from messages where external_id = 'shared' order by connection_id"),
      [{ text: 'a' }, { text: 'b' }],
    )
  })

  t.test('every event of a batch is read, for the connection that it names', async (t) => {
    const batch = Array.from({ length: 1000 }, (_, i) =>
      said(`n${i}`, { who: `b${i % 50}`, room: i % 2 ? 'A' : 'B', id: `batch-${i}` }),
    )
    t.same(await post(batch), [200])
    t.same(
      await rows(
        "select k.external_id as room, count(*)::int as n from messages m join connections k on k.id = m.connection_id where m.external_id like 'batch-%' group by 1 order by 1",
      ),
      [
        { room: 'A', n: 500 },
        { room: 'B', n: 500 },
      ],
    )
    t.same(await rows("select count(*)::int as n from chats where identity ~ '^b[0-9]+$'"), [
      { n: 50 },
    ])
  })

  t.test(
    'an event of an account that is not connected here is kept as unrouted, its neighbours are stored',
    async (t) => {
      await post([
        said('for us', { id: 'near' }),
        said('for others', { room: 'elsewhere', id: 'far' }),
      ])
      const [delivery] = await rows<{ state: string; outcome: { outcome: string }[] }>(
        'select state, outcome from deliveries order by id desc limit 1',
      )
      t.equal(delivery?.state, 'partial')
      t.same(
        delivery?.outcome.map(({ outcome }) => outcome),
        ['stored', 'unrouted'],
      )
    },
  )

  t.test('a late message takes its place by time and does not become the last', async (t) => {
    const now = Date.now()
    await post([said('second', { who: 'late', at: now })])
    await post([said('first', { who: 'late', at: now - 60_000 })])
    const [chat] = await rows(
      "select m.text from chats c join messages m on m.id = c.last_message_id where c.identity = 'late'",
    )
    t.same(chat, { text: 'second' })
    const texts = await rows(
      "select m.text from messages m join chats c on c.id = m.chat_id where c.identity = 'late' order by m.sent_at desc, m.id desc",
    )
    t.same(texts, [{ text: 'second' }, { text: 'first' }])
  })

  t.test(
    "a contact's message reopens a closed or snoozed chat, an echo from elsewhere does not",
    async (t) => {
      for (const status of ['closed', 'snoozed']) {
        const who = `re-${status}`
        await post([said('hi', { who })])
        await rows(
          "update chats set status = $1, snoozed_until = now() + interval '1 day' where identity = $2",
          [status, who],
        )
        await post([said('from the phone', { who, type: 'echo' })])
        t.same(await rows('select status from chats where identity = $1', [who]), [{ status }])
        await post([said('again', { who })])
        t.same(await rows('select status, snoozed_until from chats where identity = $1', [who]), [
          { status: 'open', snoozed_until: null },
        ])
      }
    },
  )

  t.test('imported history neither counts as unread nor reopens', async (t) => {
    await post([said('hi', { who: 'old' })])
    await rows("update chats set status = 'closed' where identity = 'old'")
    await post([said('years ago', { who: 'old', history: true, at: Date.now() - 9e9 })])
    t.same(await rows("select status, inbound_count from chats where identity = 'old'"), [
      { status: 'closed', inbound_count: 1 },
    ])
  })

  t.test('two ids of one person are one chat, whichever comes first', async (t) => {
    await post([said('by phone', { who: '4915' })])
    await post([
      {
        ...said('by both'),
        contact: { id: 'DE.1', aliases: ['4915'], name: 'Bo' },
      } as InboundEvent,
    ])
    await post([{ ...said('by id'), contact: { id: 'DE.1' } } as InboundEvent])
    t.same(
      await rows(
        "select count(distinct chat_id)::int as n from identities where external_id in ('4915', 'DE.1')",
      ),
      [{ n: 1 }],
    )
    t.same(
      await rows(
        "select count(*)::int as n from messages m join identities i on i.chat_id = m.chat_id where i.external_id = 'DE.1'",
      ),
      [{ n: 3 }],
    )
  })

  t.test('a changed number keeps the chat, and replies go to the new one', async (t) => {
    await post([said('old number', { who: 'n1' })])
    await post([happened('identity', { contact: { id: 'n2' }, previous: ['n1'] })])
    await post([said('new number', { who: 'n2' })])
    t.same(
      await rows(
        "select c.identity, count(m.*)::int as n from chats c join messages m on m.chat_id = c.id where c.identity in ('n1', 'n2') group by 1",
      ),
      [{ identity: 'n2', n: 2 }],
    )
  })

  t.test('a new profile name shows, until a colleague has named the contact', async (t) => {
    await post([{ ...said('x'), contact: { id: 'nm', name: 'One' } } as InboundEvent])
    await post([{ ...said('y'), contact: { id: 'nm', name: 'Two' } } as InboundEvent])
    t.same(
      await rows(
        "select p.name from contacts p join identities i on i.contact_id = p.id where i.external_id = 'nm'",
      ),
      [{ name: 'Two' }],
    )
    await rows("update contacts set name = 'Mine', renamed = true where name = 'Two'")
    await post([{ ...said('z'), contact: { id: 'nm', name: 'Three' } } as InboundEvent])
    t.same(
      await rows(
        "select p.name from contacts p join identities i on i.contact_id = p.id where i.external_id = 'nm'",
      ),
      [{ name: 'Mine' }],
    )
  })

  t.test('what PostgreSQL cannot hold is replaced, and never loses the message', async (t) => {
    const nasty = 'a\u0000b\ud800c\\u0000'
    t.same(
      await post([
        {
          ...said(nasty, { id: 'nasty' }),
          contact: { id: 'na\u0000sty', name: '\udfff' },
          native: { [nasty]: nasty },
          content: { kind: 'unsupported', nativeType: nasty, text: nasty },
        } as InboundEvent,
      ]),
      [200],
    )
    t.same(
      await rows(
        "select text, native->'native' as native from messages where external_id = 'nasty'",
      ),
      [
        {
          text: 'a\uFFFDb\uFFFDc\\u0000',
          native: { 'a\uFFFDb\uFFFDc\\u0000': 'a\uFFFDb\uFFFDc\\u0000' },
        },
      ],
    )
  })

  t.test('times are clamped to what can be', async (t) => {
    await post([
      said('past', { id: 'past', at: 5 }),
      said('future', { id: 'future', at: 8.64e15 }),
      said('none', { id: 'none', at: Number.NaN }),
    ])
    const [row] = await rows<{ past: Date; future: Date }>(
      "select (select sent_at from messages where external_id = 'past') as past, (select sent_at from messages where external_id = 'future') as future",
    )
    t.equal(row?.past.getUTCFullYear(), 2004)
    t.ok(row!.future.getTime() < Date.now() + 600_000)
  })

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
        ]).flat()
      await kernel.connections.all()
      for (const n of [1, 40]) {
        const counted = await countStatements(() => post(everything(n)))
        t.ok(counted <= 8, `${counted} statements for ${n * 9} events`)
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

t.test('many processes behave as one', async (t) => {
  const desk = await openDesk(t)
  const others = [
    await openDesk(t, { kernel: await joinKernel(t, desk.kernel), parrot: desk.parrot }),
    await openDesk(t, { kernel: await joinKernel(t, desk.kernel), parrot: desk.parrot }),
  ]
  const all = [desk, ...others]
  const ids = Array.from({ length: 60 }, (_, i) => `race-${i}`)
  // ten different first messages of new people at once, and twenty copies of each id, over three processes
  const posts = ids.flatMap((id, i) =>
    Array.from({ length: 20 }, (_, n) =>
      all[n % 3]!.post([said(id, { id, who: `racer-${i % 12}` })]),
    ),
  )
  t.ok((await Promise.all(posts)).flat().every((status) => status === 200))
  t.same(
    await desk.rows("select count(*)::int as n from messages where external_id like 'race-%'"),
    [{ n: 60 }],
  )
  t.same(await desk.rows("select count(*)::int as n from events where type = 'message.created'"), [
    { n: 60 },
  ])
  t.same(await desk.rows("select count(*)::int as n from chats where identity like 'racer-%'"), [
    { n: 12 },
  ])
  t.same(await desk.rows("select count(*)::int as n from contacts where name like 'racer-%'"), [
    { n: 12 },
  ])
})

t.test('what happens to messages', async (t) => {
  const { post, rows } = await openDesk(t)
  const state = async (id: string) =>
    (
      await rows(
        'select status, text, deleted_at is not null as deleted, edits, failure from messages where external_id = $1',
        [id],
      )
    )[0] as {
      status: string
      text: string | null
      deleted: boolean
      edits: unknown[]
      failure: unknown
    }

  t.test(
    'status only climbs, whatever the order and however often, and failed ends it',
    async (t) => {
      let run = 0
      const ladder: ReceiptStatus[] = ['sent', 'delivered', 'read']
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom<ReceiptStatus>('sent', 'delivered', 'read', 'failed'), {
            minLength: 1,
            maxLength: 6,
          }),
          fc.boolean(),
          async (statuses, isOneBatch) => {
            const id = `ladder-${++run}`
            await post([said('out', { id, type: 'echo' })])
            const receipts = statuses.map((status) =>
              happened('receipt', {
                status,
                target: { ids: [id] },
                ...(status === 'failed' && {
                  failure: {
                    kind: 'unknown',
                    retry: 'no',
                    scope: 'message',
                    certain: true,
                    message: 'no',
                  },
                }),
              }),
            )
            if (isOneBatch) await post(receipts)
            else for (const receipt of receipts) await post([receipt])
            const { status } = await state(id)
            const highest = ladder.filter((each) => statuses.includes(each)).at(-1)
            const reachedBefore = statuses
              .slice(0, statuses.indexOf('failed'))
              .some((each) => each === 'delivered' || each === 'read')
            if (!statuses.includes('failed')) t.equal(status, highest)
            else if (!isOneBatch)
              t.equal(status, reachedBefore ? highest : 'failed', statuses.join())
            else
              t.ok(
                status === 'failed' || status === highest,
                `${statuses.join()} in one batch: ${status}`,
              )
          },
        ),
        { numRuns: 40 },
      )
    },
  )

  t.test('a status that comes before its message waits for it', async (t) => {
    await post([happened('receipt', { status: 'read', target: { ids: ['early'] } })])
    t.same(await rows("select count(*)::int as n from orphans where target = 'early'"), [{ n: 1 }])
    await post([said('late echo', { id: 'early', type: 'echo' })])
    t.equal((await state('early')).status, 'read')
    t.same(await rows("select count(*)::int as n from orphans where target = 'early'"), [{ n: 0 }])
  })

  t.test(
    'a watermark reads all that was sent until then, and nothing of the contact',
    async (t) => {
      const now = Date.now()
      await post([
        said('in', { id: 'w-in', who: 'wm', at: now - 3000 }),
        said('o1', { id: 'w1', who: 'wm', type: 'echo', at: now - 2000 }),
        said('o2', { id: 'w2', who: 'wm', type: 'echo', at: now }),
      ])
      await post([happened('receipt', { status: 'read', target: { upTo: now - 1000 }, who: 'wm' })])
      t.same(
        [(await state('w-in')).status, (await state('w1')).status, (await state('w2')).status],
        ['received', 'read', 'sent'],
      )
      await post([happened('receipt', { status: 'read', target: { through: 'w2' }, who: 'wm' })])
      t.equal((await state('w2')).status, 'read')
    },
  )

  t.test('an edit keeps the earlier text, an older one changes nothing', async (t) => {
    await post([said('one', { id: 'ed' })])
    await post([
      happened('edit', { target: 'ed', content: { kind: 'text', text: 'three' }, revision: 2 }),
    ])
    await post([
      happened('edit', { target: 'ed', content: { kind: 'text', text: 'two' }, revision: 1 }),
    ])
    const { text, edits } = await state('ed')
    t.equal(text, 'three')
    t.same(
      (edits as { text: string }[]).map((each) => each.text),
      ['one'],
    )
  })

  t.test('an unsent message loses its words for good, an edit after it too', async (t) => {
    await post([said('regret', { id: 'del' })])
    await post([
      happened('delete', { target: 'del', by: 'contact' }),
      happened('edit', { target: 'del', content: { kind: 'text', text: 'back' }, revision: 5 }),
    ])
    t.match(await state('del'), { deleted: true, text: null })
  })

  t.test('a reaction is one per person, the newest counts, null takes it back', async (t) => {
    const now = Date.now()
    await post([said('nice', { id: 're' })])
    const react = (emoji: string | null, at: number) =>
      happened('reaction', { target: 're', by: 'contact', emoji, at })
    await post([react('👍', now), react('❤️', now + 2)])
    await post([react('😢', now + 1)])
    const mood = () =>
      rows(
        "select r.emoji from reactions r join messages m on m.id = r.message_id where m.external_id = 're'",
      )
    t.same(await mood(), [{ emoji: '❤️' }])
    await post([react(null, now + 3)])
    t.same(await mood(), [{ emoji: null }])
  })
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
