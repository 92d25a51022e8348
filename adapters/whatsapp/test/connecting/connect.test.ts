/** Connecting a number, every way. */
import type { ConnectStep, Json } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account } from '../bodies.ts'
import { app, callWith, connection, fakeGraph, graphError } from '../fake-graph.ts'

const { connect } = channel

function contextOf(answers: Parameters<typeof fakeGraph>[0], settings: object = app) {
  const platform = fakeGraph(answers)
  const callbackUrl = 'https://inbox.example.com/connect/back'
  const context = { ...callWith(platform.http), callbackUrl, nonce: 'n0nce', app: settings }
  return { context, sent: platform.sent }
}

/** As if another server went on: only what JSON keeps. */
function stateOf(step: ConnectStep): Json {
  if (!('state' in step)) throw new Error(`${step.type} has no state: ${JSON.stringify(step)}`)
  return JSON.parse(JSON.stringify(step.state)) as Json
}

const shop = {
  id: '391',
  display_phone_number: '+49 30 1',
  verified_name: 'Oak',
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
}
const fresh = {
  ...shop,
  id: '392',
  display_phone_number: '+49 30 2',
  status: 'PENDING',
  platform_type: 'NOT_APPLICABLE',
}
const granted = {
  granular_scopes: [
    { scope: 'whatsapp_business_management', target_ids: [account] },
    { scope: 'public_profile' },
  ],
  is_valid: true,
  expires_at: 0,
}
const meta = {
  'GET oauth/access_token': { body: { access_token: 'EAAG-business', token_type: 'bearer' } },
  'GET debug_token': { body: { data: granted } },
  [`POST ${account}/subscribed_apps`]: {},
}
const numbers = `GET ${account}/phone_numbers`

t.test(
  'Embedded Signup: leads to Meta with the configuration, the nonce and the way back',
  async (t) => {
    const { context } = contextOf({}, { ...app, whatsappSignupConfigId: '777' })
    for (const flow of ['signup', 'coexistence']) {
      const step = await connect.begin(flow, context)
      if (step.type !== 'redirect') throw new Error(step.type)
      const url = new URL(step.url)
      t.equal(url.origin + url.pathname, 'https://www.facebook.com/v26.0/dialog/oauth')
      const query = Object.fromEntries(url.searchParams)
      t.match(query, {
        client_id: '100',
        config_id: '777',
        response_type: 'code',
        override_default_response_type: 'true',
        state: 'n0nce',
        redirect_uri: context.callbackUrl,
      })
      const extras = JSON.parse(query['extras']!) as object
      t.match(extras, { setup: {}, sessionInfoVersion: '3' })
      t.equal('featureType' in extras, flow === 'coexistence')
    }
  },
)

t.test(
  'Embedded Signup: without a configuration it asks for the permissions, without an app it says what is missing',
  async (t) => {
    const step = await connect.begin('signup', contextOf({}).context)
    t.match(step, { type: 'redirect', url: /scope=whatsapp_business_management/ })
    const bare = await connect.begin('signup', contextOf({}, {}).context)
    t.match(bare, { type: 'failed', failure: { kind: 'config', userMessage: /ID and secret/ } })
  },
)

t.test(
  'the code becomes a token, the token tells its accounts, and the account is subscribed',
  async (t) => {
    const { context, sent } = contextOf({ ...meta, [numbers]: { body: { data: [shop] } } })
    const begun = await connect.begin('signup', context)
    const done = await connect.next!(stateOf(begun), { code: 'c0de', state: 'n0nce' }, context)
    t.same(done, {
      type: 'done',
      connections: [
        {
          externalId: '391',
          accountId: account,
          name: 'Oak +49 30 1',
          config: { phoneNumberId: '391', businessAccountId: account },
          secrets: { accessToken: 'EAAG-business' },
        },
      ],
    })
    t.match(sent[0]?.path, /^oauth\/access_token\?.*redirect_uri=.*code=c0de/)
    t.same(
      sent.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
      ['GET oauth/access_token', 'GET debug_token', numbers, `POST ${account}/subscribed_apps`],
    )
    t.match(sent[3]?.headers, { authorization: 'Bearer EAAG-business' })
  },
)

