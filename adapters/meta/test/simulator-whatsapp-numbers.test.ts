import t from 'tap'

import { number } from './simulated.ts'
import { opened, userToken } from './whatsapp-customer.ts'

const day = 86_400_000

t.test('somebody without a number is written to by their id', async (t) => {
  const { world, token } = await opened(t)
  const { identity } = await world.act(number, 'text', { person: 'p4', text: 'hi' })
  const [change] = world.items()
  t.match(identity, /^US\.\d{20}$/)
  t.strictSame(change.value.contacts, [
    { profile: { name: 'Noor Haddad', username: 'noor.reads' }, user_id: identity },
  ])
  t.notOk('from' in change.value.messages[0])
  const path = `${number}/messages`
  const body = { messaging_product: 'whatsapp', type: 'text', text: { body: 'x' } }
  const sent = await world.post(path, token, { ...body, recipient: identity })
  t.strictSame(sent.json.contacts, [{ input: identity, user_id: identity }])
  const both = await world.post(path, token, {
    ...body,
    recipient: identity,
    to: '+12025550142',
  })
  t.equal(both.json.contacts[0].wa_id, '12025550142', '`to` wins')
})

t.test('a medium is looked up, and its link lives five minutes and wants the token', async (t) => {
  const { world, token } = await opened(t)
  const file = await world.request('POST', '/control/media?name=a.png', {
    body: new Blob(['picture'], { type: 'image/png' }),
    headers: { 'content-type': 'image/png' },
  })
  await world.act(number, 'image', { media: [file.json.id], text: 'Look' })
  const { image } = world.items()[0].value.messages[0]
  t.match(image, { id: file.json.id, mime_type: 'image/png', caption: 'Look' })
  t.equal(Buffer.from(image.sha256, 'base64').toString('hex'), file.json.sha256)
  const found = await world.get(`${image.id}?phone_number_id=${number}`, token)
  t.match(found.json, {
    mime_type: 'image/png',
    file_size: 7,
    sha256: file.json.sha256,
    id: image.id,
  })
  const path = found.json.url.slice('http://platform.test/simulator'.length)
  t.equal((await world.request('GET', path)).status, 401)
  t.equal((await world.request('GET', path, { token })).text, 'picture')
  t.equal((await world.request('GET', `${path}x`, { token })).status, 404, 'another hash')
  await world.control('POST', 'clock', { advanceMs: 301_000 })
  t.equal((await world.request('GET', path, { token })).status, 404)
  const again = await world.get(image.id, token)
  t.equal(again.status, 200, 'a new link is to be had')
  await world.control('POST', 'clock', { advanceMs: 8 * day })
  t.equal((await world.get(image.id, token)).json.error.code, 100, 'for seven days')
})

t.test('a number is registered with its PIN, ten times in 72 hours', async (t) => {
  const { world } = await opened(t)
  const token = await userToken(world)
  const other = '109876543210002'
  function register(pin: string) {
    return world.post(`${other}/register`, token, { messaging_product: 'whatsapp', pin })
  }
  t.equal((await register('12345')).json.error.code, 100)
  t.strictSame((await register('123456')).json, { success: true })
  t.equal((await register('654321')).json.error.code, 133005)
  for (let tries = 2; tries < 10; tries++) await register('123456')
  t.equal((await register('123456')).json.error.code, 133016)
  const facts = await world.get(`${other}?fields=status,platform_type,display_phone_number`, token)
  t.match(facts.json, {
    status: 'CONNECTED',
    platform_type: 'CLOUD_API',
    display_phone_number: '+1 202-555-0190',
  })
})

t.test('a number of the phone app is synchronised once', async (t) => {
  const { world } = await opened(t)
  const token = await userToken(world)
  const shared = '109876543210003'
  await world.post('208765432100003/subscribed_apps', token, {})
  function ask(type: string, id = shared) {
    return world.post(`${id}/smb_app_data`, token, {
      messaging_product: 'whatsapp',
      sync_type: type,
    })
  }
  t.equal((await ask('history')).status, 200)
  t.equal((await ask('smb_app_state_sync')).status, 200)
  t.equal((await ask('history')).json.error.code, 2593107)
  t.equal((await ask('history', number)).json.error.code, 100, 'not on the app')
  await world.settle()
  t.same(
    world.items().map((item) => item.field),
    ['history', 'smb_app_state_sync'],
  )
})

t.test('a group is answered as a group', async (t) => {
  const { world, token } = await opened(t)
  const group = '728410918253473183@g.us'
  await world.act(number, 'group', { text: 'Hi all', detail: { group_id: group } })
  t.hasStrict(world.items()[0].value.messages[0], { group_id: group, type: 'text' })
  const sent = await world.post(`${number}/messages`, token, {
    messaging_product: 'whatsapp',
    recipient_type: 'group',
    to: group,
    type: 'text',
    text: { body: 'Hello all' },
  })
  t.strictSame(sent.json.contacts, [{ input: group }])
  t.equal(sent.json.messages[0].group_id, group)
  await world.settle()
  t.hasStrict(world.items()[0].value.statuses[0], {
    status: 'sent',
    recipient_type: 'group',
    recipient_id: group,
  })
})

t.test('who has stopped marketing gets none', async (t) => {
  const { world, phone, token } = await opened(t)
  await world.happen(number, 'preferences', { text: 'stop' })
  world.sink.take()
  function text(value: string): object {
    return { type: 'text', text: value }
  }
  async function statusOf(template: object): Promise<any> {
    const body = { messaging_product: 'whatsapp', to: phone, type: 'template', template }
    t.equal((await world.post(`${number}/messages`, token, body)).status, 200)
    await world.settle()
    return world.items()[0].value.statuses[0]
  }
  const language = { code: 'en_US' }
  const sale = await statusOf({
    name: 'autumn_sale',
    language,
    components: [
      { type: 'header', parameters: [text('20 %')] },
      { type: 'body', parameters: [text('Sunday'), text('LEAVES')] },
    ],
  })
  t.hasStrict(sale, { status: 'failed', errors: [{ code: 131050 }] })
  const utility = await statusOf({
    name: 'hello_again',
    language,
    components: [{ type: 'body', parameters: [text('Ana')] }],
  })
  t.equal(utility.status, 'sent')
})

t.test('a voice message of the business is played', async (t) => {
  const { world, send } = await opened(t)
  const { json } = await send({ text: { body: 'x' } })
  await world.settle()
  world.items()
  await world.act(number, 'play', { target: json.messages[0].id })
  t.hasStrict(world.items()[0].value.statuses, [{ id: json.messages[0].id, status: 'played' }])
})
