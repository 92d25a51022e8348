import t from 'tap'

import { instagramAccount, number, page, secret, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

const back = 'http://inbox.test/api/connect/callback'

async function appOf(world: Simulated): Promise<Record<string, string>> {
  return (await world.control('GET', 'app')).app
}

function dialog(path: string, query: Record<string, string | string[]>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) search.append(name, each)
  return `${path}?${search.toString()}`
}

const facebookScopes = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'instagram_basic',
]

async function facebookCode(
  world: Simulated,
  grant = facebookScopes,
  share = [page],
): Promise<string> {
  const app = await appOf(world)
  const answer = await world.request(
    'GET',
    dialog('/v26.0/dialog/oauth', {
      client_id: app['appId']!,
      redirect_uri: back,
      state: 'state-1',
      response_type: 'code',
      scope: facebookScopes.join(','),
      decision: 'allow',
      grant,
      share,
    }),
  )
  t.equal(answer.status, 302)
  const url = new URL(answer.headers['location']!)
  t.equal(`${url.origin}${url.pathname}`, back)
  t.equal(url.searchParams.get('state'), 'state-1')
  return url.searchParams.get('code')!
}

async function exchange(world: Simulated, query: Record<string, string>): Promise<any> {
  const app = await appOf(world)
  const given = { client_id: app['appId']!, client_secret: secret, ...query }
  return (await world.request('GET', dialog('/graph/v26.0/oauth/access_token', given))).json
}

t.test('the page asks, and keeps what the app asked with', async (t) => {
  const world = await startPlatform(t)
  const app = await appOf(world)
  const query = {
    client_id: app['appId']!,
    redirect_uri: back,
    state: '"><script>',
    response_type: 'code',
  }
  const { text, headers } = await world.request('GET', dialog('/dialog/oauth', query))
  t.match(text, /<form/)
  t.match(text, 'pages_messaging', 'a configuration names the permissions')
  t.notMatch(text, '"><script>')
  t.notMatch(text, / style=|<style|<script/)
  t.match(headers['content-security-policy'], /form-action 'self' http:\/\/inbox\.test/)
  const other = await world.request('GET', dialog('/dialog/oauth', { ...query, client_id: '1' }))
  t.match(other.text, /client_id/)
})

t.test('Facebook Login: code, long-lived token, Pages with tokens of their own', async (t) => {
  const world = await startPlatform(t)
  const code = await facebookCode(world)
  const short = await exchange(world, { code, redirect_uri: back })
  t.match(short, { token_type: 'bearer', expires_in: 3600 })
  const reused = await exchange(world, { code, redirect_uri: back })
  t.equal(reused.error.code, 100, 'a code is good once')
  const long = await exchange(world, {
    grant_type: 'fb_exchange_token',
    fb_exchange_token: short.access_token,
  })
  t.ok(long.expires_in > 59 * 86_400)
  const pages = await world.get(
    'me/accounts?fields=id,name,access_token,tasks,instagram_business_account{id,username}',
    long.access_token,
  )
  t.hasStrict(pages.json.data, [
    {
      id: page,
      instagram_business_account: { id: instagramAccount, username: 'harbourlanebooks' },
    },
  ])
  t.equal(pages.json.data.length, 1, 'only the Page that was shared')
  const [{ access_token: token, tasks }] = pages.json.data
  t.ok(tasks.includes('MESSAGING'))
  t.match((await world.get('me?fields=id', token)).json, { id: page })
  const app = await appOf(world)
  const facts = await world.get(`debug_token?input_token=${token}`, `${app['appId']}|${secret}`)
  t.match(facts.json.data, { is_valid: true, type: 'PAGE', expires_at: 0, app_id: app['appId'] })
})

t.test(
  'a code is refused at another address, after an hour, and with a wrong secret',
  async (t) => {
    const world = await startPlatform(t)
    const elsewhere = await exchange(world, {
      code: await facebookCode(world),
      redirect_uri: `${back}/x`,
    })
    t.equal(elsewhere.error.error_subcode, 36008)
    const code = await facebookCode(world)
    t.match(
      (await exchange(world, { code, redirect_uri: back, client_secret: 'wrong' })).error.message,
      /client secret/,
    )
    await world.control('POST', 'clock', { advanceMs: 3_601_000 })
    t.equal((await exchange(world, { code, redirect_uri: back })).error.error_subcode, 36007)
  },
)

t.test('what was not granted is refused later', async (t) => {
  const world = await startPlatform(t)
  const code = await facebookCode(world, ['pages_show_list'])
  const { access_token: token } = await exchange(world, { code, redirect_uri: back })
  const sent = await world.post(`${page}/messages`, token, {
    recipient: { id: '1' },
    message: { text: 'x' },
  })
  t.match(sent.json.error, { code: 200, message: /pages_messaging/ })
  t.equal(sent.status, 403)
})