t.test(
  'a code of the JavaScript SDK has no redirect, and comes with the ids that were chosen',
  async (t) => {
    const { context, sent } = contextOf({
      ...meta,
      [numbers]: { body: { data: [shop, { ...shop, id: '393' }] } },
    })
    const begun = await connect.begin('signup', context)
    const input = { code: 'c0de', waba_id: account, phone_number_id: '393', business_id: '5' }
    const done = await connect.next!(stateOf(begun), input, context)
    t.match(done, { type: 'done', connections: [{ externalId: '393' }] })
    t.notMatch(sent[0]?.path, /redirect_uri/)
  },
)

t.test('several numbers: a choice of some', async (t) => {
  const { context } = contextOf({
    ...meta,
    [numbers]: { body: { data: [shop, { ...shop, id: '393' }, { ...shop, id: '394' }] } },
  })
  const begun = await connect.begin('signup', context)
  const choice = await connect.next!(stateOf(begun), { code: 'c0de' }, context)
  t.match(choice, {
    type: 'choose',
    multiple: true,
    options: [{ id: '391', label: '+49 30 1', hint: 'Oak' }, {}, {}],
  })
  const done = await connect.next!(stateOf(choice), ['391', '394', 'forged'], context)
  t.match(done, { type: 'done', connections: [{ externalId: '391' }, { externalId: '394' }] })
  for (const input of [null, [], ['forged'], {}]) {
    t.match(await connect.next!(stateOf(choice), input, context), { type: 'failed' })
  }
})

t.test('register: a number that is new asks for its PIN of six digits', async (t) => {
  const { context, sent } = contextOf({
    ...meta,
    [numbers]: { body: { data: [fresh] } },
    'POST 392/register': {},
  })
  const begun = await connect.begin('signup', context)
  const form = await connect.next!(stateOf(begun), { code: 'c0de' }, context)
  t.match(form, { type: 'form', id: 'pin', help: /six digits/i })
  t.match(await connect.next!(stateOf(form), { pin: '12' }, context), { type: 'form', id: 'pin' })
  const done = await connect.next!(stateOf(form), { pin: '123456' }, context)
  t.match(done, { type: 'done', connections: [{ externalId: '392' }] })
  const register = sent.find(({ path }) => path === '392/register')
  t.same(register?.body, { messaging_product: 'whatsapp', pin: '123456' })
})

t.test('register: a wrong PIN may be typed again, too many tries end it', async (t) => {
  const { context } = contextOf({
    ...meta,
    [numbers]: { body: { data: [fresh] } },
    'POST 392/register': [graphError(133_005), graphError(133_016)],
  })
  const begun = await connect.begin('signup', context)
  const form = await connect.next!(stateOf(begun), { code: 'c0de' }, context)
  const again = await connect.next!(stateOf(form), { pin: '111111' }, context)
  t.match(again, { type: 'form', id: 'pin' })
  t.match(await connect.next!(stateOf(again), { pin: '222222' }, context), {
    type: 'failed',
    failure: { code: '133016' },
  })
})

t.test('coexistence: never registered, and both imports are asked for once', async (t) => {
  const onPhone = { ...fresh, is_on_biz_app: true }
  const { context, sent } = contextOf({
    ...meta,
    [numbers]: { body: { data: [onPhone] } },
    'POST 392/smb_app_data': [{}, graphError(2_593_107)],
  })
  const begun = await connect.begin('coexistence', context)
  const done = await connect.next!(stateOf(begun), { code: 'c0de' }, context)
  t.match(done, { type: 'done', connections: [{ config: { coexistence: true } }] })
  const asked = sent.filter(({ path }) => path.endsWith('smb_app_data')).map(({ body }) => body)
  t.same(asked, [
    { messaging_product: 'whatsapp', sync_type: 'smb_app_state_sync' },
    { messaging_product: 'whatsapp', sync_type: 'history' },
  ])
})

t.test('a token that ends tells when', async (t) => {
  const data = { ...granted, expires_at: 1_800_000_000 }
  const { context } = contextOf({
    ...meta,
    'GET debug_token': { body: { data } },
    [numbers]: { body: { data: [shop] } },
  })
  const begun = await connect.begin('signup', context)
  const done = await connect.next!(stateOf(begun), { code: 'c0de' }, context)
  t.match(done, { type: 'done', connections: [{ expiresAt: 1_800_000_000_000 }] })
})

