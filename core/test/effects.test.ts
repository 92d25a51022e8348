/** Receipts, edits, deletions and reactions, in any order and as often as they come. */
import type { ReceiptStatus } from '@parley/core/adapter'
import fc from 'fast-check'
import t from 'tap'

import { openDesk } from './desk.ts'
import { happened, said } from './parrot.ts'

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
