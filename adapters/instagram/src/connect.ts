/** Connecting accounts: with Instagram Login, through the Page behind one, or with a token typed in by hand. */
import {
  asId,
  asObject,
  asText,
  beginPageLogin,
  codeIn,
  continuePageLogin,
  exchangeInstagramCode,
  expiryIn,
  extendInstagramToken,
  failed,
  graph,
  instagramLoginUrl,
  lackOf,
  type MetaApp,
  type PageLogin,
  present,
  refreshInstagramToken,
  stateOf,
} from '@parley/adapter-meta'
import type { Connect, ConnectContext, ConnectStep, Json } from '@parley/core/adapter'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { accountIn, ownFields } from './own-account.ts'
import { type Config, config, type Secrets, secrets } from './schemas.ts'

type Context = ConnectContext<MetaApp>

export const connect: Connect<MetaApp, Config, Secrets> = {
  flows: [
    {
      id: 'instagram',
      label: 'Log in with Instagram',
      help: 'For a professional account. No Facebook Page is needed.',
      recommended: true,
    },
    {
      id: 'facebook',
      label: 'Log in with Facebook',
      help: 'For accounts that are linked to a Page which you manage.',
    },
    {
      id: 'token',
      label: 'Enter a token',
      help: 'For a token that you made yourself in the Meta app.',
    },
  ],
  async begin(flow, context) {
    if (flow === 'instagram') return beginLogin(context)
    if (flow === 'facebook') return beginPageLogin(pages, context, context.reconnect?.externalId)
    if (flow === 'token') return tokenForm()
    return failed('config', `There is no flow named ${flow}.`)
  },
  async next(state, input, context) {
    const flow = stateOf(state)
    if (!flow) return failed('config', 'This login has expired. Start again.')
    if (flow.at === 'form') return connectByToken(input, context)
    if (flow.flow === 'instagram') return connectByCode(input, context)
    return continuePageLogin(pages, { flow, input }, context)
  },
}

function beginLogin(context: Context): ConnectStep {
  const lack = lackOf(context.app, ['instagramAppId', 'instagramAppSecret'])
  if (lack) return failed('config', lack)
  const scopes = [
    'instagram_business_basic',
    'instagram_business_manage_messages',
    'instagram_business_manage_comments',
  ]
  const url = instagramLoginUrl(context.app, { ...context, scopes })
  return { type: 'redirect', id: 'login', url, state: { flow: 'instagram', at: 'login' } }
}

async function connectByCode(input: Json, context: Context): Promise<ConnectStep> {
  const given = codeIn(input)
  if ('failed' in given) return given.failed
  const redirectUri = context.callbackUrl
  const short = await exchangeInstagramCode({ ...given, redirectUri }, context)
  if (!short.ok) return { type: 'failed', failure: short.failure }
  const long = await extendInstagramToken(short.token, context)
  if (!long.ok) return { type: 'failed', failure: long.failure }
  return connectOwn(long, context)
}

/** The account that an Instagram token speaks for: the token says which, so nobody can mistype it. */
async function connectOwn(
  { token, expiresAt }: { readonly token: string; readonly expiresAt?: number },
  context: Context,
): Promise<ConnectStep> {
  const request = { host: 'instagram', path: 'me', query: { fields: ownFields }, token } as const
  const answer = await graph(request, context)
  if (!answer.ok) return { type: 'failed', failure: answer.failure }
  const account = accountIn(answer.json)
  const [userId, instagramId] = [asId(account['id']), asId(account['user_id'])]
  if (instagramId === undefined) return failed('config', 'Instagram did not name the account.')
  const handle = asText(account['username'])
  const connection = {
    externalId: instagramId,
    name: handle === undefined ? instagramId : `@${handle}`,
    config: { instagramId, login: 'instagram', ...present({ userId }) },
    secrets: { accessToken: token },
    ...present({ accountId: userId, expiresAt }),
  }
  return { type: 'done', connections: [connection] }
}

const pages: PageLogin = {
  scopes: [
    'pages_show_list',
    'pages_messaging',
    'pages_manage_metadata',
    'pages_read_engagement',
    'business_management',
    'instagram_basic',
    'instagram_manage_messages',
    'instagram_manage_comments',
  ],
  none: 'None of your Pages has an Instagram account. Link one in the Page’s settings, then log in again.',
  offer: ({ name, canAnswer, instagram }) =>
    instagram && {
      id: instagram.id,
      label: instagram.username === undefined ? instagram.id : `@${instagram.username}`,
      hint: `through the Page ${name}`,
      ...present({ disabled: canAnswer ? undefined : 'You may not answer messages of this Page' }),
    },
  connectionOf: ({ id, token, instagram }, userId) =>
    instagram && {
      externalId: instagram.id,
      name: instagram.username === undefined ? instagram.id : `@${instagram.username}`,
      config: { instagramId: instagram.id, login: 'facebook', pageId: id, ...present({ userId }) },
      secrets: { accessToken: token },
      ...present({ accountId: userId }),
    },
}

const form = Type.Object({
  instagramId: config.properties.instagramId,
  login: config.properties.login,
  accessToken: secrets.properties.accessToken,
})

function tokenForm(): ConnectStep {
  return {
    type: 'form',
    id: 'token',
    schema: form,
    help: 'A token of Instagram Login, or of the Page that the account is linked to.',
    state: { flow: 'token', at: 'form' },
  }
}

async function connectByToken(input: Json, context: Context): Promise<ConnectStep> {
  if (!Value.Check(form, input)) return failed('config', 'Enter the account’s id and the token.')
  const { instagramId, login, accessToken } = input
  if (login === 'instagram') return connectOwn(await prolonged(accessToken, context), context)
  const query = { fields: 'id,name,instagram_business_account{id,username}' }
  const answer = await graph({ path: 'me', query, token: accessToken }, context)
  if (!answer.ok) return { type: 'failed', failure: answer.failure }
  const linked = asObject(answer.json['instagram_business_account'])
  if (asId(linked['id']) !== instagramId) {
    return failed('config', 'This token’s Page is linked to another Instagram account, or to none.')
  }
  const pageId = asId(answer.json['id'])
  const name = asText(linked['username'])
  const connection = {
    externalId: instagramId,
    name: name === undefined ? instagramId : `@${name}`,
    config: { instagramId, login, ...present({ pageId }) },
    secrets: { accessToken },
  }
  return { type: 'done', connections: [connection] }
}

/** Instagram does not say how long a token lives but when it is renewed, and that only a day after it was made: one that cannot be renewed is new. */
async function prolonged(
  token: string,
  context: Context,
): Promise<{ readonly token: string; readonly expiresAt?: number }> {
  const fresh = await refreshInstagramToken(token, context)
  return fresh.ok ? fresh : { token, expiresAt: expiryIn(59 * 86_400_000) }
}
