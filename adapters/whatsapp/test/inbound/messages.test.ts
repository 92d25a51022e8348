/** What a message does besides saying something. */
import t from 'tap'

import { anna, head, ownPhone, parts, readField, readMessage } from '../bodies.ts'

t.test('reaction: an empty and an absent emoji both take it away', async (t) => {
  const names = ['type', 'target', 'by', 'emoji'] as const
  const given = readMessage({ type: 'reaction', reaction: { message_id: 'wamid.o', emoji: '🙏🏾' } })
  t.same(parts(given, ...names), {
    type: 'reaction',
    target: 'wamid.o',
    by: 'contact',
    emoji: '🙏🏾',
  })
  for (const emoji of ['', undefined]) {
    const removed = readMessage({ type: 'reaction', reaction: { message_id: 'wamid.o', emoji } })
    t.same(parts(removed, ...names), {
      type: 'reaction',
      target: 'wamid.o',
      by: 'contact',
      emoji: null,
    })
  }
})

t.test('system: a new number moves the chat and leaves a line in it', async (t) => {
  const system = { type: 'user_changed_number', wa_id: '4915199', body: 'Anna changed her number' }
  const message = { from: anna, id: 'wamid.1', timestamp: '1790000000', type: 'system', system }
  const events = readField('messages', { ...head, messages: [message] })
  t.match(events, [
    {
      type: 'message',
      contact: { id: anna },
      content: { kind: 'system', text: 'Anna changed her number', topic: 'user_changed_number' },
    },
    { type: 'identity', contact: { id: '4915199' }, previous: [anna] },
  ])
})

t.test('system: a new user id stands beside the number that stays', async (t) => {
  const system = { type: 'user_changed_user_id', user_id: 'DE.2' }
  const message = {
    from: anna,
    from_user_id: 'DE.1',
    id: 'wamid.1',
    timestamp: '1790000000',
    type: 'system',
    system,
  }
  const [line, identity] = readField('messages', { ...head, messages: [message] })
  t.match(line, { type: 'message', content: { kind: 'system' } })
  t.match(identity, { type: 'identity', contact: { id: anna, aliases: ['DE.2'] } })
  t.ok(identity?.type === 'identity' && identity.previous.includes('DE.1'))
})

t.test('system: a new user id that names nobody opens no chat', async (t) => {
  const message = {
    id: 'wamid.1',
    timestamp: '1790000000',
    type: 'system',
    system: { type: 'user_changed_user_id', user_id: 'DE.2' },
  }
  const events = readField('messages', { ...head, messages: [message] })
  t.same([...new Set(events.map(({ type }) => type))], ['unknown'])
})

t.test('system: a changed security code is a line only', async (t) => {
  const event = readMessage({
    type: 'system',
    system: { type: 'customer_identity_changed', identity: { acknowledged: false } },
  })
  t.match(event, {
    type: 'message',
    content: { kind: 'system', topic: 'customer_identity_changed' },
  })
})

t.test(
  'edit: the new content of the message that it names; a later edit is a higher revision',
  async (t) => {
    const edit = {
      original_message_id: 'wamid.0',
      message: { type: 'image', image: { id: '9', caption: 'Better' } },
    }
    const first = readMessage({ type: 'edit', edit })
    const second = readMessage({ type: 'edit', edit, timestamp: '1790000009' })
    t.match(first, { type: 'edit', target: 'wamid.0', content: { kind: 'media', text: 'Better' } })
    t.ok(first.type === 'edit' && second.type === 'edit' && second.revision > first.revision)
  },
)

t.test('revoke: the person takes a message back', async (t) => {
  const event = readMessage({ type: 'revoke', revoke: { original_message_id: 'wamid.0' } })
  t.match(event, { type: 'delete', target: 'wamid.0', by: 'contact' })
})

t.test(
  'context: a reply, a forward without an id, and a product that is asked about',
  async (t) => {
    const text = { type: 'text', text: { body: 'x' } }
    t.match(readMessage({ ...text, context: { from: ownPhone, id: 'wamid.q' } }), {
      replyTo: 'wamid.q',
    })
    for (const name of ['forwarded', 'frequently_forwarded']) {
      t.match(readMessage({ ...text, context: { [name]: true } }), {
        forwarded: true,
        replyTo: undefined,
      })
    }
    const referred_product = { catalog_id: '55', product_retailer_id: 'oak-1' }
    t.match(readMessage({ ...text, context: { id: 'wamid.q', referred_product } }), {
      replyTo: 'wamid.q',
      referral: { source: 'product', ref: 'oak-1', detail: { catalogId: '55' } },
    })
  },
)

t.test('referral: a click on an ad, with and without its click id, and on a post', async (t) => {
  const ad = {
    source_type: 'ad',
    source_id: '12',
    source_url: 'https://fb.me/x',
    headline: 'Oak',
    body: 'Hand made',
    media_type: 'video',
    video_url: 'https://v.example/v',
    thumbnail_url: 'https://v.example/t.jpg',
  }
  const message = { type: 'text', text: { body: 'Hi' } }
  t.match(readMessage({ ...message, referral: { ...ad, ctwa_clid: 'c1' } }), {
    referral: {
      source: 'ad',
      adId: '12',
      ref: 'c1',
      url: 'https://fb.me/x',
      headline: 'Oak',
      body: 'Hand made',
      imageUrl: 'https://v.example/t.jpg',
    },
  })
  t.match(readMessage({ ...message, referral: ad }), { referral: { adId: '12', ref: undefined } })
  t.match(readMessage({ ...message, referral: { source_type: 'post', source_id: '13' } }), {
    referral: { source: 'post', ref: '13', adId: undefined },
  })
})

t.test('group_id: the chat is the group’s, the author the person', async (t) => {
  const event = readMessage({ group_id: 'g1@g.us', type: 'text', text: { body: 'Hi all' } })
  t.match(event, { contact: { id: 'g1@g.us' }, author: { id: anna, name: 'Anna' } })
})
