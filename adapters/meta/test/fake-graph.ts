/** Meta's hosts as a table of answers; what was asked is recorded. */
import type { Http } from '@parley/core/adapter'
import { type RecordedHttp, recordedHttp } from '@parley/core/testkit'

/** By `METHOD host/path`, without the query: a body, a list of bodies used one after the other, or a whole answer. */
export type Answers = Readonly<Record<string, unknown>>

export function fakeGraph(answers: Answers): RecordedHttp {
  const used = new Map<string, number>()
  async function http(...[url, init]: Parameters<Http>): Promise<Response> {
    const { host, pathname } = new URL(url)
    const key = `${init?.method ?? 'GET'} ${host}${pathname}`
    const found = answers[key]
    if (found === undefined) return missing(key)
    const turn = used.get(key) ?? 0
    used.set(key, turn + 1)
    return answerOf(Array.isArray(found) ? found[Math.min(turn, found.length - 1)] : found)
  }
  return recordedHttp(http)
}

/** A refusal as the Graph API writes it. */
export function refusal(code: number, subcode?: number): Response {
  const error = { message: `(#${code})`, type: 'OAuthException', code, error_subcode: subcode }
  return Response.json({ error }, { status: 400 })
}

function answerOf(value: unknown): Response {
  return value instanceof Response ? value.clone() : Response.json(value)
}

function missing(key: string): Response {
  const message = `Unsupported request: ${key}`
  return Response.json({ error: { message, code: 100, error_subcode: 33 } }, { status: 400 })
}

/** The recorded requests as `METHOD host/path?query` and JSON body. */
export function asked(http: RecordedHttp): { readonly call: string; readonly body?: unknown }[] {
  return http.requests.map(({ method, url, body, headers }) => {
    const { host, pathname, search } = new URL(url)
    const isJson = headers['content-type'] === 'application/json'
    const call = `${method} ${host}${pathname}${decodeURIComponent(search)}`
    return { call, ...(isJson && { body: JSON.parse(body) as unknown }) }
  })
}
