/** Health of a connection: each prerequisite passed or failed, with its fix. */
import type { CheckResult } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account, phoneNumberId } from '../bodies.ts'
import { type Answer, callWith, connection, fakeGraph, graphError } from '../fake-graph.ts'

const number = {
  id: phoneNumberId,
  display_phone_number: '+49 30 1',
  verified_name: 'Oak',
  quality_rating: 'GREEN',
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
  throughput: { level: 'STANDARD' },
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
}
const health = {
  name_status: 'APPROVED',
  health_status: { can_send_message: 'AVAILABLE', entities: [] },
}
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
const callback = {
  object: 'whatsapp_business_account',
  callback_url: 'https://inbox.example.com/api/webhooks/meta',
}

interface World {
  token?: object
  number?: Answer
  health?: Answer
  siblings?: Answer
  apps?: Answer
  subscriptions?: Answer
}

/** The check of a connection that works, but for what is said otherwise. */
async function checked(world: World = {}): Promise<CheckResult> {
  const data = { is_valid: true, scopes, app_id: '100', expires_at: 0, ...world.token }
  const platform = fakeGraph({
    'GET debug_token': { body: { data } },
    [`GET ${phoneNumberId}`]: [world.number ?? { body: number }, world.health ?? { body: health }],
    [`GET ${account}/phone_numbers`]: world.siblings ?? { body: { data: [{ id: phoneNumberId }] } },
    [`GET ${account}/subscribed_apps`]: world.apps ?? {
      body: { data: [{ whatsapp_business_api_data: { id: '100' } }] },
    },
    'GET 100/subscriptions': world.subscriptions ?? { body: { data: [callback] } },
  })
  return channel.check(connection, callWith(platform.http))
}

function failed({ checks }: CheckResult): string[] {
  return checks.filter(({ ok, fix }) => !ok && fix).map(({ id }) => id)
}

t.test('a connection that works: every check passed, and what stands beside it', async (t) => {
  const result = await checked()
  t.match(result, {
    status: 'connected',
    problem: undefined,
    name: 'Oak',
    accountId: account,
    detail: { phone: '+49 30 1', quality: 'GREEN', limit: 'TIER_2K', throughput: 'STANDARD' },
  })
  t.same(
    result.checks.map(({ id, ok }) => [id, ok]),
    [
      ['reachable', true],
      ['token', true],
      ['permissions', true],
      ['number', true],
      ['account', true],
      ['registered', true],
      ['subscribed', true],
      ['webhook', true],
      ['payment', true],
      ['sending', true],
      ['quality', true],
      ['name', true],
    ],
  )
})

function blocked(error: object): Answer {
  const waba = { entity_type: 'WABA', can_send_message: 'BLOCKED', errors: [error] }
  return { body: { health_status: { can_send_message: 'BLOCKED', entities: [waba] } } }
}

const cases: [string, World, Partial<CheckResult>, string[]][] = [
  [
    'the token was revoked',
    { number: graphError(190, { error_subcode: 460 }), token: { is_valid: false } },
    { status: 'needs_reconnect', problem: 'bad_credentials' },
    ['token'],
  ],
  [
    'a permission is missing',
    { token: { scopes: ['whatsapp_business_management'] } },
    { status: 'needs_reconnect', problem: 'missing_permission' },
    ['permissions'],
  ],
  [
    'the number is not to be seen',
    { number: graphError(100, { error_subcode: 33 }) },
    { status: 'needs_reconnect', problem: 'missing_permission' },
    ['number'],
  ],
  [
    'the number is of another account',
    { siblings: { body: { data: [{ id: '7' }] } } },
    { status: 'degraded' },
    ['account'],
  ],
  [
    'the number is not registered',
    { number: { body: { ...number, platform_type: 'NOT_APPLICABLE' } } },
    { status: 'degraded' },
    ['registered'],
  ],
  [
    'the account is subscribed to another app',
    { apps: { body: { data: [{ whatsapp_business_api_data: { id: '9' } }] } } },
    { status: 'degraded', problem: 'not_subscribed' },
    ['subscribed'],
  ],
  [
    'the account is subscribed to nothing',
    { apps: { body: { data: [] } } },
    { status: 'degraded', problem: 'not_subscribed' },
    ['subscribed'],
  ],
  [
    'the webhook leads elsewhere',
    {
      subscriptions: {
        body: { data: [{ ...callback, callback_url: 'https://other.example.com' }] },
      },
    },
    { status: 'degraded', problem: 'not_subscribed' },
    ['webhook'],
  ],
  [
    'nobody pays',
    { health: blocked({ error_code: 141_006, error_description: 'No payment method' }) },
    { status: 'degraded', problem: 'payment' },
    ['payment'],
  ],
  [
    'Meta has blocked the account',
    { health: blocked({ error_code: 141_000, possible_solution: 'Appeal' }) },
    { status: 'degraded', problem: 'policy' },
    ['sending'],
  ],
  [
    'the quality is red',
    { number: { body: { ...number, quality_rating: 'RED' } } },
    { status: 'degraded', problem: 'quality' },
    ['quality'],
  ],
  [
    'the display name was declined',
    { health: { body: { name_status: 'DECLINED' } } },
    { status: 'degraded', problem: 'policy' },
    ['name'],
  ],
  [
    'Meta does not answer',
    { number: { status: 503, body: '<html>' } },
    { status: 'degraded', problem: 'unreachable' },
    ['reachable'],
  ],
  [
    'Meta asks to slow down',
    { number: graphError(80_008) },
    { status: 'degraded', problem: 'rate_limited' },
    ['reachable'],
  ],
]

