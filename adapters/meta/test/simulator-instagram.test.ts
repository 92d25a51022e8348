import t from 'tap'

import { instagramAccount, page, startPlatform, times } from './simulated.ts'

async function opened(t: Parameters<typeof startPlatform>[0]) {
  const world = await startPlatform(t)
  const { identity: igsid } = await world.act(instagramAccount, 'text', { text: 'Hi' })
  world.sink.take()
  const token = world.token('instagram')
  return {
    world,
    igsid,
    token,
    send: (body: object) =>
      world.post(`${instagramAccount}/messages`, token, {
        recipient: { id: igsid },
        ...body,
      }),
  }
}

t.test('a text is counted in bytes of UTF-8', async (t) => {
  const { send } = await opened(t)
  t.equal((await send({ message: { text: 'é'.repeat(500) } })).status, 200)
  const long = await send({ message: { text: 'é'.repeat(501) } })
  t.match(long.json.error, { code: 100, message: /1000/ })
})

t.test('what was seen comes as a mid; there is no delivery', async (t) => {
  const { world, igsid, send } = await opened(t)
  const { json } = await send({ message: { text: 'Hello', metadata: 'key-1' } })
  await world.settle()
  await world.act(instagramAccount, 'read')
  const [echo, seen, ...more] = world.items()
  t.hasStrict(echo, {
    sender: { id: instagramAccount },
    message: { mid: json.message_id, is_echo: true, metadata: 'key-1' },
  })
  t.hasStrict(seen, { sender: { id: igsid }, read: { mid: json.message_id } })
  t.same(more, [])
})

t.test('up to ten pictures, a heart and an own post', async (t) => {
  const { world, token, send } = await opened(t)
  const form = new FormData()
  form.set('message', '{"attachment":{"type":"image"}}')
  form.set('filedata', new Blob(['x'], { type: 'image/png' }), 'a.png')
  const path = `/graph/v26.0/${instagramAccount}/message_attachments`
  const upload = await world.request('POST', path, { token, body: form })
  const picture = { type: 'image', payload: { attachment_id: upload.json.attachment_id } }
  t.equal((await send({ message: { attachments: times(10, picture) } })).status, 200)
  t.equal((await send({ message: { attachments: times(11, picture) } })).json.error.code, 100)
  t.equal((await send({ message: { attachment: { type: 'like_heart' } } })).status, 200)
  const post = { type: 'MEDIA_SHARE', payload: { id: '17900000000000001' } }
  t.equal((await send({ message: { attachment: post } })).status, 200)
  t.equal((await send({ message: { sticker_id: '1' } })).json.error.code, 100, 'no stickers')
})

t.test('a file is a PDF, and nothing else', async (t) => {
  const { world, token } = await opened(t)
  const path = `/graph/v26.0/${instagramAccount}/message_attachments`
  function upload(mime: string) {
    const form = new FormData()
    form.set('message', '{"attachment":{"type":"file"}}')
    form.set('filedata', new Blob(['x'], { type: mime }), 'a')
    return world.request('POST', path, { token, body: form })
  }
  t.match((await upload('application/pdf')).json.attachment_id, /^\d+$/)
  t.hasStrict((await upload('application/zip')).json.error, { code: 100, error_subcode: 2018047 })
})

t.test('the window has its own subcode, a stranger too', async (t) => {
  const { world, token, send } = await opened(t)
  await world.control('POST', 'clock', { advanceMs: 25 * 3_600_000 })
  const late = await send({ message: { text: 'x' } })
  t.hasStrict(late.json.error, { code: 10, error_subcode: 2534022 })
  const stranger = await world.post(`${instagramAccount}/messages`, token, {
    recipient: { id: '1' },
    message: { text: 'x' },
  })
  t.hasStrict(stranger.json.error, { code: 100, error_subcode: 2534014 })
})

t.test('the account tells both of its ids', async (t) => {
  const { world, token } = await opened(t)
  const me = await world.get('me?fields=id,user_id,username,name,account_type', token)
  t.match(me.json, {
    user_id: instagramAccount,
    username: 'harbourlanebooks',
    account_type: 'BUSINESS',
  })
  t.not(me.json.id, instagramAccount, 'one is scoped to the app')
})

t.test('a profile needs consent, which a comment is not', async (t) => {
  const { world, token, igsid } = await opened(t)
  const fields =
    'fields=name,username,profile_pic,is_verified_user,follower_count,is_user_follow_business,is_business_follow_user'
  const profile = await world.get(`${igsid}?${fields}`, token)
  t.match(profile.json, { name: 'Ana Lima', username: 'ana_lima', follower_count: 312 })
  await world.act(instagramAccount, 'comment', { person: 'p2', text: 'Nice' })
  const [comment] = world.items()
  t.hasStrict(comment, {
    field: 'comments',
    value: { text: 'Nice', media: { media_product_type: 'FEED' } },
  })
  const unknown = await world.get(`${comment.value.from.id}?${fields}`, token)
  t.equal(unknown.json.error.code, 230)
})

t.test('any subscription delivers everything, none nothing', async (t) => {
  const { world, token } = await opened(t)
  const path = `${instagramAccount}/subscribed_apps`
  t.strictSame((await world.post(`${path}?subscribed_fields=comments`, token)).json, {
    success: true,
  })
  await world.act(instagramAccount, 'text', { text: 'one' })
  t.equal(world.items().length, 1)
  await world.delete(path, token)
  t.same((await world.get(path, token)).json, { data: [] })
  await world.act(instagramAccount, 'text', { text: 'two' })
  t.equal(world.items().length, 1, 'the Page is still subscribed')
  await world.delete(`${page}/subscribed_apps`, world.token('messenger'))
  await world.act(instagramAccount, 'text', { text: 'three' })
  t.same(world.items(), [])
  const { deliveries } = await world.control('GET', 'webhooks')
  t.equal(deliveries.at(-1).status, 'not subscribed')
})
