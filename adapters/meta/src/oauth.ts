/** Tokens: the login pages, codes, long lives, and what a token may do. https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login */
import { type CallContext, type Failure } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { classifyMeta, readJson } from './errors.ts'
import { graph, type GraphAnswer } from './graph.ts'
import { asArray, asId, asNumber, asObject, asText, asTimeMs, type JsonObject } from './json.ts'

export interface Token {
  readonly token: string
  readonly expiresAt?: number
  /** The person or account that it speaks for. */
  readonly userId?: string
  readonly permissions?: readonly string[]
}
export type TokenAnswer =
  | ({ readonly ok: true } & Token)
  | { readonly ok: false; readonly failure: Failure }

export interface LoginPage {
  readonly scopes: readonly string[]
  readonly callbackUrl: string
  readonly nonce: string
}

/** Facebook Login for Business: a configuration names the permissions, else the scopes do. */
export function facebookLoginUrl(app: MetaApp, page: LoginPage): string {
  const version = app.graphVersion ?? 'v26.0'
  const asked = app.loginConfigId
    ? { config_id: app.loginConfigId }
    : { scope: page.scopes.join(',') }
  return withQuery(`${loginHost(app, 'https://www.facebook.com')}/${version}/dialog/oauth`, {
    client_id: app.appId ?? '',
    redirect_uri: page.callbackUrl,
    state: page.nonce,
    response_type: 'code',
    ...asked,
  })
}

export function instagramLoginUrl(app: MetaApp, page: LoginPage): string {
  return withQuery(`${loginHost(app, 'https://www.instagram.com')}/oauth/authorize`, {
    client_id: app.instagramAppId ?? '',
    redirect_uri: page.callbackUrl,
    response_type: 'code',
    scope: page.scopes.join(','),
    state: page.nonce,
  })
}

/** A code of Facebook Login, or of Embedded Signup, whose codes have no redirect. */
export async function exchangeCode(
  { code, redirectUri }: { readonly code: string; readonly redirectUri?: string },
  context: CallContext<MetaApp>,
): Promise<TokenAnswer> {
  const { appId, appSecret } = context.app
  const query = { client_id: appId, client_secret: appSecret, redirect_uri: redirectUri, code }
  return tokenOf(await graph({ path: 'oauth/access_token', query }, context))
}

/** A user token of about 60 days for one of an hour. */
export async function extendToken(
  token: string,
  context: CallContext<MetaApp>,
): Promise<TokenAnswer> {
  const query = {
    grant_type: 'fb_exchange_token',
    client_id: context.app.appId,
    client_secret: context.app.appSecret,
    fb_exchange_token: token,
  }
  return tokenOf(await graph({ path: 'oauth/access_token', query }, context))
}

/** Instagram takes the code on a host of its own, as a form, and may answer wrapped in `data`. */
export async function exchangeInstagramCode(
  { code, redirectUri }: { readonly code: string; readonly redirectUri: string },
  context: CallContext<MetaApp>,
): Promise<TokenAnswer> {
  const form = new URLSearchParams({
    client_id: context.app.instagramAppId ?? '',
    client_secret: context.app.instagramAppSecret ?? '',
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code: code.replace(/#_$/, ''),
  })
  const url = `${loginHost(context.app, 'https://api.instagram.com')}/oauth/access_token`
  try {
    const response = await context.http(url, {
      method: 'POST',
      signal: context.signal,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
    if (!response.ok) return { ok: false, failure: classifyMeta(answer) }
    return tokenIn(asObject(readJson(answer.body)))
  } catch (thrown) {
    return { ok: false, failure: classifyMeta({ thrown }) }
  }
}

export async function extendInstagramToken(
  token: string,
  context: CallContext<MetaApp>,
): Promise<TokenAnswer> {
  const query = {
    grant_type: 'ig_exchange_token',
    client_secret: context.app.instagramAppSecret,
    access_token: token,
  }
  return tokenOf(await graph({ ...instagramOauth, path: 'access_token', query }, context))
}

/** Another 60 days for a token that is at least a day old and still alive. */
export async function refreshInstagramToken(
  token: string,
  context: CallContext<MetaApp>,
): Promise<TokenAnswer> {
  const query = { grant_type: 'ig_refresh_token', access_token: token }
  return tokenOf(await graph({ ...instagramOauth, path: 'refresh_access_token', query }, context))
}

const instagramOauth = { host: 'instagram', versioned: false } as const

export interface TokenFacts {
  readonly isValid: boolean
  readonly appId?: string
  readonly expiresAt?: number
  readonly scopes: readonly string[]
}

/** What Meta says about a token; null where no app is configured to ask with, or Meta does not say. */
export async function inspectToken(
  token: string,
  context: CallContext<MetaApp>,
): Promise<TokenFacts | null> {
  const { appId, appSecret } = context.app
  if (!appId || !appSecret) return null
  const asked = {
    path: 'debug_token',
    query: { input_token: token },
    token: `${appId}|${appSecret}`,
  }
  const answer = await graph(asked, context)
  if (!answer.ok) return null
  const facts = asObject(answer.json['data'])
  if (typeof facts['is_valid'] !== 'boolean') return null
  const app = asId(facts['app_id'])
  const expiresAt = asTimeMs(facts['expires_at'])
  return {
    isValid: facts['is_valid'],
    scopes: asArray(facts['scopes']).filter((scope) => typeof scope === 'string'),
    ...(app && { appId: app }),
    ...(expiresAt && { expiresAt }),
  }
}

function tokenOf(answer: GraphAnswer): TokenAnswer {
  return answer.ok ? tokenIn(answer.json) : answer
}

function tokenIn(json: JsonObject): TokenAnswer {
  const found = asArray(json['data']).length > 0 ? asObject(asArray(json['data'])[0]) : json
  const token = asText(found['access_token'])
  if (!token) {
    const message = 'the answer holds no access token'
    return { ok: false, failure: { ...noToken, message } }
  }
  const userId = asId(found['user_id'])
  const seconds = asNumber(found['expires_in'])
  const permissions = permissionsIn(found['permissions'])
  return {
    ok: true,
    token,
    ...(userId && { userId }),
    ...(seconds && { expiresAt: expiryIn(seconds * 1000) }),
    ...(permissions.length > 0 && { permissions }),
  }
}

const hourMs = 3_600_000

/** When a token dies that lives for so long; to the hour, so that it is never too late. */
export function expiryIn(ms: number): number {
  return Math.floor((Date.now() + ms) / hourMs) * hourMs
}

const noToken = { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true } as const

// a list in one shape of the answer, text with commas in the other
function permissionsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').filter(Boolean)
  return asArray(value).filter((name) => typeof name === 'string')
}

function loginHost(app: MetaApp, host: string): string {
  return (app.loginUrl ?? host).replace(/\/+$/, '')
}

function withQuery(url: string, query: Record<string, string>): string {
  const full = new URL(url)
  for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value)
  return full.href
}
