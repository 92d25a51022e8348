import {
  asArray,
  asId,
  asObject,
  asText,
  asTimeMs,
  facebookLoginUrl,
  graph,
  type MetaApp,
} from '@parley/adapter-meta'
import type { ConnectContext } from '@parley/core/adapter'

const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging']

/** Embedded Signup as a page of its own. */
export function signupUrl(
  flow: 'signup' | 'coexistence',
  context: ConnectContext<MetaApp>,
): string {
  const { loginConfigId: _, ...app } = context.app
  const { whatsappSignupConfigId: configId } = app
  const { callbackUrl, nonce } = context
  const signup = { ...app, ...(configId && { loginConfigId: configId }) }
  const url = new URL(facebookLoginUrl(signup, { scopes, callbackUrl, nonce }))
  const extras = {
    setup: {},
    sessionInfoVersion: '3',
    ...(flow === 'coexistence' && { featureType: 'whatsapp_business_app_onboarding' }),
  }
  url.searchParams.set('override_default_response_type', 'true')
  url.searchParams.set('extras', JSON.stringify(extras))
  return url.href
}

/** The business accounts that a token was given for. A redirect does not name them, the token does. */
export async function sharedAccounts(
  token: string,
  context: ConnectContext<MetaApp>,
): Promise<{ readonly accounts: readonly string[]; readonly expiresAt?: number }> {
  const { appId, appSecret } = context.app
  const query = { input_token: token }
  const answer = await graph(
    { path: 'debug_token', query, token: `${appId}|${appSecret}` },
    context,
  )
  const facts = answer.ok ? asObject(answer.json['data']) : {}
  const accounts = asArray(facts['granular_scopes'])
    .map(asObject)
    .filter((granted) => scopes.includes(asText(granted['scope']) ?? ''))
    .flatMap((granted) => asArray(granted['target_ids']).map(asId))
    .filter((id) => id !== undefined)
  const expiresAt = asTimeMs(facts['expires_at'])
  return { accounts: [...new Set(accounts)], ...(expiresAt && { expiresAt }) }
}
