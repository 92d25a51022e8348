/** Connecting Instagram accounts over both logins, checking and renewing them. */
import t from 'tap'

import {
  callContext,
  callbackUrl,
  connectContext,
  stateOf,
  tokens,
} from '../../meta/test/connecting.ts'
import { asked, refusal } from '../../meta/test/fake-graph.ts'
import { check, disconnect, refresh, subscribe } from '../src/check.ts'
import { connect } from '../src/connect.ts'
import { profile } from '../src/profile.ts'
import type { Account } from '../src/schemas.ts'

const graph = 'graph.facebook.com/v26.0'
const instagram = 'graph.instagram.com/v26.0'
const me = { id: '900', user_id: '1784', username: 'shop', name: 'Shop' }
const longLived = { access_token: 'IG2', token_type: 'bearer', expires_in: 5183944 }
const own: Account = {
  id: '1',
  externalId: '1784',
  name: '@shop',
  config: { instagramId: '1784', login: 'instagram' },
  secrets: { accessToken: 'IG' },
}
const byPage: Account = {
  ...own,
  config: { instagramId: '1784', login: 'facebook', pageId: '100' },
  secrets: { accessToken: 'P1' },
}

t.test('Instagram Login: away, back with a code, a token that lasts, done', async (t) => {
  const context = connectContext({
    'POST api.instagram.com/oauth/access_token': {
      data: [{ access_token: 'IG1', user_id: 900, permissions: 'instagram_business_basic' }],
    },
    'GET graph.instagram.com/access_token': longLived,
    [`GET ${instagram}/me`]: { data: [me] },
  })
  const away = await connect.begin('instagram', context)
  const url = new URL(away.type === 'redirect' ? away.url : '')
  t.equal(url.host, 'www.instagram.com')
  t.equal(url.searchParams.get('state'), 'N')
  const done = await connect.next?.(stateOf(away), { code: 'c#_', state: 'N' }, context)
  t.hasStrict(done, {
    type: 'done',
    connections: [
      {
        externalId: '1784',
        accountId: '900',
        name: '@shop',
        config: { instagramId: '1784', login: 'instagram', userId: '900' },
        secrets: { accessToken: 'IG2' },
      },
    ],
  })
  t.ok(done?.type === 'done' && (done.connections[0]?.expiresAt ?? 0) > Date.now())
  t.match(new URLSearchParams(context.http.requests[0]?.body).get('redirect_uri'), callbackUrl)
})

t.test('Facebook Login: only Pages with an Instagram account are offered', async (t) => {
  const linked = { id: '1784', username: 'shop' }
  const pages = [
    { id: '100', name: 'Shop', access_token: 'P1', instagram_business_account: linked },
    { id: '101', name: 'Bare', access_token: 'P2' },
  ]
  const context = connectContext({ ...tokens, [`GET ${graph}/me/accounts`]: { data: pages } })
  const away = await connect.begin('facebook', context)
  t.match(away.type === 'redirect' && decodeURIComponent(away.url), 'instagram_manage_messages')
  const choice = await connect.next?.(stateOf(away), { code: 'c' }, context)
  t.same(choice?.type === 'choose' && choice.options, [
    { id: '1784', label: '@shop', hint: 'through the Page Shop' },
  ])
  const done = choice && (await connect.next?.(stateOf(choice), ['1784'], context))
  t.hasStrict(done, {
    type: 'done',
    connections: [
      {
        externalId: '1784',
        accountId: '500',
        config: { instagramId: '1784', login: 'facebook', pageId: '100', userId: '500' },
        secrets: { accessToken: 'P1' },
      },
    ],
  })
})

t.test('a token of Instagram Login names its account, and its end is known', async (t) => {
  const form = await connect.begin('token', connectContext())
  const input = { instagramId: '1784', login: 'instagram', accessToken: 'IG' }
  const old = connectContext({
    'GET graph.instagram.com/refresh_access_token': longLived,
    [`GET ${instagram}/me`]: me,
  })
  const renewed = await connect.next?.(stateOf(form), input, old)
  t.hasStrict(renewed, {
    type: 'done',
    connections: [{ externalId: '1784', secrets: { accessToken: 'IG2' } }],
  })
  const fresh = connectContext({ [`GET ${instagram}/me`]: me })
  const kept = await connect.next?.(stateOf(form), input, fresh)
  t.hasStrict(kept, { type: 'done', connections: [{ secrets: { accessToken: 'IG' } }] })
  t.ok(kept?.type === 'done' && (kept.connections[0]?.expiresAt ?? 0) > Date.now())
})

t.test('a token of a Page must be that of the account', async (t) => {
  const form = await connect.begin('token', connectContext())
  const input = { instagramId: '1784', login: 'facebook', accessToken: 'P1' }
  const page = { id: '100', name: 'Shop', instagram_business_account: { id: '1784' } }
  const right = connectContext({ [`GET ${graph}/me`]: page })
  t.hasStrict(await connect.next?.(stateOf(form), input, right), {
    type: 'done',
    connections: [{ externalId: '1784', config: { login: 'facebook', pageId: '100' } }],
  })
  const wrong = connectContext({ [`GET ${graph}/me`]: { id: '100', name: 'Shop' } })
  t.hasStrict(await connect.next?.(stateOf(form), input, wrong), { type: 'failed' })
})

