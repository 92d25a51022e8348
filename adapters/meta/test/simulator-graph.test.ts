import { createHmac } from 'node:crypto'

import t from 'tap'

import { instagramAccount, number, page, secret, startPlatform, verifyToken } from './simulated.ts'

t.test('a call needs a token that is known, alive and of the account', async (t) => {
  const world = await startPlatform(t)
  const path = `${page}?fields=id,name`
  const token = world.token('messenger')
  t.match((await world.get(path, token)).json, { id: page, name: 'Harbour Lane Books' })
  const none = await world.request('GET', `/graph/v26.0/${path}`)
  t.equal(none.json.error.code, 2500)
  const odd = await world.get(path, 'EAAG-nobody-knows')
  t.equal(odd.status, 401)
  t.match(odd.headers['www-authenticate'], /invalid_token/)
  t.hasStrict(odd.json.error, { code: 190, type: 'OAuthException' })
  const foreign = await world.get(path, world.token('whatsapp'))
  t.hasStrict(foreign.json.error, { code: 100, error_subcode: 33, type: 'GraphMethodException' })
  const query = await world.request('GET', `/graph/v26.0/${path}&access_token=${token}`)
  t.equal(query.status, 200, 'the token may stand in the query')
})

t.test('a revoked token is dead with its subcode, until it is revived', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('messenger')
  await world.control('POST', 'tokens', { account: page, subcode: 460 })
  t.hasStrict((await world.get(page, token)).json.error, { code: 190, error_subcode: 460 })
  const { app } = await world.control('GET', 'app')
  const facts = await world.get(`debug_token?input_token=${token}`, `${app.appId}|${secret}`)
  t.hasStrict(facts.json.data, { is_valid: false, error: { subcode: 460 } })
  await world.control('POST', 'tokens', { account: page, revive: true })
  t.equal((await world.get(page, token)).status, 200)
})

t.test('appsecret_proof must be right where it is given', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('messenger')
  const proof = createHmac('sha256', secret).update(token).digest('hex')
  t.equal((await world.get(`${page}?appsecret_proof=${proof}`, token)).status, 200)
  const wrong = await world.get(`${page}?appsecret_proof=00${proof.slice(2)}`, token)
  t.match(wrong.json.error, { code: 100, message: /appsecret_proof/ })
})

