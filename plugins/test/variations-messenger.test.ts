/** Unusual but allowed bodies of Messenger, read as an agent sees them. */
import t from 'tap'

import { entryOf, from, page, page2, pageBody, startMailman } from './mailman.ts'

const mail = await startMailman(t)
const { post, twice, one, seen, call, delivery } = mail
let count = 0

function mid(): string {
  count++
  return `m_variation-${count}`
}

/** Posted twice: what an agent sees of it must not double. */
async function said(message: object, person: unknown = '6001'): Promise<any> {
  const id = mid()
  await twice(pageBody(entryOf(page, [from(person, page, { message: { mid: id, ...message } })])))
  return one(id)
}

const cdn = 'https://scontent.xx.fbcdn.net/v/t1/a.jpg'

t.test('a batch: several Pages, several people, messages and signals in one entry', async (t) => {
  const [a, b, c, d] = [mid(), mid(), mid(), mid()]
  await twice(
    pageBody(
      entryOf(page, [
        from('6001', page, { message: { mid: a, text: 'one' } }),
        from('6002', page, { message: { mid: b, text: 'two' } }),
        from('6001', page, { read: { watermark: Date.now() } }),
        from('6001', page, { message: { mid: c, text: 'three' } }),
      ]),
      entryOf(page2, [from('7001', page2, { message: { mid: d, text: 'four' } })]),
      { id: 'an-unknown-page', time: 1, messaging: [from('8', 'x', { message: { mid: 'x' } })] },
    ),
  )
  for (const [id, text, identity] of [
    [a, 'one', '6001'],
    [b, 'two', '6002'],
    [c, 'three', '6001'],
    [d, 'four', '7001'],
  ] as const)
    t.match(await one(id), { text, chat: { identity } })
  t.match((await delivery()).outcome.at(-1), { outcome: 'unrouted' })
})

t.test('messaging and standby in one entry: both are there, each as what it is', async (t) => {
  const [ours, theirs] = [mid(), mid()]
  await twice(
    pageBody({
      ...entryOf(page, [from('6003', page, { message: { mid: ours, text: 'to us' } })]),
      standby: [from('6004', page, { message: { mid: theirs, text: 'to a bot' } })],
    }),
  )
  t.match(await one(ours), { text: 'to us', chat: { standby: false } })
  t.match(await one(theirs), {
    text: 'to a bot',
    content: { standby: true },
    chat: { standby: true },
  })
})

t.test('ids as numbers beyond 2^53, and a time in seconds as text', async (t) => {
  const id = mid()
  await twice(
    `{"object":"page","entry":[{"id":${page},"time":"1732550000","messaging":[{"sender":{"id":9007199254740993123},"recipient":{"id":${page}},"timestamp":"1732550000","message":{"mid":"${id}","text":"big"}}]}]}`,
  )
  t.match(await one(id), {
    text: 'big',
    chat: { identity: '9007199254740993123' },
    sentAt: '2024-11-25T15:53:20.000Z',
  })
})

t.test('a sticker in the old shape, the new one, both, and beside a text', async (t) => {
  const old = { type: 'image', payload: { url: cdn, sticker_id: 369239263222822 } }
  const fresh = { type: 'sticker', payload: { url: cdn, sticker_id: 369239263222822 } }
  for (const attachments of [[old], [fresh], [old, fresh], [fresh, old]])
    t.match(await said({ attachments }), { kind: 'sticker', attachments: { length: 1 } })
  t.match(await said({ sticker_id: 369239263222822, attachments: [old] }), { kind: 'sticker' })
  const other = { type: 'sticker', payload: { url: cdn, sticker_id: 5 } }
  t.match(await said({ attachments: [fresh, other] }), { attachments: { length: 2 } })
  const bare = await said({ attachments: [{ type: 'sticker', payload: { sticker_id: 5 } }] })
  t.match(bare, { direction: 'in' }, 'one without an address is not lost')
  t.match(await said({ text: 'ha', attachments: [fresh] }), { kind: 'sticker', text: 'ha' })
})