t.test('by hand: a token and the account, and the number where it is known', async (t) => {
  const answers = { ...meta, [numbers]: { body: { data: [shop, { ...shop, id: '393' }] } } }
  const { context } = contextOf(answers)
  const form = await connect.begin('token', context)
  t.match(form, {
    type: 'form',
    schema: { properties: { accessToken: {}, businessAccountId: {}, phoneNumberId: {} } },
  })
  const typed = { accessToken: ' EAAG-typed ', businessAccountId: account }
  t.match(await connect.next!(stateOf(form), typed, context), { type: 'choose' })
  const done = await connect.next!(stateOf(form), { ...typed, phoneNumberId: '393' }, context)
  t.match(done, {
    type: 'done',
    connections: [{ externalId: '393', secrets: { accessToken: 'EAAG-typed' } }],
  })
  const other = await connect.next!(stateOf(form), { ...typed, phoneNumberId: '399' }, context)
  t.match(other, { type: 'failed' })
  t.match(await connect.next!(stateOf(form), { accessToken: 'x' }, context), {
    type: 'form',
    help: /both needed/,
  })
})

t.test('reconnecting: only the token is asked for, and only that number comes back', async (t) => {
  const data = [shop, { ...shop, id: connection.externalId }]
  const { context } = contextOf({ ...meta, [numbers]: { body: { data } } })
  const form = await connect.begin('token', { ...context, reconnect: connection })
  t.ok(form.type === 'form')
  t.same(Object.keys(form.type === 'form' ? form.schema.properties : {}), ['accessToken'])
  const done = await connect.next!(stateOf(form), { accessToken: 'EAAG-new' }, context)
  t.match(done, { type: 'done', connections: [{ externalId: connection.externalId }] })
  const signup = await connect.begin('signup', { ...context, reconnect: connection })
  const back = await connect.next!(stateOf(signup), { code: 'c0de' }, context)
  t.match(back, { type: 'done', connections: [{ externalId: connection.externalId }] })
})

t.test(
  'every way to fail ends in a sentence: cancelled, refused, no account, no number, not subscribed',
  async (t) => {
    const cases: [Parameters<typeof fakeGraph>[0], Json, object][] = [
      [
        {},
        { error: 'access_denied', error_description: 'User cancelled' },
        { message: 'User cancelled' },
      ],
      [{}, null, {}],
      [{ 'GET oauth/access_token': graphError(100) }, { code: 'late' }, { code: '100' }],
      [
        { ...meta, 'GET debug_token': { body: { data: {} } } },
        { code: 'c' },
        { userMessage: /shared no/ },
      ],
      [
        { ...meta, [numbers]: { body: { data: [] } } },
        { code: 'c' },
        { userMessage: /phone number/ },
      ],
      [{ ...meta, [numbers]: graphError(190) }, { code: 'c' }, { kind: 'auth' }],
      [
        {
          ...meta,
          [numbers]: { body: { data: [shop] } },
          [`POST ${account}/subscribed_apps`]: graphError(200),
        },
        { code: 'c' },
        { kind: 'permission' },
      ],
    ]
    for (const [answers, input, failure] of cases) {
      const { context } = contextOf(answers)
      const begun = await connect.begin('signup', context)
      t.match(await connect.next!(stateOf(begun), input, context), { type: 'failed', failure })
    }
    const { context } = contextOf({})
    t.match(await connect.begin('nonsense', context), { type: 'failed' })
    t.match(await connect.next!({ step: 'pin' }, { pin: '123456' }, context), { type: 'failed' })
    t.match(await connect.next!(null, null, context), { type: 'failed' })
  },
)

t.test('the login pages of a simulator take the place of Meta’s', async (t) => {
  const { context } = contextOf({}, { ...app, loginUrl: 'http://127.0.0.1:3001/simulator' })
  t.match(await connect.begin('signup', context), {
    url: /^http:\/\/127\.0\.0\.1:3001\/simulator\/v26\.0\/dialog\/oauth/,
  })
})