t.test('a refusal of the person comes back as an error', async (t) => {
  const world = await startPlatform(t)
  const app = await appOf(world)
  const query = { redirect_uri: back, state: 's', response_type: 'code', decision: 'cancel' }
  const facebook = await world.request(
    'GET',
    dialog('/dialog/oauth', { ...query, client_id: app['appId']! }),
  )
  t.match(facebook.headers['location'], /error=access_denied&error_reason=user_denied.*state=s/)
  const instagram = await world.request(
    'GET',
    dialog('/oauth/authorize', { ...query, client_id: app['instagramAppId']! }),
  )
  t.match(instagram.headers['location'], /error=access_denied/)
})

t.test('Instagram Login: code, short token, sixty days, and another sixty', async (t) => {
  const world = await startPlatform(t)
  const app = await appOf(world)
  const scopes = ['instagram_business_basic', 'instagram_business_manage_messages']
  const allowed = await world.request(
    'GET',
    dialog('/oauth/authorize', {
      client_id: app['instagramAppId']!,
      redirect_uri: back,
      response_type: 'code',
      scope: scopes.join(','),
      state: 's',
      decision: 'allow',
      account: '17841400000000102',
      grant: scopes,
    }),
  )
  const url = new URL(allowed.headers['location']!)
  t.equal(url.hash, '#_')
  const form = new URLSearchParams({
    client_id: app['instagramAppId']!,
    client_secret: app['instagramAppSecret']!,
    grant_type: 'authorization_code',
    redirect_uri: back,
    code: `${url.searchParams.get('code')}#_`,
  })
  const short = await world.request('POST', '/oauth/access_token', { body: form })
  const [{ access_token: token, user_id: user, permissions }] = short.json.data
  t.equal(user, '17841400000000102')
  t.equal(permissions, scopes.join(','))
  const again = await world.request('POST', '/oauth/access_token', { body: form })
  t.match(again.json, { error_type: 'OAuthException', code: 400, error_message: /used/ })
  const long = await world.request(
    'GET',
    dialog('/graph/access_token', {
      grant_type: 'ig_exchange_token',
      client_secret: secret,
      access_token: token,
    }),
  )
  t.match(long.json, { token_type: 'bearer', expires_in: 5_184_000 })
  const refresh = dialog('/graph/refresh_access_token', {
    grant_type: 'ig_refresh_token',
    access_token: long.json.access_token,
  })
  t.match((await world.request('GET', refresh)).json.error.message, /24 hours/)
  await world.control('POST', 'clock', { advanceMs: 2 * 86_400_000 })
  const fresh = await world.request('GET', refresh)
  t.equal(fresh.json.expires_in, 5_184_000)
  await world.control('POST', 'clock', { advanceMs: 59 * 86_400_000 })
  t.hasStrict((await world.get('me', long.json.access_token)).json.error, {
    code: 190,
    error_subcode: 463,
  })
  t.equal((await world.get('me', fresh.json.access_token)).status, 200)
})

t.test(
  'Embedded Signup: half a minute for the code, the business accounts in the token',
  async (t) => {
    const world = await startPlatform(t)
    const app = await appOf(world)
    async function signUp(): Promise<string> {
      const answer = await world.request(
        'GET',
        dialog('/v26.0/dialog/oauth', {
          client_id: app['appId']!,
          redirect_uri: back,
          response_type: 'code',
          config_id: app['whatsappSignupConfigId']!,
          decision: 'allow',
          grant: ['whatsapp_business_management', 'whatsapp_business_messaging'],
          share: '208765432100001',
        }),
      )
      return new URL(answer.headers['location']!).searchParams.get('code')!
    }
    const late = await signUp()
    await world.control('POST', 'clock', { advanceMs: 31_000 })
    t.equal((await exchange(world, { code: late })).error.error_subcode, 36007)
    const { access_token: token, expires_in: seconds } = await exchange(world, {
      code: await signUp(),
    })
    t.notOk(seconds, 'it does not expire')
    const facts = await world.get(`debug_token?input_token=${token}`, `${app['appId']}|${secret}`)
    t.hasStrict(facts.json.data.granular_scopes[0], {
      scope: 'whatsapp_business_management',
      target_ids: ['208765432100001'],
    })
    const numbers = await world.get(
      '208765432100001/phone_numbers?fields=id,display_phone_number',
      token,
    )
    t.hasStrict(numbers.json.data, [{ id: number, display_phone_number: '+1 202-555-0100' }])
    t.equal(
      (await world.get('208765432100002/phone_numbers', token)).json.error.code,
      100,
      'not shared',
    )
  },
)
