import t from 'tap'

import { lastMessage, opened } from './messenger-customer.ts'
import { instagramAccount, page } from './simulated.ts'

const day = 86_400_000

t.test('a text is accepted, echoed with metadata, delivered and read', async (t) => {
  const { world, psid, send } = await opened(t)
  const { status, json } = await send({
    messaging_type: 'RESPONSE',
    message: { text: 'Grüße', metadata: 'key-1' },
  })
  t.equal(status, 200)
  t.strictSame(Object.keys(json), ['recipient_id', 'message_id'])
  t.equal(json.recipient_id, psid)
  t.match(json.message_id, /^m_[\w-]{86}$/)
  await world.settle()
  await world.act(page, 'read')
  const [echo, delivery, read] = world.items()
  t.hasStrict(echo, {
    sender: { id: page },
    recipient: { id: psid },
    message: {
      mid: json.message_id,
      is_echo: true,
      app_id: 734512098765432,
      metadata: 'key-1',
      text: 'Grüße',
    },
  })
  t.hasStrict(delivery, {
    sender: { id: psid },
    recipient: { id: page },
    delivery: { mids: [json.message_id] },
  })
  t.equal(delivery.delivery.watermark, echo.timestamp)
  t.equal(read.read.watermark, echo.timestamp)
  t.equal((await lastMessage(world)).status, 'read')
})

t.test(
  'a recipient that never wrote, and one of another account, are no matching user',
  async (t) => {
    const { world, token } = await opened(t)
    const stranger = await world.post(`${page}/messages`, token, {
      recipient: { id: '9999999999999999' },
      message: { text: 'x' },
    })
    t.hasStrict(stranger.json.error, { code: 100, error_subcode: 2018001 })
    const without = await world.post(`${page}/messages`, token, { message: { text: 'x' } })
    t.match(without.json.error.message, /recipient is required/)
  },
)

t.test(
  '24 hours after the last word only HUMAN_AGENT goes, after seven days nothing',
  async (t) => {
    const { world, send } = await opened(t)
    const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'x' } }
    await world.control('POST', 'clock', { advanceMs: day + 1000 })
    const late = await send({ messaging_type: 'RESPONSE', message: { text: 'x' } })
    t.equal(late.status, 403)
    t.hasStrict(late.json.error, { code: 10, error_subcode: 2018278 })
    t.equal((await send(human)).status, 200)
    await world.control('POST', 'clock', { advanceMs: 6 * day })
    t.hasStrict((await send(human)).json.error, { code: 10, error_subcode: 2018278 })
    await world.act(page, 'reaction', { target: (await lastMessage(world)).id, emoji: '❤' })
    t.equal((await send({ message: { text: 'x' } })).status, 200, 'a reaction opens it again')
  },
)

t.test('templates, quick replies and stickers go out and can be tapped', async (t) => {
  const { world, send } = await opened(t)
  const buttons = [
    { type: 'postback', title: 'Buy', payload: 'BUY' },
    { type: 'web_url', title: 'See', url: 'https://example.com' },
    { type: 'phone_number', title: 'Call', payload: '+4940123' },
  ]
  function template(payload: object): object {
    return { message: { attachment: { type: 'template', payload } } }
  }
  const button = await send(template({ template_type: 'button', text: 'Buy?', buttons }))
  t.equal(button.status, 200)
  t.equal(
    (await send(template({ template_type: 'generic', elements: [{ title: 'Shelf', buttons }] })))
      .status,
    200,
  )
  t.equal((await send({ message: { sticker_id: '369239263222822' } })).status, 200)
  const quick = await send({
    message: {
      text: 'Which?',
      quick_replies: [{ content_type: 'text', title: 'Oiled', payload: 'OILED' }],
    },
  })
  await world.settle()
  world.items()
  await world.act(page, 'tap', { target: quick.json.message_id, title: 'Oiled', payload: 'OILED' })
  t.hasStrict(world.items()[0].message, { text: 'Oiled', quick_reply: { payload: 'OILED' } })
  await world.act(page, 'tap', { target: button.json.message_id, title: 'Buy', payload: 'BUY' })
  t.hasStrict(world.items()[0].postback, { title: 'Buy', payload: 'BUY' })
})

t.test('typing, seen and reactions answer the recipient alone', async (t) => {
  const { world, send, psid } = await opened(t)
  const own = (await lastMessage(world)).id
  for (const body of [
    { sender_action: 'typing_on' },
    { sender_action: 'mark_seen' },
    { sender_action: 'react', payload: { message_id: own, reaction: 'love' } },
  ]) {
    const { status, json } = await send(body)
    t.equal(status, 200)
    t.strictSame(json, { recipient_id: psid })
  }
  const view = await world.control('GET', `view?account=${page}&person=p1`)
  t.equal(view.thread.isTyping, true)
  t.equal(view.messages[0].reactions.business, '❤')
  t.ok(view.thread.seenByBusinessAt > 0)
  await send({ sender_action: 'unreact', payload: { message_id: own } })
  t.notOk((await lastMessage(world)).reactions.business)
})

