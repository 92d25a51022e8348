/** Unusual but allowed bodies of WhatsApp, read as an agent sees them. */
import t from 'tap'

import { business, change, number, number2, numberBody, seconds } from './mailman.ts'
import { startWhatsappMail, text } from './whatsapp-mail.ts'

const mail = await startWhatsappMail(t)
const { one, seen, call, delivery, twice, wamid, said } = mail

t.test('messages, statuses and errors of two numbers in one body', async (t) => {
  const [a, b] = [wamid(), wamid()]
  const person = { wa_id: '15550002002', profile: { name: 'Ann' } }
  const message = { from: '15550002002', timestamp: seconds() }
  const status = { id: 'wamid.other', status: 'read', timestamp: seconds(), recipient_id: '1' }
  const errors = [{ code: 130429, title: 'Rate limit hit' }]
  const value = { contacts: [person], messages: [{ ...message, id: a, ...text('one') }] }
  await twice({
    object: 'whatsapp_business_account',
    entry: [
      { id: business, changes: [change({ ...value, statuses: [status], errors })] },
      {
        id: business,
        changes: [
          change(
            { ...value, messages: [{ ...message, id: b, ...text('two') }] },
            'messages',
            number2,
          ),
          { field: 'flying_carpets', value: { a: 1 } },
        ],
      },
      { id: 'another', changes: [] },
    ],
  })
  t.match(await one(a), { text: 'one', chat: { contact: { name: 'Ann' } } })
  t.match(await one(b), { text: 'two' })
  t.not((await one(a)).chat.id, (await one(b)).chat.id, 'each number has its chat')
  const { body } = await call('GET', '/api/social-connections')
  const [first] = body.items.filter((each: any) => each.externalId === number)
  t.match(JSON.stringify(first), /130429|limit/i)
})

t.test('a business-scoped id without a number, then with it: one chat', async (t) => {
  const userId = 'DE.83920174650192'
  const hidden = await said(text('who am I'), { user_id: userId, profile: { username: '@ann' } })
  t.match(hidden, { chat: { identity: userId, contact: { handle: 'ann' } } })
  const shown = await said(text('my number'), { user_id: userId, wa_id: '15550002003' })
  t.equal(shown.chat.id, hidden.chat.id)
  const alone = await said(text('only the number'), { wa_id: '15550002003' })
  t.equal(alone.chat.id, hidden.chat.id)
  const empty = await said({ ...text('empty from'), from: '' }, { user_id: userId })
  t.equal(empty.chat.id, hidden.chat.id)
})

t.test('an id that is made anew, told by a field and by a note, keeps the chat', async (t) => {
  const before = await said(text('old id'), { user_id: 'DE.1111', wa_id: '15550002004' })
  const update = {
    wa_id: '15550002004',
    detail: 'new',
    user_id: { previous: 'DE.1111', current: 'DE.2222' },
    timestamp: seconds(),
  }
  await twice(numberBody(change({ user_id_update: [update] }, 'user_id_update')))
  const after = await said(text('new id'), { user_id: 'DE.2222' })
  t.equal(after.chat.id, before.chat.id)
  const system = { type: 'user_changed_user_id', user_id: 'DE.3333' }
  const noted = await said({ type: 'system', system }, { user_id: 'DE.2222' })
  t.match(noted, { kind: 'system' })
  t.equal((await said(text('newest'), { user_id: 'DE.3333' })).chat.id, before.chat.id)
})

t.test('a number that changes twice, without contacts, keeps the chat', async (t) => {
  const { chat } = await said(text('hi'), { wa_id: '15550002005' })
  for (const [old, now] of [
    ['15550002005', '15550002006'],
    ['15550002006', '15550002007'],
  ]) {
    const system = { type: 'user_changed_number', wa_id: now, body: `${old} is ${now}` }
    const id = wamid()
    const message = { from: old, id, timestamp: seconds(), type: 'system', system }
    await twice(numberBody(change({ messages: [message] })))
    t.match(await one(id), { kind: 'system', text: `${old} is ${now}` })
  }
  const last = await said(text('again'), { wa_id: '15550002007' })
  t.match(last.chat, { id: chat.id, identity: '15550002007' })
})