t.test('missing and empty parts: nothing that a person sent is lost', async (t) => {
  t.match(await said({}), { direction: 'in', kind: 'unsupported' })
  t.match(await said({ text: '' }), { direction: 'in' })
  t.match(await said({ text: null, attachments: null }), { direction: 'in' })
  t.match(await said({ attachments: [] }), { direction: 'in' })
  t.match(await said({ attachments: [{ type: 'image', payload: null }] }), { direction: 'in' })
  t.match(await said({ attachments: [{ type: 'image' }], text: 'see' }), { text: 'see' })
  t.match(await said({ attachments: [{}] }), { kind: 'unsupported' })
  t.match(await said({ attachments: ['odd', null, 7] }), { kind: 'unsupported' })
  t.match(await said({ text: 'plain', is_unsupported: true }), { text: 'plain' })
})

t.test('unknown fields and kinds beside what is known change nothing of it', async (t) => {
  t.match(await said({ text: 'a', hologram: { x: 1 }, tags: ['t'] }), { kind: 'text', text: 'a' })
  const hologram = { type: 'hologram', payload: { url: 'https://a.example/x' } }
  t.match(await said({ attachments: [hologram] }), { kind: 'unsupported' })
  t.match(await said({ text: 'with', attachments: [hologram] }), { text: 'with' })
  t.match(await said({ attachments: [{ type: 'image', payload: { url: cdn } }, hologram] }), {
    kind: 'image',
    attachments: [{ kind: 'image' }],
  })
})

t.test('file and link, location and text, template and picture in one message', async (t) => {
  const link = { type: 'fallback', payload: { url: 'https://a.example/', title: 'A' } }
  t.match(await said({ text: 'https://a.example/', attachments: [link] }), {
    kind: 'share',
    text: 'https://a.example/',
  })
  const image = { type: 'image', payload: { url: cdn } }
  t.match(await said({ text: 'both', attachments: [image, link] }), { kind: 'image', text: 'both' })
  const place = { type: 'location', payload: { coordinates: { lat: 0, long: 0 } } }
  t.match(await said({ attachments: [place] }), { kind: 'location', content: { lat: 0, lon: 0 } })
  const bare = { type: 'fallback', title: 'A page', url: 'https://a.example/' }
  t.match(await said({ attachments: [bare] }), { kind: 'share', content: { title: 'A page' } })
})

t.test('a reply to a message that nobody knows, with a quick reply and an ad', async (t) => {
  t.match(await said({ text: 'yes', reply_to: { mid: 'm_gone' } }), {
    text: 'yes',
    replyToId: null,
  })
  t.match(
    await said({
      text: 'Red',
      quick_reply: { payload: 'RED' },
      reply_to: { mid: 'm_gone', is_self_reply: false },
      referral: { source: 'ADS', type: 'OPEN_THREAD', ad_id: 5 },
    }),
    { kind: 'interactive', text: 'Red', content: { payload: 'RED', referral: { adId: '5' } } },
  )
})

t.test('edits, unsends and reactions of unknown messages wait for them', async (t) => {
  const id = mid()
  const early = [
    from('6005', page, { message_edit: { mid: id, text: 'better', num_edit: '1' } }),
    from('6005', page, { reaction: { mid: id, action: 'react', emoji: '🔥' } }),
  ]
  await twice(pageBody(entryOf(page, early)))
  t.equal(await one(id), undefined)
  await twice(pageBody(entryOf(page, [from('6005', page, { message: { mid: id, text: 'bad' } })])))
  t.match(await one(id), {
    text: 'better',
    edits: [{ text: 'bad' }],
    reactions: [{ emoji: '🔥', by: '6005' }],
  })
  const gone = mid()
  const unsent = from('6005', page, { message: { mid: gone, is_deleted: true } })
  await twice(pageBody(entryOf(page, [unsent])))
  await post(pageBody(entryOf(page, [from('6005', page, { message: { mid: gone, text: 'oh' } })])))
  t.match(await one(gone), { text: null, deletedAt: /Z$/ })
})