t.test('an upload gives an id that can be sent; wrong type and size are refused', async (t) => {
  const { world, token, send } = await opened(t)
  function upload(type: string, blob: Blob) {
    const form = new FormData()
    form.set('message', JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }))
    form.set('filedata', blob, 'a.png')
    return world.request('POST', `/graph/v26.0/${page}/message_attachments`, { token, body: form })
  }
  const png = new Blob(['picture'], { type: 'image/png' })
  const { json } = await upload('image', png)
  t.match(json.attachment_id, /^\d+$/)
  t.equal(
    (
      await send({
        message: { attachment: { type: 'image', payload: { attachment_id: json.attachment_id } } },
      })
    ).status,
    200,
  )
  t.match((await lastMessage(world)).shown.media[0].src, /control\/media\/\d+$/)
  t.hasStrict((await upload('video', png)).json.error, { code: 100, error_subcode: 2018047 })
  const huge = new Blob([new Uint8Array(8 * 1024 * 1024 + 1)], { type: 'image/png' })
  t.hasStrict((await upload('image', huge)).json.error, { code: 100, error_subcode: 2018109 })
  const bare = await world.post(`${page}/message_attachments`, token, {
    message: { attachment: { type: 'image', payload: {} } },
  })
  t.equal(bare.json.error.code, 100)
})

t.test('a linked medium is fetched before the answer', async (t) => {
  const { world, send } = await opened(t)
  const { createServer } = await import('node:http')
  const files = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end('picture'),
  )
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  t.teardown(() => files.close())
  const url = `http://127.0.0.1:${(files.address() as { port: number }).port}/a.png`
  t.equal(
    (await send({ message: { attachment: { type: 'image', payload: { url } } } })).status,
    200,
  )
  t.match((await lastMessage(world)).shown.media[0], { mime: 'image/png', src: /control\/media/ })
  const wrong = await send({ message: { attachment: { type: 'audio', payload: { url } } } })
  t.hasStrict(wrong.json.error, { code: 100, error_subcode: 2018047 })
})

t.test(
  'while another app has the thread, sending is refused and events come as standby',
  async (t) => {
    const { world, token, psid, send } = await opened(t)
    const pass = await world.post(`${page}/pass_thread_control`, token, {
      recipient: { id: psid },
      target_app_id: '263902037430900',
      metadata: 'please',
    })
    t.strictSame(pass.json, { success: true })
    t.hasStrict((await send({ message: { text: 'x' } })).json.error, {
      code: 100,
      error_subcode: 2534037,
    })
    world.sink.take()
    await world.act(page, 'text', { text: 'still there?' })
    t.ok(world.sink.take()[0]?.json.entry[0].standby, 'standby')
    t.equal(
      (await world.post(`${page}/take_thread_control`, token, { recipient: { id: psid } })).status,
      200,
    )
    t.equal((await send({ message: { text: 'x' } })).status, 200)
    await world.happen(page, 'take_thread')
    const taken = world.items().find((item) => item.take_thread_control)
    t.equal(taken.take_thread_control.new_owner_app_id, '263902037430900')
  },
)

t.test('a private reply goes once for each comment, within a week', async (t) => {
  const { world, token } = await opened(t)
  const comment = await world.act(page, 'comment', { person: 'p2', text: 'Price?' })
  t.hasStrict(world.items()[0], {
    field: 'feed',
    value: { item: 'comment', comment_id: comment.id },
  })
  function reply() {
    return world.post(`${page}/messages`, token, {
      recipient: { comment_id: comment.id },
      message: { text: 'We write to you here' },
    })
  }
  t.equal((await reply()).status, 200, 'though this person never wrote')
  t.hasStrict((await reply()).json.error, { code: 100, error_subcode: 2534025 })
  const late = await world.act(page, 'comment', { person: 'p3', text: 'And mine?' })
  await world.control('POST', 'clock', { advanceMs: 8 * day })
  const tooLate = await world.post(`${page}/messages`, token, {
    recipient: { comment_id: late.id },
    message: { text: 'x' },
  })
  t.hasStrict(tooLate.json.error, { code: 100, error_subcode: 2534013 })
})

t.test('a blocked business, a restricted Page', async (t) => {
  const { world, send } = await opened(t)
  await world.control('PATCH', 'people/p1', { blocked: [page] })
  t.hasStrict((await send({ message: { text: 'x' } })).json.error, {
    code: 551,
    error_subcode: 1545041,
  })
  await world.control('PATCH', 'people/p1', { blocked: [] })
  await world.happen(page, 'restrict')
  t.hasStrict((await send({ message: { text: 'x' } })).json.error, {
    code: 10,
    error_subcode: 1893063,
  })
  await world.happen(page, 'lift')
  t.equal((await send({ message: { text: 'x' } })).status, 200)
})

t.test('profiles and conversations', async (t) => {
  const { world, token, psid } = await opened(t)
  const profile = await world.get(`${psid}?fields=first_name,last_name,profile_pic`, token)
  t.match(profile.json, { first_name: 'Ana', last_name: 'Lima', id: psid, profile_pic: /avatar/ })
  const face = await world.request(
    'GET',
    new URL(profile.json.profile_pic).pathname.replace('/simulator', ''),
  )
  t.equal(face.headers['content-type'], 'image/png')
  t.match(face.text, /^.PNG/)
  const list = await world.get(
    `${page}/conversations?user_id=${psid}&fields=participants,messages{message,from}`,
    token,
  )
  t.hasStrict(list.json.data[0], {
    participants: { data: [{ id: psid, name: 'Ana Lima' }, { id: page }] },
    messages: { data: [{ message: 'Hello', from: { id: psid } }] },
  })
  const odd = await world.get(`${psid}?fields=shoe_size`, token)
  t.match(odd.json.error.message, /nonexisting field \(shoe_size\)/)
})

t.test('a Page’s token reaches the people of its Instagram account too', async (t) => {
  const { world } = await opened(t)
  const { identity } = await world.act(instagramAccount, 'text', { text: 'Hi' })
  const sent = await world.post('me/messages', world.token('messenger'), {
    recipient: { id: identity },
    message: { text: 'Hello there' },
  })
  t.equal(sent.json.recipient_id, identity)
  t.match(sent.json.message_id, /^aWdfZAG1/)
})
