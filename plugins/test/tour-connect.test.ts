/** Connecting each channel as a new user does: through Meta's own pages, by hand, again after a token died, and until it ends. */
import t from 'tap'

import { allowOn, type Given } from './login.ts'
import { comes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'instagram')
const { api, call, control, kernel, origin } = tour
const owner = '700000000000001'

/** A flow up to Meta's page. */
function begin(channel: string, flow: string, connectionId?: string): Promise<any> {
  return api('POST', '/api/connect', { channel, flow, ...(connectionId && { connectionId }) })
}

async function allow({ url }: { url: string }, given?: Given): Promise<Record<string, string>> {
  const { pathname, answer } = await allowOn(url, given)
  t.equal(pathname, '/settings/connections/callback')
  return answer
}
function next({ flowId }: { flowId: string }, input: unknown): Promise<any> {
  return api('POST', `/api/connect/${flowId}`, { input })
}
function connection(id: string): Promise<any> {
  return api('GET', `/api/social-connections/${id}`)
}

t.test(
  'Pages with Facebook Login: state checked, Pages chosen, taken up after a reload',
  async (t) => {
    const step = await begin('messenger', 'facebook')
    t.match(step, { type: 'redirect', url: /dialog\/oauth/ })
    t.match(await api('GET', `/api/connect/${step.flowId}`), { type: 'redirect', url: step.url })
    const answer = await allow(step)
    const forged = await call('POST', `/api/connect/${step.flowId}`, {
      input: { ...answer, state: `${step.flowId}.another` },
    })
    t.equal(forged.status, 403)
    const choice = await next(step, answer)
    t.match(choice, { type: 'choose', multiple: true })
    t.equal(choice.state, undefined, 'tokens stay here')
    const labels = choice.options.map((each: any) => [each.label, Boolean(each.disabled)])
    t.same(labels, [
      ['Harbour Lane Books', false],
      ['Harbour Lane Café', false],
      ['Old Market Hall', true],
    ])
    t.match(await api('GET', `/api/connect/${step.flowId}`), { type: 'choose' })
    const done = await next(step, ['102030405060702'])
    t.match(done, { type: 'done', connectionIds: [/\d/] })
    const [id] = done.connectionIds
    const connected = await connection(id)
    t.match(connected, { channel: 'messenger', name: 'Harbour Lane Café', status: 'connected' })
    t.ok(connected.checks.length >= 5 && connected.checks.every((check: any) => check.ok))
    const { accounts } = await control('GET', 'state')
    const page = accounts.find((each: any) => each.id === '102030405060702')
    t.ok(page.subscribedFields.includes('message_echoes'))
  },
)

t.test('a login that is cancelled, and one without a permission, say so', async (t) => {
  const cancelled = await begin('messenger', 'facebook')
  const input = await allow(cancelled, { decision: 'cancel' })
  t.match(await next(cancelled, input), { type: 'failed', message: /./ })
  const step = await begin('messenger', 'facebook')
  const choice = await next(step, await allow(step, { without: 'pages_messaging' }))
  const done = await next(step, [choice.options[1].id])
  const { status, checks } = await connection(done.connectionIds[0])
  t.equal(status, 'needs_reconnect')
  t.match(
    checks.filter(({ ok }: { ok: boolean }) => !ok),
    [{ id: 'permissions', detail: /pages_messaging/, fix: /allow everything/ }],
  )
  const again = await begin('messenger', 'facebook', done.connectionIds[0])
  const renewed = await next(again, await allow(again))
  t.match(
    renewed,
    { type: 'done', connectionIds: done.connectionIds },
    'only this Page is asked for',
  )
  t.match(await connection(done.connectionIds[0]), { status: 'connected' })
})