t.test('edits out of order end with the newest', async (t) => {
  const { externalId } = await said({ text: 'v0' }, '6006')
  for (const [text, count] of [
    ['v2', 2],
    ['v1', 1],
    ['v3', '3'],
  ] as const)
    await twice(
      pageBody(
        entryOf(page, [
          from('6006', page, { message_edit: { mid: externalId, text, num_edit: count } }),
        ]),
      ),
    )
  t.match(await one(externalId), { text: 'v3' })
})

t.test('a reaction by its name alone, changed, and taken off without names', async (t) => {
  const { externalId } = await said({ text: 'nice' }, '6007')
  async function react(reaction: object, at: number): Promise<unknown> {
    const event = { ...from('6007', page, { reaction: { mid: externalId, ...reaction } }) }
    await twice(pageBody(entryOf(page, [{ ...event, timestamp: at }])))
    return (await one(externalId)).reactions
  }
  const now = Date.now()
  t.match(await react({ action: 'react', reaction: 'love' }, now), [{ emoji: '❤️' }])
  t.match(await react({ action: 'react', reaction: 'other', emoji: '🦊' }, now + 1), [
    { emoji: '🦊' },
  ])
  t.same(await react({ action: 'unreact' }, now + 2), [])
  t.same(await react({ action: 'react', reaction: 'love' }, now), [], 'an old one comes too late')
})

t.test('postbacks without mid, title or payload; the same tap twice is one', async (t) => {
  const at = Date.now()
  async function tapped(postback: object): Promise<any> {
    await twice(
      pageBody(entryOf(page, [{ ...from('6008', page, { postback }), timestamp: at + count++ }])),
    )
    return (await seen()).at(-1)
  }
  t.match(await tapped({ title: 'Start', payload: 'GO' }), {
    kind: 'interactive',
    text: 'Start',
    content: { payload: 'GO' },
  })
  t.match(await tapped({ payload: 'ONLY' }), { kind: 'interactive', text: 'ONLY' })
  t.match(await tapped({}), { kind: 'interactive', direction: 'in' })
  const led = { title: 'Go', payload: 'GO', referral: { ref: 'x', source: 'SHORTLINK', type: 'O' } }
  t.match(await tapped(led), { content: { referral: { ref: 'x' } } })
})

t.test('an echo comes before and without its chat, with sides swapped or not', async (t) => {
  const [a, b] = [mid(), mid()]
  const echo = { is_echo: true, app_id: 7777777777, text: 'from a bot' }
  await twice(
    pageBody(
      entryOf(page, [
        from(page, '6009', { message: { ...echo, mid: a } }),
        from('6009', page, { message: { ...echo, mid: b } }),
      ]),
    ),
  )
  for (const id of [a, b])
    t.match(await one(id), {
      direction: 'out',
      text: 'from a bot',
      author: { type: 'external' },
      chat: { identity: '6009' },
    })
})

t.test('an account that is linked or unlinked is told in the chat', async (t) => {
  const linking = { account_linking: { status: 'linked', authorization_code: 'c' } }
  await twice(pageBody(entryOf(page, [from('6010', page, linking)])))
  t.match((await seen()).at(-1), { kind: 'system', text: /account/i, chat: { identity: '6010' } })
})

t.test('what nobody has seen yet is kept with its delivery, and blocks nothing', async (t) => {
  const id = mid()
  await twice(
    pageBody(
      {
        ...entryOf(page, [
          from('6011', page, { teleport: { to: 'x' } }),
          null as never,
          'odd' as never,
          from('6011', page, { message: { mid: id, text: 'still' } }),
        ]),
        tomorrow: [{ a: 1 }],
      },
      7 as never,
    ),
  )
  t.match(await one(id), { text: 'still' })
  const { outcome } = await delivery()
  t.ok(outcome.filter(({ type }: any) => type === 'unknown').length >= 4)
})

t.test('nothing of all this was quarantined', async (t) => {
  t.same((await call('GET', '/api/deliveries?state=quarantined')).body.items, [])
})