t.test('what does not exist is refused as Meta refuses it', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('messenger')
  t.hasStrict((await world.get('999', token)).json.error, { code: 100, error_subcode: 33 })
  t.equal((await world.get(`${page}/unicorns`, token)).json.error.code, 2500)
  t.hasStrict((await world.post(`${page}/unicorns`, token)).json.error, {
    code: 100,
    error_subcode: 33,
  })
  const old = await world.request('GET', `/graph/v12.0/${page}`, { token })
  t.equal(old.json.error.code, 2635)
  const future = await world.request('GET', `/graph/v99.0/${page}`, { token })
  t.equal(future.json.error.code, 2500)
  t.equal((await world.request('GET', `/graph/${page}`, { token })).status, 200, 'no version')
  const torn = await world.request('POST', `/graph/v26.0/${page}/messages`, {
    token,
    body: new Blob(['{"recipient":']),
    headers: { 'content-type': 'application/json' },
  })
  t.equal(torn.json.error.code, 100)
  const form = await world.request('POST', `/graph/v26.0/${page}/messages`, {
    token,
    body: new Blob(['no form']),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  t.equal(form.json.error.code, 100)
})

t.test('the body may be a form with JSON in it, as Graph takes it', async (t) => {
  const world = await startPlatform(t)
  const { identity } = await world.act(page, 'text', { text: 'Hi' })
  const form = new URLSearchParams({
    recipient: JSON.stringify({ id: identity }),
    message: JSON.stringify({ text: 'Hello' }),
  })
  const sent = await world.request('POST', `/graph/v26.0/${page}/messages`, {
    token: world.token('messenger'),
    body: form,
  })
  t.equal(sent.status, 200)
})

t.test('answers tell how much is used up', async (t) => {
  const world = await startPlatform(t)
  const answer = await world.get(number, world.token('whatsapp'))
  t.match(JSON.parse(answer.headers['x-app-usage']!), {
    call_count: 0,
    total_time: 0,
    total_cputime: 0,
  })
  const usage = JSON.parse(answer.headers['x-business-use-case-usage']!)
  t.hasStrict(usage['208765432100001'], [{ type: 'whatsapp', estimated_time_to_regain_access: 0 }])
})

t.test('one person gets 45 messages in a burst, the number 80 in a second', async (t) => {
  const world = await startPlatform(t)
  const { identity } = await world.act(number, 'text', { text: 'Hi' })
  const token = world.token('whatsapp')
  const body = { messaging_product: 'whatsapp', type: 'text', text: { body: 'x' } }
  const answers = []
  for (let count = 0; count < 46; count++)
    answers.push(await world.post(`${number}/messages`, token, { ...body, to: identity }))
  t.same(
    answers.slice(0, 45).filter(({ status }) => status !== 200),
    [],
  )
  t.equal(answers[45]?.status, 429)
  t.equal(answers[45]?.json.error.code, 131056)
  const others = []
  for (let count = 0; count < 120; count++)
    others.push(
      await world.post(`${number}/messages`, token, { ...body, to: `1202555${3000 + count}` }),
    )
  t.ok(others.some(({ json }) => json.error?.code === 130429))
})

t.test('a Page is subscribed to fields, and hears of nothing else', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('messenger')
  const path = `${page}/subscribed_apps`
  const wrong = await world.post(`${path}?subscribed_fields=messages,horoscope`, token)
  t.match(wrong.json.error, { code: 100, message: /horoscope/ })
  t.equal((await world.post(path, token)).json.error.code, 100, 'no fields')
  t.strictSame((await world.post(`${path}?subscribed_fields=messages`, token)).json, {
    success: true,
  })
  const { app } = await world.control('GET', 'app')
  t.hasStrict((await world.get(path, token)).json.data, [
    { id: app.appId, subscribed_fields: ['messages'] },
  ])
  const { identity } = await world.act(page, 'text', { text: 'Hi' })
  await world.post(`${page}/messages`, token, {
    recipient: { id: identity },
    message: { text: 'x' },
  })
  await world.settle()
  t.equal(world.items().length, 1, 'neither echo nor delivery')
})

t.test('the app has callbacks, which must answer the challenge', async (t) => {
  const world = await startPlatform(t)
  const { app, webhookUrl } = await world.control('GET', 'app')
  const token = `${app.appId}|${secret}`
  const path = `${app.appId}/subscriptions`
  const listed = await world.get(path, token)
  t.hasStrict(listed.json.data[0], { object: 'page', callback_url: webhookUrl, active: true })
  t.equal((await world.get(path, world.token('messenger'))).json.error.code, 15)
  const change = {
    object: 'page',
    callback_url: webhookUrl,
    fields: 'messages',
    include_values: true,
  }
  const wrong = await world.post(path, token, { ...change, verify_token: 'wrong' })
  t.equal(wrong.json.error.code, 2200)
  t.strictSame((await world.post(path, token, { ...change, verify_token: verifyToken })).json, {
    success: true,
  })
  const instagram = await world.post(path, token, {
    ...change,
    object: 'instagram',
    verify_token: verifyToken,
  })
  t.equal(instagram.json.error.code, 100, 'only in the dashboard')
})

t.test('a business account may have a callback of its own', async (t) => {
  const world = await startPlatform(t)
  const { webhookUrl } = await world.control('GET', 'app')
  const token = world.token('whatsapp')
  const path = '208765432100001/subscribed_apps'
  const own = { override_callback_uri: `${webhookUrl}?own`, verify_token: verifyToken }
  t.equal(
    (await world.post(path, token, { override_callback_uri: webhookUrl })).json.error.code,
    131008,
  )
  t.strictSame((await world.post(path, token, own)).json, { success: true })
  t.equal((await world.get(path, token)).json.data[0].override_callback_uri, `${webhookUrl}?own`)
  await world.act(number, 'text', { text: 'Hi' })
  const { deliveries } = await world.control('GET', 'webhooks')
  t.equal(deliveries.at(-1).url, `${webhookUrl}?own`)
})

t.test('conversations may be asked for twice in a second', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('instagram')
  const answers = []
  for (let count = 0; count < 4; count++)
    answers.push(await world.get(`${instagramAccount}/conversations?platform=instagram`, token))
  t.equal(answers[0]?.status, 200)
  t.equal(answers[3]?.json.error.code, 613)
})