t.test('Instagram through the Page of an account', async (t) => {
  const step = await begin('instagram', 'facebook')
  const choice = await next(step, await allow(step))
  t.match(choice.options, [{ label: '@harbourlanebooks' }, { label: '@harbourlanecafe' }])
  const done = await next(step, [choice.options[1].id])
  const { channel, config, status } = await connection(done.connectionIds[0])
  t.match({ channel, config, status }, { config: { login: 'facebook' }, status: 'connected' })
  const account = choice.options[1].id
  await control('POST', 'acts', { account, person: 'p2', kind: 'text', text: 'Over the Page' })
  await tour.settle()
  const { items } = await api('GET', `/api/chats?connectionId=${done.connectionIds[0]}`)
  const queued = await tour.queue({ chatId: items[0].id, text: 'Hello' })
  await tour.reaches(queued, 'sent')
})

t.test(
  'Instagram Login: again after the token died, with its history and what waited',
  async (t) => {
    await tour.act('text', { text: 'Before' })
    const { id } = await tour.chatOf()
    await api('PATCH', `/api/social-connections/${tour.connectionId}`, {
      name: 'Our Instagram',
      config: { humanAgent: false },
    })
    await control('POST', 'tokens', { account: tour.account, subcode: 463 })
    const queued = await tour.queue({ text: 'Waits for a token' })
    await until(async () => (await connection(tour.connectionId)).status === 'needs_reconnect')
    const step = await begin('instagram', 'instagram', tour.connectionId)
    const done = await next(step, await allow(step))
    t.match(done, { type: 'done', connectionIds: [tour.connectionId] })
    const renewed = await connection(tour.connectionId)
    t.match(renewed, { status: 'connected', name: 'Our Instagram', config: { humanAgent: false } })
    const days = (Date.parse(renewed.expiresAt) - Date.now()) / 86_400_000
    t.ok(days > 59 && days <= 60, `${days} days`)
    await tour.reaches(queued, 'sent')
    t.equal((await comes(t, tour, ['text', { text: 'After' }, {}])).chatId, id)
  },
)

t.test('a token that ends soon is renewed by itself', async (t) => {
  await control('POST', 'clock', { advanceMs: 2 * 86_400_000 })
  await kernel.database.query(
    "update connections set expires_at = now() + interval '5 days', check_at = now() where id = $1",
    [tour.connectionId],
  )
  kernel.bus.publish('connections', null)
  const after = await until(async () => {
    const found = await connection(tour.connectionId)
    return Date.parse(found.expiresAt) > Date.now() + 50 * 86_400_000 && found
  })
  t.equal(after.status, 'connected')
  await control('POST', 'clock', {})
})

t.test('WhatsApp Embedded Signup: numbers chosen, a PIN for the one that is new', async (t) => {
  const step = await begin('whatsapp', 'signup')
  const choice = await next(step, await allow(step))
  t.match(choice, {
    type: 'choose',
    options: [{ label: '+1 202-555-0100' }, { label: '+1 202-555-0190' }],
  })
  const form = await next(step, ['109876543210002'])
  t.match(form, { type: 'form', id: 'pin' })
  const short = await next(step, { pin: '12' })
  t.match(short, { type: 'form', help: /six digits/ })
  const done = await next(step, { pin: '123456' })
  t.equal(done.type, 'done', JSON.stringify(done))
  const connected = await connection(done.connectionIds[0])
  t.match(connected, { status: 'connected', externalId: '109876543210002', detail: { phone: /./ } })
  const { accounts } = await control('GET', 'state')
  t.ok(accounts.find((each: any) => each.id === '109876543210002').isRegistered)
  const { items } = await api('GET', `/api/templates?connectionId=${done.connectionIds[0]}`)
  t.equal(items.length, 6, 'its templates are here')
})

t.test('WhatsApp coexistence: no PIN, and the chats of the phone come along', async (t) => {
  const step = await begin('whatsapp', 'coexistence')
  const choice = await next(step, await allow(step))
  const done = choice.type === 'done' ? choice : await next(step, ['109876543210003'])
  t.equal(done.type, 'done', JSON.stringify(done))
  const [id] = done.connectionIds
  t.match(await connection(id), { status: 'connected', config: { coexistence: true } })
  await tour.settle()
  const chats = await until(async () => {
    const { items } = await api('GET', `/api/chats?connectionId=${id}&status=all`)
    return items.length >= 4 && items
  })
  t.ok(chats.every(({ unreadCount }: { unreadCount: number }) => unreadCount === 0))
})