t.test(
  'a person without a profile, a profile without a name, people in another order',
  async (t) => {
    t.match(await said(text('a'), { wa_id: '15550002008' }), { text: 'a' })
    t.match(await said(text('b'), { wa_id: '15550002008', profile: {} }), { text: 'b' })
    const [a, b] = [wamid(), wamid()]
    const contacts = [
      { wa_id: '15550002010', profile: { name: 'Two' } },
      { wa_id: '15550002009', profile: { name: 'One' } },
    ]
    const messages = [
      { from: '15550002009', id: a, timestamp: seconds(), ...text('first') },
      { from: '15550002010', id: b, timestamp: seconds(), ...text('second') },
    ]
    await twice(numberBody(change({ contacts, messages })))
    t.match(await one(a), { chat: { contact: { name: 'One' } } })
    t.match(await one(b), { chat: { contact: { name: 'Two' } } })
  },
)

t.test('every type with the least that it may have, and with nothing', async (t) => {
  for (const type of [
    'text',
    'image',
    'video',
    'sticker',
    'audio',
    'voice',
    'document',
    'location',
    'contacts',
    'interactive',
    'button',
    'order',
    'unsupported',
    'unknown',
    'poll_creation',
  ]) {
    t.match(await said({ type }), { direction: 'in' }, `${type} without its object`)
    t.match(await said({ type, [type]: {} }), { direction: 'in' }, `${type} with an empty one`)
  }
  t.match(await said({ type: 'image', image: { id: '1' } }), { kind: 'image' })
  t.match(await said({ type: 'audio', audio: { id: '1', voice: true } }), { kind: 'voice' })
  t.match(await said({ type: 'location', location: { latitude: 0, longitude: 0 } }), {
    kind: 'location',
    content: { lat: 0, lon: 0 },
  })
  t.match(
    await said({ type: 'contacts', contacts: [{ vcard: 'BEGIN:VCARD\nFN:Bo\nEND:VCARD' }] }),
    {
      kind: 'contacts',
    },
  )
  t.match(await said({}), { direction: 'in' }, 'no type at all')
})

t.test('answers of interactive messages: a form as JSON, as text, as a list', async (t) => {
  function flow(response: unknown): object {
    const reply = { name: 'flow', body: 'Sent', response_json: response }
    return { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: reply } }
  }
  t.match(await said(flow('{"a":"1"}')), { kind: 'interactive', content: { form: { a: '1' } } })
  t.match(await said(flow('[1,2]')), { kind: 'interactive' })
  t.match(await said(flow('not json')), { kind: 'interactive' })
  const list = { id: 'x', title: 'Row', description: 'More' }
  t.match(
    await said({ type: 'interactive', interactive: { type: 'list_reply', list_reply: list } }),
    {
      text: 'Row',
      content: { description: 'More', payload: 'x' },
    },
  )
  const odd = { type: 'interactive', interactive: { type: 'hologram_reply', hologram_reply: {} } }
  t.match(await said(odd), { direction: 'in', kind: 'unsupported' })
})

t.test('context: forwarded without an id, a product, a reply to what is unknown', async (t) => {
  t.match(await said({ ...text('f'), context: { frequently_forwarded: true } }), {
    content: { forwarded: true },
  })
  t.match(await said({ ...text('r'), context: { from: '1', id: 'wamid.gone' } }), {
    text: 'r',
    replyToId: null,
  })
  const product = { referred_product: { catalog_id: '1', product_retailer_id: 'sku' } }
  t.match(JSON.stringify(await said({ ...text('p'), context: product })), /sku/)
  const ad = { source_url: 'https://fb.me/1', source_type: 'ad', headline: 'Sale' }
  t.match(await said({ ...text('ad'), referral: ad }), {
    content: { referral: { headline: 'Sale' } },
  })
})

t.test('calls, orders and what is unknown: seen, or kept', async (t) => {
  const call1 = { id: 'call-1', from: '15550002015', to: '12025550100', event: 'connect' }
  const ringing = { ...call1, timestamp: seconds(), direction: 'USER_INITIATED' }
  await twice(numberBody(change({ calls: [ringing] }, 'calls')))
  t.match((await seen()).at(-1), { kind: 'system', chat: { identity: '15550002015' } })
  const items = [{ product_retailer_id: 'a', quantity: '2', item_price: '9.5', currency: 'EUR' }]
  t.match(await said({ type: 'order', order: { catalog_id: '1', product_items: items } }), {
    kind: 'order',
    content: { items: [{}] },
  })
  await twice(numberBody(change({ something_new: [{ a: 1 }] }, 'messages')))
  t.match((await delivery()).outcome, [{ type: 'unknown' }])
  const strange = await said({ ...text('known'), hologram: { a: 1 }, errors: [{ code: 1 }] })
  t.match(strange, { kind: 'text', text: 'known' })
})

t.test('nothing of all this was quarantined', async (t) => {
  t.same((await call('GET', '/api/deliveries?state=quarantined')).body.items, [])
})
