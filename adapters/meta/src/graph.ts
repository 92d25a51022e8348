/** The one way to call Meta: where the Graph hosts are, how a token travels, and every outcome as data. */
import { createHmac } from 'node:crypto'

import { type CallContext, type Failure, type Headers } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { classifyMeta, readJson } from './errors.ts'
import { asArray, asObject, asText, isObject, type JsonObject } from './json.ts'

export interface GraphRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Instagram with Instagram Login has its own Graph host. */
  readonly host?: 'facebook' | 'instagram'
  /** Below the version, without a leading slash: `me/accounts`. */
  readonly path: string
  /** `false` for the few endpoints that live above the version. */
  readonly versioned?: boolean
  readonly query?: Readonly<Record<string, string | undefined>>
  /** JSON, or a form with files. */
  readonly body?: object
  readonly token?: string
}
export type GraphAnswer =
  | { readonly ok: true; readonly json: JsonObject; readonly headers: Headers }
  | { readonly ok: false; readonly failure: Failure }

const hosts = { facebook: 'https://graph.facebook.com', instagram: 'https://graph.instagram.com' }

/** One call. Never throws: a refusal, a lost connection and an unreadable 200 are all a `failure`. */
export async function graph(
  request: GraphRequest,
  context: CallContext<MetaApp>,
): Promise<GraphAnswer> {
  try {
    const response = await context.http(graphUrl(request, context.app), {
      method: request.method ?? 'GET',
      signal: context.signal,
      ...payload(request),
    })
    const headers = Object.fromEntries(response.headers)
    return read({ status: response.status, headers, body: await response.text() })
  } catch (thrown) {
    return { ok: false, failure: classifyMeta({ thrown }) }
  }
}

/** Every row of a paged edge, or the failure that stopped it. Follows cursors, not Meta's `next` links, which carry the token. */
export async function graphList(
  request: GraphRequest,
  context: CallContext<MetaApp>,
): Promise<{ readonly rows: readonly JsonObject[]; readonly failure?: Failure }> {
  const rows: JsonObject[] = []
  let after: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const answer = await graph({ ...request, query: { ...request.query, after } }, context)
    if (!answer.ok) return { rows, failure: answer.failure }
    rows.push(...asArray(answer.json['data']).filter(isObject))
    const paging = asObject(answer.json['paging'])
    const next = asText(asObject(paging['cursors'])['after'])
    if (!paging['next'] || !next || next === after) break
    after = next
  }
  return { rows }
}

// an account with more rows than this is a loop in the answers
const maxPages = 100

export function graphUrl(request: GraphRequest, app: MetaApp): string {
  const base = (app.graphUrl ?? hosts[request.host ?? 'facebook']).replace(/\/+$/, '')
  const version = request.versioned === false ? '' : `/${app.graphVersion ?? 'v26.0'}`
  const url = new URL(`${base}${version}/${request.path}`)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  const proof = secretProof(request, app)
  if (proof) url.searchParams.set('appsecret_proof', proof)
  return url.href
}

/** Shows that the caller knows the app secret. Only for tokens of the Facebook host, which are signed with that one. https://developers.facebook.com/docs/graph-api/guides/secure-requests */
function secretProof({ host, token }: GraphRequest, app: MetaApp): string | undefined {
  if (host === 'instagram' || !token || !app.appSecret || token.includes('|')) return undefined
  return createHmac('sha256', app.appSecret).update(token).digest('hex')
}

function payload({ body, token }: GraphRequest): {
  headers: Record<string, string>
  body?: string | FormData
} {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  if (body === undefined) return { headers }
  // fetch writes the boundary of a form into its content type
  if (body instanceof FormData) return { headers, body }
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function read(answer: { status: number; headers: Headers; body: string }): GraphAnswer {
  const json = readJson(answer.body)
  const hasError = isObject(json) && isObject(json['error'])
  if (answer.status < 200 || answer.status >= 300 || hasError) {
    return { ok: false, failure: classifyMeta(answer) }
  }
  if (isObject(json)) return { ok: true, json, headers: answer.headers }
  // some edges answer a bare `true`
  if (json === true || json === 'true') {
    return { ok: true, json: { success: true }, headers: answer.headers }
  }
  return { ok: false, failure: unreadable(answer.body) }
}

function unreadable(body: string): Failure {
  return {
    kind: 'upstream',
    retry: 'later',
    scope: 'message',
    certain: false,
    message: `200 without readable JSON: ${body.slice(0, 200)}`,
    userMessage: 'Meta answered in a way that does not say whether it worked.',
  }
}