/** A Page token as somebody makes it in Meta's tools: a code, a long-lived user token, the token of the Page. */
async function pageToken(pageId: string): Promise<string> {
  const login = await begin('messenger', 'facebook')
  const { code = '' } = await allow(login)
  const { app } = await control('GET', 'app')
  const base = { client_id: app.appId, client_secret: app.appSecret }
  const redirect = new URL(login.url).searchParams.get('redirect_uri')!
  const short = await graph('oauth/access_token', { ...base, redirect_uri: redirect, code })
  const exchange = { grant_type: 'fb_exchange_token', fb_exchange_token: short.access_token }
  const long = await graph('oauth/access_token', { ...base, ...exchange })
  const { data } = await graph('me/accounts', { fields: 'id,access_token' }, long.access_token)
  return data.find(({ id }: { id: string }) => id === pageId).access_token
}
async function graph(path: string, query: Record<string, string>, token?: string): Promise<any> {
  const url = `${origin}/simulator/graph/v26.0/${path}?${new URLSearchParams(query).toString()}`
  const answer = await fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} })
  return answer.json()
}

t.test('by hand: a wrong token is refused by the check, a right one connects', async (t) => {
  const pageId = '102030405060702'
  const { items } = await api('GET', '/api/social-connections')
  const cafe = items.find((each: any) => each.externalId === pageId)
  await api('DELETE', `/api/social-connections/${cafe.id}`)
  const { accounts } = await control('GET', 'state')
  t.equal(accounts.find((each: any) => each.id === pageId).subscribedFields, null)
  const given = { channel: 'messenger', config: { pageId } }
  const secrets = { accessToken: 'EAAwrong' }
  const wrong = await call('POST', '/api/social-connections', { ...given, secrets })
  const checks = [{ ok: false, fix: /./ }]
  t.match(wrong, { status: 422, body: { code: 'check_failed', checks } })
  const accessToken = await pageToken(pageId)
  const made = await api('POST', '/api/social-connections', { ...given, secrets: { accessToken } })
  t.match(made, { id: cafe.id, status: 'connected', name: /Café/ })
  t.notOk(JSON.stringify(made).includes(accessToken))
})

t.test('deauthorise: the connection needs a person again', async (t) => {
  const step = await begin('messenger', 'facebook')
  await next(step, await allow(step))
  const { connectionIds } = await next(step, ['102030405060702'])
  await control('POST', 'tokens', { account: '102030405060702', subcode: 458 })
  const { status } = await control('POST', 'callbacks', { name: 'deauthorize', userId: owner })
  t.equal(status, 200)
  t.match(await connection(connectionIds[0]), { status: 'needs_reconnect' })
})

t.test('data deletion: the person is gone, and a page says so', async (t) => {
  await control('POST', 'tokens', { account: tour.account, revive: true })
  await tour.act('text', { person: 'p3', text: 'Forget me' })
  const { identity, id } = await tour.chatOf('p3')
  const { body } = await control('POST', 'callbacks', { name: 'data-deletion', userId: identity })
  const { url, confirmation_code: code } = JSON.parse(body)
  const path = new URL(url).pathname + new URL(url).search
  const page = await fetch(`${origin}${path}`)
  t.equal(page.status, 200)
  t.match(await page.text(), new RegExp(`was deleted.*${code}`))
  const json = await fetch(`${origin}${path}`, { headers: { accept: 'application/json' } })
  t.match(await json.json(), { code, state: 'done', chats: 1 })
  t.equal((await call('GET', `/api/chats/${id}`)).status, 404)
  t.equal((await fetch(`${origin}${path}0`)).status, 404)
})