for (const [name, world, expected, ids] of cases) {
  t.test(`${name}: it is said, with a fix`, async (t) => {
    const result = await checked(world)
    t.match(result, expected)
    t.same(failed(result), ids)
  })
}

t.test('what Meta does not tell is left out, not held against the connection', async (t) => {
  const no = graphError(100)
  const bare = {
    body: { id: phoneNumberId, display_phone_number: '+49 30 1', verified_name: 'Oak' },
  }
  const result = await checked({
    token: { is_valid: undefined },
    number: bare,
    health: no,
    siblings: no,
    apps: no,
    subscriptions: no,
  })
  t.equal(result.status, 'connected')
  t.same(
    result.checks.map(({ id }) => id),
    ['reachable', 'token', 'number', 'registered'],
  )
})

t.test('the words of Meta go before our own', async (t) => {
  const error = {
    error_code: 141_000,
    error_description: 'Banned',
    possible_solution: 'Appeal in Business Support',
  }
  const { checks } = await checked({ health: blocked(error) })
  const sending = checks.find(({ id }) => id === 'sending')
  t.match(sending, { ok: false, detail: 'Banned', fix: 'Appeal in Business Support' })
})

t.test('a token that ends tells when', async (t) => {
  const result = await checked({ token: { expires_at: 1_800_000_000 } })
  t.equal(result.expiresAt, 1_800_000_000_000)
  t.match(
    result.checks.find(({ id }) => id === 'token'),
    { detail: 'until 2027-01-15' },
  )
})

t.test('an account whose webhooks were led here by an override is well', async (t) => {
  const override = {
    whatsapp_business_api_data: { id: '100' },
    override_callback_uri: callback.callback_url,
  }
  const subscriptions = {
    body: { data: [{ ...callback, callback_url: 'https://other.example.com' }] },
  }
  t.equal(
    (await checked({ apps: { body: { data: [override] } }, subscriptions })).status,
    'connected',
  )
})

t.test(
  'subscribe: the account, with the token in a header; a refusal throws nothing',
  async (t) => {
    for (const answer of [{}, graphError(200)]) {
      const platform = fakeGraph({ [`POST ${account}/subscribed_apps`]: answer })
      await channel.subscribe!(connection, callWith(platform.http))
      t.match(platform.sent, [{ method: 'POST', headers: { authorization: 'Bearer EAAG-token' } }])
    }
  },
)

t.test(
  'disconnect: leaves the account, unless other numbers of it may be connected too',
  async (t) => {
    const list = `GET ${account}/phone_numbers`
    const leave = `DELETE ${account}/subscribed_apps`
    const alone = fakeGraph({ [list]: { body: { data: [{ id: phoneNumberId }] } }, [leave]: {} })
    await channel.disconnect!(connection, callWith(alone.http))
    t.equal(alone.sent.at(-1)?.method, 'DELETE')
    const shared = fakeGraph({ [list]: { body: { data: [{ id: phoneNumberId }, { id: '7' }] } } })
    await channel.disconnect!(connection, callWith(shared.http))
    t.same(
      shared.sent.map(({ method }) => method),
      ['GET'],
    )
    const dead = fakeGraph({ [list]: graphError(190), [leave]: graphError(190) })
    await channel.disconnect!(connection, callWith(dead.http))
    t.equal(dead.sent.length, 2)
  },
)
