/** Unusual but allowed bodies of Instagram, read as an agent sees them. */
import t from 'tap'

import { entryOf, from, instagram, numberBody, pageBody, startMailman } from './mailman.ts'

const mail = await startMailman(t)
const { post, twice, one, seen, call, delivery } = mail
let count = 0

function mid(): string {
  count++
  return `aWdfvariation-${count}`
}

function body(...events: readonly object[]): object {
  return { object: 'instagram', entry: [entryOf(instagram, events)] }
}

async function said(message: object, person: unknown = '8001'): Promise<any> {
  const id = mid()
  await twice(body(from(person, instagram, { message: { mid: id, ...message } })))
  return one(id)
}

const cdn = 'https://scontent.cdninstagram.com/v/t1/a.jpg'

t.test('a post in the old shape, the new one, and both', async (t) => {
  const old = { type: 'share', payload: { url: 'https://www.instagram.com/p/1/' } }
  const fresh = {
    type: 'ig_post',
    payload: { ig_post_media_id: 17, title: 'Oak', url: 'https://www.instagram.com/p/1/' },
  }
  t.match(await said({ attachments: [old] }), { kind: 'share', content: { what: 'post' } })
  for (const attachments of [[fresh], [old, fresh], [fresh, old]])
    t.match(await said({ attachments, text: 'look' }), {
      kind: 'share',
      text: 'look',
      content: { title: 'Oak' },
    })
  const reel = { type: 'ig_reel', payload: { reel_video_id: '5', title: 'R' } }
  t.match(await said({ attachments: [reel] }), { kind: 'share', content: { what: 'reel' } })
})

t.test('stories: a reply with and without an address, a mention, a share', async (t) => {
  t.match(await said({ text: 'wow', reply_to: { story: { id: '1', url: cdn } } }), {
    kind: 'story',
    text: 'wow',
    content: { relation: 'reply' },
  })
  t.match(await said({ text: 'gone', reply_to: { story: { id: '1' } } }), {
    kind: 'story',
    text: 'gone',
  })
  const heart = { attachments: [{ type: 'like_heart' }], reply_to: { story: { id: '1' } } }
  t.match(await said(heart), { kind: 'story', text: '❤️' })
  const mention = { type: 'story_mention', payload: {} }
  t.match(await said({ attachments: [mention] }), {
    kind: 'story',
    content: { relation: 'mention' },
  })
  const share = { type: 'ig_story', payload: { story_media_id: 9, story_media_url: cdn } }
  t.match(await said({ attachments: [share] }), { kind: 'story', content: { relation: 'share' } })
})

t.test('missing, unknown and one-time content is shown as such', async (t) => {
  t.match(await said({}), { kind: 'unsupported' })
  t.match(await said({ is_unsupported: true }), { kind: 'unsupported' })
  t.match(await said({ attachments: [{ type: 'ephemeral' }] }), { kind: 'unsupported' })
  t.match(await said({ attachments: [{ type: 'unsupported_type', payload: { url: cdn } }] }), {
    kind: 'unsupported',
  })
  t.match(await said({ attachments: [{ type: 'hologram' }], text: 'see' }), { text: 'see' })
  const ten = Array.from({ length: 10 }, () => ({ type: 'image', payload: { url: cdn } }))
  t.match(await said({ attachments: ten }), { kind: 'image', attachments: { length: 10 } })
})

t.test(
  'seen names a message: all before it are read, one that is unknown changes nothing',
  async (t) => {
    const [a, b] = [mid(), mid()]
    const echo = { is_echo: true, text: 'from the app' }
    const person = '8002'
    await post(body(from(instagram, person, { message: { ...echo, mid: a } })))
    await post(body(from(instagram, person, { message: { ...echo, mid: b } })))
    await twice(body(from(person, instagram, { read: { mid: 'aWdfgone' } })))
    t.match(await one(b), { status: 'sent' })
    await twice(body(from(person, instagram, { read: { mid: b } })))
    for (const id of [a, b]) t.match(await one(id), { status: 'read' })
  },
)

