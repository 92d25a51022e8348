import t from 'tap'

import {
  exchangeCode,
  exchangeInstagramCode,
  extendInstagramToken,
  extendToken,
  facebookLoginUrl,
  inspectToken,
  instagramLoginUrl,
  refreshInstagramToken,
} from '../src/index.ts'
import { graphSample, hasCorpus } from './corpus.ts'
import { asked, fakeGraph, refusal } from './fake-graph.ts'

const app = {
  appId: '11',
  appSecret: 'S',
  instagramAppId: '22',
  instagramAppSecret: 'IS',
}
const page = { scopes: ['a', 'b'], callbackUrl: 'https://inbox.example.com/cb', nonce: 'N' }
const signal = new AbortController().signal

t.test('Facebook Login: the dialog with a configuration, or with scopes', (t) => {
  const url = new URL(facebookLoginUrl(app, page))
  t.equal(url.origin + url.pathname, 'https://www.facebook.com/v26.0/dialog/oauth')
  t.same(Object.fromEntries(url.searchParams), {
    client_id: '11',
    redirect_uri: 'https://inbox.example.com/cb',
    state: 'N',
    response_type: 'code',
    scope: 'a,b',
  })
  const configured = new URL(facebookLoginUrl({ ...app, loginConfigId: 'C' }, page))
  t.equal(configured.searchParams.get('config_id'), 'C')
  t.equal(configured.searchParams.get('scope'), null)
  const simulated = facebookLoginUrl({ ...app, loginUrl: 'http://127.0.0.1:9/sim' }, page)
  t.match(simulated, 'http://127.0.0.1:9/sim/v26.0/dialog/oauth?')
  t.end()
})

t.test('Instagram Login: the page asks with the Instagram app’s id', (t) => {
  const url = new URL(instagramLoginUrl(app, page))
  t.equal(url.origin + url.pathname, 'https://www.instagram.com/oauth/authorize')
  t.same(Object.fromEntries(url.searchParams), {
    client_id: '22',
    redirect_uri: 'https://inbox.example.com/cb',
    response_type: 'code',
    scope: 'a,b',
    state: 'N',
  })
  t.end()
})

t.test('a code becomes a user token, and that a long-lived one', async (t) => {
  const token = 'GET graph.facebook.com/v26.0/oauth/access_token'
  const http = fakeGraph({ [token]: [{ access_token: 'short' }, longLived('long')] })
  const context = { app, http, signal }
  const code = { code: 'c', redirectUri: page.callbackUrl }
  t.hasStrict(await exchangeCode(code, context), { ok: true, token: 'short' })
  const long = await extendToken('short', context)
  t.ok(long.ok && long.token === 'long' && long.expiresAt && long.expiresAt > Date.now())
  t.same(asked(http), [
    { call: `${token}?client_id=11&client_secret=S&redirect_uri=${page.callbackUrl}&code=c` },
    {
      call: `${token}?grant_type=fb_exchange_token&client_id=11&client_secret=S&fb_exchange_token=short`,
    },
  ])
})

t.test('a code of Embedded Signup is exchanged without a redirect', async (t) => {
  const token = 'GET graph.facebook.com/v26.0/oauth/access_token'
  const http = fakeGraph({ [token]: { access_token: 'system' } })
  await exchangeCode({ code: 'c' }, { app, http, signal })
  t.notMatch(http.requests[0]?.url, 'redirect_uri')
})

const instagramToken = 'POST api.instagram.com/oauth/access_token'

t.test(
  'Instagram’s code goes as a form to its own host, and both shapes of answer are read',
  async (t) => {
    const flat = { access_token: 'i', user_id: 178, permissions: ['x', 'y'] }
    const wrapped = { data: [{ access_token: 'i', user_id: '178', permissions: 'x,y' }] }
    const code = { code: 'c#_', redirectUri: page.callbackUrl }
    for (const body of [flat, wrapped]) {
      const http = fakeGraph({ [instagramToken]: body })
      t.same(await exchangeInstagramCode(code, { app, http, signal }), {
        ok: true,
        token: 'i',
        userId: '178',
        permissions: ['x', 'y'],
      })
      t.same(Object.fromEntries(new URLSearchParams(http.requests[0]?.body)), {
        client_id: '22',
        client_secret: 'IS',
        grant_type: 'authorization_code',
        redirect_uri: page.callbackUrl,
        code: 'c',
      })
    }
    if (!hasCorpus()) t.comment('without the corpus: its sample of a flat answer is not read')
    else {
      const http = fakeGraph({ [instagramToken]: JSON.parse(graphSample('ig-login-token-flat')) })
      const answer = await exchangeInstagramCode(code, { app, http, signal })
      t.hasStrict(answer, { ok: true, userId: '9340730681806344' })
    }
  },
)

t.test('a code that Instagram refuses, and an answer without a token, are failures', async (t) => {
  const code = { code: 'c', redirectUri: page.callbackUrl }
  const refused = Response.json(
    { error_type: 'OAuthException', code: 400, error_message: 'used' },
    { status: 400 },
  )
  for (const answer of [refused, { data: [] }]) {
    const http = fakeGraph({ [instagramToken]: answer })
    const found = await exchangeInstagramCode(code, { app, http, signal })
    t.hasStrict(found, { ok: false, failure: { kind: 'auth', retry: 'after_fix' } })
  }
})

t.test('an Instagram token is made to last, and refreshed, above the version', async (t) => {
  const http = fakeGraph({
    'GET graph.instagram.com/access_token': longLived('long'),
    'GET graph.instagram.com/refresh_access_token': [longLived('longer'), refusal(190)],
  })
  const context = { app, http, signal }
  t.hasStrict(await extendInstagramToken('i', context), { ok: true, token: 'long' })
  t.hasStrict(await refreshInstagramToken('long', context), { ok: true, token: 'longer' })
  t.hasStrict(await refreshInstagramToken('dead', context), { ok: false })
  t.same(
    asked(http).map(({ call }) => call),
    [
      'GET graph.instagram.com/access_token?grant_type=ig_exchange_token&client_secret=IS&access_token=i',
      'GET graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=long',
      'GET graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=dead',
    ],
  )
})

t.test('a token is inspected with the app’s own, and what Meta does not say is null', async (t) => {
  const edge = 'GET graph.facebook.com/v26.0/debug_token'
  const data = { is_valid: true, app_id: 11, scopes: ['pages_messaging', 5], expires_at: 0 }
  const http = fakeGraph({ [edge]: [{ data }, refusal(100), { data: {} }] })
  const context = { app, http, signal }
  const facts = { isValid: true, appId: '11', scopes: ['pages_messaging'] }
  t.same(await inspectToken('T', context), facts)
  t.equal(http.requests[0]?.headers['authorization'], 'Bearer 11|S')
  t.equal(await inspectToken('T', context), null)
  t.equal(await inspectToken('T', context), null)
  t.equal(await inspectToken('T', { ...context, app: {} }), null, 'no app to ask with')
})

function longLived(access_token: string): object {
  return { access_token, token_type: 'bearer', expires_in: 5183944 }
}
t.end()
