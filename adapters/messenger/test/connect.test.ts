/** Connecting Pages, checking them, and what subscribing asks for. */
import t from 'tap'

import {
  callContext,
  callbackUrl,
  connectContext,
  stateOf,
  tokens,
} from '../../meta/test/connecting.ts'
import { asked, refusal } from '../../meta/test/fake-graph.ts'
import { check, disconnect, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import { profile } from '../src/profile.ts'

const graph = 'graph.facebook.com/v26.0'
const shop = { id: '100', name: 'Shop', access_token: 'P1', tasks: ['MESSAGING', 'ANALYZE'] }
const other = { id: '101', name: 'Other', access_token: 'P2', tasks: ['ANALYZE'] }
const login = { ...tokens, [`GET ${graph}/me/accounts`]: { data: [shop, other] } }
const page = {
  id: '1',
  externalId: '100',
  name: 'Shop',
  config: { pageId: '100' },
  secrets: { accessToken: 'P1' },
}

t.test('Facebook Login: away, back with a code, choose a Page, done', async (t) => {
  const context = connectContext(login)
  const away = await connect.begin('facebook', context)
  t.equal(away.type, 'redirect')
  const url = new URL(away.type === 'redirect' ? away.url : '')
  t.equal(url.searchParams.get('state'), 'N')
  t.match(url.searchParams.get('scope'), 'pages_messaging,pages_manage_metadata')
  const choice = await connect.next?.(stateOf(away), { code: 'c', state: 'N' }, context)
  t.hasStrict(choice, {
    type: 'choose',
    multiple: true,
    options: [
      { id: '100', label: 'Shop' },
      { id: '101', disabled: 'You may not answer messages of this Page' },
    ],
  })
  const done = choice && (await connect.next?.(stateOf(choice), ['100', '101'], context))
  t.same(done, {
    type: 'done',
    connections: [
      {
        externalId: '100',
        accountId: '500',
        name: 'Shop',
        config: { pageId: '100', userId: '500' },
        secrets: { accessToken: 'P1' },
      },
    ],
  })
  const calls = asked(context.http).map(({ call }) => call)
  t.match(calls[0], `redirect_uri=${callbackUrl}`)
  t.match(calls[2], 'fields=id,name,access_token,tasks,instagram_business_account{id,username}')
})

t.test('renewing a connection goes straight to its Page', async (t) => {
  const context = connectContext(login)
  const away = await connect.begin('facebook', { ...context, reconnect: page })
  const done = await connect.next?.(stateOf(away), { code: 'c' }, context)
  t.hasStrict(done, { type: 'done', connections: [{ externalId: '100' }] })
})

t.test('a cancelled login, a used code, no Pages and a lost state end in words', async (t) => {
  const context = connectContext({ ...login, [`GET ${graph}/me/accounts`]: { data: [] } })
  const away = await connect.begin('facebook', context)
  const cancelled = await connect.next?.(stateOf(away), { error: 'access_denied' }, context)
  t.hasStrict(cancelled, { type: 'failed', failure: { userMessage: 'The login was cancelled.' } })
  const empty = await connect.next?.(stateOf(away), { code: 'c' }, context)
  t.match(empty, { type: 'failed', failure: { userMessage: /shows no Page/ } })
  const used = connectContext({ [`GET ${graph}/oauth/access_token`]: refusal(100, 36009) })
  t.hasStrict(await connect.next?.(stateOf(away), { code: 'c' }, used), { type: 'failed' })
  t.hasStrict(await connect.next?.({ forged: 1 }, { code: 'c' }, context), { type: 'failed' })
  t.hasStrict(await connect.begin('nowhere', context), { type: 'failed' })
})

t.test('without a Meta app the login says so and names the other way', async (t) => {
  const step = await connect.begin('facebook', connectContext({}, {}))
  t.match(step, { type: 'failed', failure: { userMessage: /Connect with a token/ } })
})

t.test('a token by hand is tried before it is taken', async (t) => {
  const context = connectContext({ [`GET ${graph}/100`]: { id: '100', name: 'Shop' } })
  const form = await connect.begin('token', context)
  t.hasStrict(form, { type: 'form', id: 'token' })
  const input = { pageId: '100', accessToken: 'P1' }
  const done = await connect.next?.(stateOf(form), input, context)
  t.hasStrict(done, {
    type: 'done',
    connections: [{ externalId: '100', name: 'Shop', config: { pageId: '100' } }],
  })
  const bad = connectContext({ [`GET ${graph}/100`]: refusal(190) })
  const refused = await connect.next?.(stateOf(form), input, bad)
  t.hasStrict(refused, { type: 'failed', failure: { kind: 'auth' } })
  t.hasStrict(await connect.next?.(stateOf(form), { pageId: '../me' }, context), { type: 'failed' })
})

const facts = {
  is_valid: true,
  app_id: '11',
  scopes: ['pages_messaging', 'pages_manage_metadata'],
  expires_at: 0,
}
const healthy = {
  [`GET ${graph}/100`]: { id: '100', name: 'Shop' },
  [`GET ${graph}/debug_token`]: { data: facts },
  [`GET ${graph}/100/subscribed_apps`]: { data: [{ id: '11', subscribed_fields: ['messages'] }] },
}

t.test('check: a Page that works passes every step', async (t) => {
  const result = await check(page, callContext(healthy))
  t.hasStrict(result, { status: 'connected', name: 'Shop' })
  t.same(
    result.checks.map(({ id, ok }) => [id, ok]),
    [
      ['token', true],
      ['account', true],
      ['permissions', true],
      ['app', true],
      ['expiry', true],
      ['subscription', true],
    ],
  )
})

const day = 86_400
for (const [name, change, wanted] of [
  [
    'a dead token',
    { [`GET ${graph}/100`]: refusal(190, 463) },
    { status: 'needs_reconnect', problem: 'bad_credentials' },
  ],
  [
    'a lost permission',
    { [`GET ${graph}/100`]: refusal(10) },
    { status: 'needs_reconnect', problem: 'missing_permission' },
  ],
  [
    'a token of another Page',
    { [`GET ${graph}/100`]: { id: '101', name: 'Other' } },
    { status: 'needs_reconnect', problem: 'bad_credentials' },
  ],
  [
    'a token that Meta calls invalid',
    { [`GET ${graph}/debug_token`]: { data: { ...facts, is_valid: false } } },
    { status: 'needs_reconnect', problem: 'bad_credentials' },
  ],
  [
    'a permission that was not granted',
    { [`GET ${graph}/debug_token`]: { data: { ...facts, scopes: ['pages_messaging'] } } },
    { status: 'needs_reconnect', problem: 'missing_permission' },
  ],
  [
    'a token of another app',
    { [`GET ${graph}/debug_token`]: { data: { ...facts, app_id: '99' } } },
    { status: 'needs_reconnect', problem: 'bad_credentials' },
  ],
  [
    'a token in its last days',
    {
      [`GET ${graph}/debug_token`]: {
        data: { ...facts, expires_at: Math.floor(Date.now() / 1000) + 3 * day },
      },
    },
    { status: 'degraded' },
  ],
  [
    'a missing subscription',
    { [`GET ${graph}/100/subscribed_apps`]: { data: [] } },
    { status: 'degraded', problem: 'not_subscribed' },
  ],
  [
    'a rate limit',
    { [`GET ${graph}/100`]: refusal(80001) },
    { status: 'degraded', problem: 'rate_limited' },
  ],
  [
    'an outage',
    { [`GET ${graph}/100`]: new Response('', { status: 503 }) },
    { status: 'degraded', problem: 'unreachable' },
  ],
] as const) {
  t.test(`check: ${name} is found, with a fix`, async (t) => {
    const result = await check(page, callContext({ ...healthy, ...change }))
    t.hasStrict(result, wanted)
    const failed = result.checks.filter(({ ok }) => !ok)
    t.ok(failed.length > 0 && failed.every(({ fix }) => fix))
  })
}

t.test('check: what Meta does not say about a token is no fault of it', async (t) => {
  const result = await check(page, callContext({ ...healthy, [`GET ${graph}/debug_token`]: {} }))
  t.equal(result.status, 'connected')
  t.equal((await check(page, callContext(healthy, {}))).status, 'connected')
})

t.test(
  'subscribing asks for every field, and for the essential ones if that is refused',
  async (t) => {
    const edge = `POST ${graph}/100/subscribed_apps`
    const context = callContext({ [edge]: [refusal(200), { success: true }] })
    await subscribe(page, context)
    const [all, essential] = asked(context.http).map(({ call }) => call)
    const wanted =
      'messages,messaging_postbacks,messaging_optins,messaging_referrals,message_deliveries,message_reads,message_echoes,message_reactions,message_edits,messaging_handovers,standby,messaging_policy_enforcement'
    t.match(
      all,
      `${edge}?subscribed_fields=${wanted},messaging_account_linking,send_cart,feed,mention`,
    )
    t.match(essential, `subscribed_fields=${wanted}&`)
    const accepted = callContext({ [edge]: new Response('"true"') })
    await subscribe(page, accepted)
    t.equal(accepted.http.requests.length, 1)
  },
)

t.test('disconnecting takes the subscription away', async (t) => {
  const edge = `DELETE ${graph}/100/subscribed_apps`
  const context = callContext({ [edge]: { success: true } })
  await disconnect(page, context)
  t.match(asked(context.http)[0]?.call, edge)
})

t.test('a profile is a name and a picture', async (t) => {
  const person = { first_name: 'Ada', last_name: 'L', profile_pic: 'https://a.example/p.jpg' }
  const context = callContext({ [`GET ${graph}/7001`]: person })
  t.same(await profile({ id: '7001' }, page, context), {
    id: '7001',
    name: 'Ada L',
    avatarUrl: 'https://a.example/p.jpg',
  })
  t.match(asked(context.http)[0]?.call, 'fields=first_name,last_name,profile_pic')
})

t.test('a closed profile is named by the list of chats, or by nothing', async (t) => {
  const people = {
    data: [
      { id: '100', name: 'Shop' },
      { id: '7001', name: 'Ada L' },
    ],
  }
  const closed = { [`GET ${graph}/7001`]: refusal(230) }
  const chats = { [`GET ${graph}/100/conversations`]: { data: [{ participants: people }] } }
  const named = await profile({ id: '7001' }, page, callContext({ ...closed, ...chats }))
  t.same(named, { id: '7001', name: 'Ada L' })
  t.equal(await profile({ id: '7001' }, page, callContext(closed)), null)
  const context = callContext(closed)
  t.equal(await profile({ id: 'ref2' }, page, context), null)
  t.equal(context.http.requests.length, 0, 'a reference has no profile to ask for')
})
t.end()