t.test('an edit with count 0 is none, one without a sender finds its message', async (t) => {
  const { externalId } = await said({ text: 'v0' }, '8003')
  await twice(body({ timestamp: Date.now(), message_edit: { mid: externalId, num_edit: 0 } }))
  t.match(await one(externalId), { text: 'v0', editedAt: null })
  const edit = { mid: externalId, text: 'v1', num_edit: '1' }
  await twice(body({ timestamp: Date.now(), message_edit: edit }))
  t.match(await one(externalId), { text: 'v1' })
  await twice(body({ timestamp: Date.now(), message_edit: { mid: 'aWdfx', num_edit: 0 } }))
})

t.test('unsends and reactions of unknown messages wait, of either side', async (t) => {
  const id = mid()
  const reaction = { mid: id, action: 'react', reaction: 'love', emoji: '\u2764\ufe0f' }
  await twice(body(from('8004', instagram, { reaction })))
  await twice(body(from('8004', instagram, { message: { mid: id, text: 'hi' } })))
  t.match(await one(id), { reactions: [{ emoji: '❤️', by: '8004' }] })
  await twice(
    body(from(instagram, '8004', { reaction: { mid: id, action: 'react', emoji: '🙏' } })),
  )
  t.match((await one(id)).reactions, { length: 2 })
  await twice(body(from('8004', instagram, { message: { mid: id, is_deleted: true } })))
  t.match(await one(id), { text: null, deletedAt: /Z$/ })
})

t.test('what the account writes to itself opens no chat', async (t) => {
  const before = (await seen()).length
  const self = { mid: mid(), text: 'me', is_echo: true, is_self: true }
  await twice(body(from(instagram, instagram, { message: self })))
  await twice(body(from(instagram, instagram, { postback: { title: 'x' }, is_self: true })))
  t.equal((await seen()).length, before)
})

t.test(
  'comments in a list, on the entry itself, and beside messages of the same entry',
  async (t) => {
    const [a, b, c] = ['1790000001', '1790000002', mid()]
    function comment(id: string, text: string): object {
      return {
        field: 'comments',
        value: { id, text, from: { id: '8005', username: 'kim' }, media: { id: '5' } },
      }
    }
    await twice({
      object: 'instagram',
      entry: [
        {
          ...entryOf(instagram, [from('8006', instagram, { message: { mid: c, text: 'dm' } })]),
          changes: [comment(a, 'how much?')],
        },
        { id: instagram, time: 1790000000, ...comment(b, 'and this?') },
      ],
    })
    t.match(await one(a), { kind: 'share', text: 'how much?', content: { what: 'comment' } })
    t.match(await one(b), { kind: 'share', text: 'and this?' })
    t.match(await one(c), { text: 'dm' })
  },
)

t.test('bodies of the three products one after the other, and one of a fourth', async (t) => {
  const id = mid()
  await twice(pageBody())
  await twice(numberBody())
  await twice({ object: 'threads', entry: [{ id: '1', changes: [{ field: 'x', value: 1 }] }] })
  await twice({ object: 'instagram' })
  await twice('[]')
  await twice(body(from('8007', instagram, { message: { mid: id, text: 'after' } })))
  t.match(await one(id), { text: 'after' })
  t.match(await delivery(), { outcome: [{ type: 'message' }] })
})

t.test(
  'nothing of all this was quarantined but what no channel claims, or holds nothing',
  async (t) => {
    const { items } = (await call('GET', '/api/deliveries?state=quarantined')).body
    const nothing = JSON.stringify({ object: 'instagram' })
    for (const { reason, bytes } of items)
      t.ok(reason === 'bad_shape' || bytes === nothing.length, `${reason}, ${bytes} bytes`)
  },
)
