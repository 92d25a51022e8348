/** Whether an account works, whether Meta sends its messages here, and a longer life for its token. */
import {
  asId,
  asObject,
  asText,
  checkAccount,
  graph,
  type JsonObject,
  present,
  type Probe,
  refreshInstagramToken,
  subscribePage,
} from '@parley/adapter-meta'
import type { CheckResult, Failure } from '@parley/core/adapter'

import { accountIn, ownFields } from './own-account.ts'
import { routeOf } from './route.ts'
import type { Account, Config, Context, Secrets } from './schemas.ts'

export function check({ config, secrets }: Account, context: Context): Promise<CheckResult> {
  const token = secrets.accessToken
  const probe = config.login === 'instagram' ? byItself(config, token) : byPage(config, token)
  return checkAccount(probe, context)
}

function byItself(config: Config, token: string): Probe {
  const { host, node } = routeOf(config)
  return {
    token,
    account: { host, path: 'me', query: { fields: ownFields }, token },
    nameOf: (json) => nameIn(accountIn(json), config.instagramId),
    subscription: { host, path: `${node}/subscribed_apps`, token },
    permissions: [],
  }
}

function byPage(config: Config, token: string): Probe {
  const { node } = routeOf(config)
  const fields = 'id,name,instagram_business_account{id,username}'
  return {
    token,
    account: { path: node, query: { fields }, token },
    nameOf: (json) => nameIn(asObject(json['instagram_business_account']), config.instagramId),
    subscription: { path: `${node}/subscribed_apps`, token },
    permissions: ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'],
  }
}

/** Instagram Login has two ids for an account; webhooks use `user_id`, and so do we. */
function nameIn(account: JsonObject, instagramId: string): string | undefined {
  const id = asId(account['user_id']) ?? asId(account['id'])
  return id === instagramId ? (asText(account['username']) ?? instagramId) : undefined
}

export async function subscribe({ config, secrets }: Account, context: Context): Promise<void> {
  const { host, node } = routeOf(config)
  const token = secrets.accessToken
  if (host === 'facebook') return subscribePage(node, token, context)
  const query = { subscribed_fields: fields.join(',') }
  await graph({ method: 'POST', host, path: `${node}/subscribed_apps`, query, token }, context)
}

// singular where Messenger has a plural
const fields = [
  'messages',
  'message_echoes',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'standby',
  'comments',
]

/** A Page is left subscribed: Messenger may be connected over the same one. */
export async function disconnect({ config, secrets }: Account, context: Context): Promise<void> {
  const { host, node } = routeOf(config)
  if (host === 'facebook') return
  const path = `${node}/subscribed_apps`
  await graph({ method: 'DELETE', host, path, token: secrets.accessToken }, context)
}

/** Page tokens do not expire, and there is nothing to renew. */
export async function refresh(
  { config, secrets }: Account,
  context: Context,
): Promise<{ secrets: Secrets; expiresAt?: number } | { failure: Failure }> {
  if (config.login === 'facebook') return byPageRefresh(config, secrets, context)
  const fresh = await refreshInstagramToken(secrets.accessToken, context)
  if (!fresh.ok) return { failure: fresh.failure }
  return { secrets: { accessToken: fresh.token }, ...present({ expiresAt: fresh.expiresAt }) }
}

async function byPageRefresh(
  config: Config,
  secrets: Secrets,
  context: Context,
): Promise<{ secrets: Secrets } | { failure: Failure }> {
  const { node } = routeOf(config)
  const query = { fields: 'id' }
  const answer = await graph({ path: node, query, token: secrets.accessToken }, context)
  return answer.ok ? { secrets } : { failure: answer.failure }
}