t.test('a cancelled login, a refused token and a missing app end in words', async (t) => {
  const context = connectContext()
  const away = await connect.begin('instagram', context)
  const denied = { error: 'access_denied', error_reason: 'user_denied' }
  const cancelled = await connect.next?.(stateOf(away), denied, context)
  t.hasStrict(cancelled, { type: 'failed', failure: { userMessage: 'user_denied' } })
  const form = await connect.begin('token', context)
  const input = { instagramId: '1784', login: 'instagram', accessToken: 'dead' }
  const dead = connectContext({ [`GET ${instagram}/me`]: refusal(190) })
  const refused = await connect.next?.(stateOf(form), input, dead)
  t.hasStrict(refused, { type: 'failed', failure: { kind: 'auth' } })
  t.hasStrict(await connect.begin('instagram', connectContext({}, {})), { type: 'failed' })
})

const healthy = {
  [`GET ${instagram}/me`]: me,
  [`GET ${instagram}/1784/subscribed_apps`]: { data: [{ subscribed_fields: ['messages'] }] },
}

t.test('check: an account with Instagram Login', async (t) => {
  const context = callContext(healthy)
  t.hasStrict(await check(own, context), { status: 'connected', name: 'shop' })
  t.match(
    asked(context.http)[0]?.call,
    'fields=id,user_id,username,name,account_type,profile_picture_url',
  )
  const other = { ...me, user_id: '1785' }
  const wrong = await check(own, callContext({ ...healthy, [`GET ${instagram}/me`]: other }))
  t.hasStrict(wrong, { status: 'needs_reconnect', problem: 'bad_credentials' })
  const quiet = await check(
    own,
    callContext({ ...healthy, [`GET ${instagram}/1784/subscribed_apps`]: { data: [] } }),
  )
  t.hasStrict(quiet, { status: 'degraded', problem: 'not_subscribed' })
})

t.test('check: an account through its Page', async (t) => {
  const page = {
    id: '100',
    name: 'Shop',
    instagram_business_account: { id: '1784', username: 'shop' },
  }
  const scopes = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata']
  const answers = {
    [`GET ${graph}/100`]: page,
    [`GET ${graph}/debug_token`]: { data: { is_valid: true, app_id: '11', scopes } },
    [`GET ${graph}/100/subscribed_apps`]: { data: [{ id: '11', subscribed_fields: ['messages'] }] },
  }
  t.hasStrict(await check(byPage, callContext(answers)), { status: 'connected', name: 'shop' })
  const unlinked = { ...answers, [`GET ${graph}/100`]: { id: '100', name: 'Shop' } }
  const result = await check(byPage, callContext(unlinked))
  t.hasStrict(result, { status: 'needs_reconnect', problem: 'bad_credentials' })
})

t.test('subscribing asks for Instagram’s own fields, or subscribes the Page', async (t) => {
  const edge = `POST ${instagram}/1784/subscribed_apps`
  const context = callContext({ [edge]: { success: true } })
  await subscribe(own, context)
  t.equal(
    asked(context.http)[0]?.call,
    `${edge}?subscribed_fields=messages,message_echoes,message_edit,message_reactions,messaging_postbacks,messaging_referral,messaging_seen,messaging_handover,standby,comments`,
  )
  const pageEdge = `POST ${graph}/100/subscribed_apps`
  const page = callContext({ [pageEdge]: { success: true } })
  await subscribe(byPage, page)
  t.match(asked(page.http)[0]?.call, `${pageEdge}?subscribed_fields=messages,`)
})

t.test('disconnecting leaves a Page subscribed, for Messenger may need it', async (t) => {
  const edge = `DELETE ${instagram}/1784/subscribed_apps`
  const context = callContext({ [edge]: { success: true } })
  await disconnect(own, context)
  t.equal(asked(context.http)[0]?.call, edge)
  const page = callContext()
  await disconnect(byPage, page)
  t.equal(page.http.requests.length, 0)
})

t.test('a token of Instagram Login is renewed, that of a Page is only tried', async (t) => {
  const fresh = await refresh(
    own,
    callContext({ 'GET graph.instagram.com/refresh_access_token': longLived }),
  )
  t.hasStrict(fresh, { secrets: { accessToken: 'IG2' } })
  t.ok('secrets' in fresh && (fresh.expiresAt ?? 0) > Date.now())
  const dead = callContext({ 'GET graph.instagram.com/refresh_access_token': refusal(190, 463) })
  t.hasStrict(await refresh(own, dead), { failure: { kind: 'auth' } })
  const page = callContext({ [`GET ${graph}/100`]: { id: '100' } })
  t.same(await refresh(byPage, page), { secrets: { accessToken: 'P1' } })
  t.hasStrict(await refresh(byPage, callContext({ [`GET ${graph}/100`]: refusal(190) })), {
    failure: { kind: 'auth' },
  })
})

t.test('a profile is asked on the host of the login; without consent there is none', async (t) => {
  const person = { name: null, username: 'ada', profile_pic: 'https://a.example/p.jpg' }
  const context = callContext({ [`GET ${instagram}/7001`]: person })
  t.same(await profile({ id: '7001' }, own, context), {
    id: '7001',
    name: 'ada',
    handle: 'ada',
    avatarUrl: 'https://a.example/p.jpg',
  })
  const overPage = callContext({ [`GET ${graph}/7001`]: refusal(230) })
  t.equal(await profile({ id: '7001' }, byPage, overPage), null)
  t.equal(overPage.http.requests.length, 1)
  t.equal(await profile({ id: '../me' }, own, callContext()), null)
})
t.end()
