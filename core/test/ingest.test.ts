import { noMeters } from '@parley/core'
import type { InboundEvent } from '@parley/core/adapter'
import t from 'tap'

import { openDesk } from './desk.ts'
import { happened, said } from './parrot.ts'
import { joinKernel } from './rig.ts'

t.test('deliveries become facts', async (t) => {
  const desk = await openDesk(t)
  const { post, rows } = desk

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
      },
    ])
    await post([{ ...said('by id'), contact: { id: 'DE.1' } }])
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
    await post([{ ...said('x'), contact: { id: 'nm', name: 'One' } }])
    await post([{ ...said('y'), contact: { id: 'nm', name: 'Two' } }])
    t.same(
      await rows(
        "select p.name from contacts p join identities i on i.contact_id = p.id where i.external_id = 'nm'",
      ),
      [{ name: 'Two' }],
    )
    await rows("update contacts set name = 'Mine', renamed = true where name = 'Two'")
    await post([{ ...said('z'), contact: { id: 'nm', name: 'Three' } }])
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

t.test('who is known is found in memory, and counted so', async (t) => {
  const counted = { hits: 0, misses: 0 }
  const meters = {
    ...noMeters,
    cached(cache: string, { hits, misses }: typeof counted) {
      t.equal(cache, 'people')
      counted.hits += hits
      counted.misses += misses
    },
  }
  const { post } = await openDesk(t, { overrides: { meters } })
  await post([said('one', { who: 'ana' })])
  t.same(counted, { hits: 0, misses: 1 })
  await post([said('two', { who: 'ana' }), said('three', { who: 'ben' })])
  t.same(counted, { hits: 1, misses: 2 })
})
