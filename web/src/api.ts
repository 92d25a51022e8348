/** The only place that calls fetch: bearer token, one refresh on 401, and every refusal as an ApiError. */
import type { Problem } from '@parley/core/schemas'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>
export interface RequestOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal
}
export interface Api {
  get<T>(path: string, options?: RequestOptions): Promise<T>
  post<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>
  put<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>
  patch<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>
  delete<T = void>(path: string, options?: RequestOptions): Promise<T>
}
/** What the API needs of a session. */
export interface Bearer {
  token(): string | null
  /** A fresh token, or null when the session is over. Throws when the server cannot be reached. */
  refresh(): Promise<string | null>
}
export type Send = (method: string, path: string, options?: SendOptions) => Promise<unknown>
export interface SendOptions extends RequestOptions {
  readonly token?: string | null
}

/** Calls with the session's token; a 401 refreshes it once and repeats the call. */
export function createApi(send: Send, bearer: Bearer): Api {
  async function call<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const token = bearer.token() ?? (await bearer.refresh())
    try {
      return (await send(method, path, { ...options, token })) as T
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      const fresh = bearer.token() === token ? await bearer.refresh() : bearer.token()
      if (!fresh) throw error
      return (await send(method, path, { ...options, token: fresh })) as T
    }
  }
  return {
    get: (path, options) => call('GET', path, options),
    post: (path, body, options) => call('POST', path, { ...options, body: body ?? {} }),
    put: (path, body, options) => call('PUT', path, { ...options, body: body ?? {} }),
    patch: (path, body, options) => call('PATCH', path, { ...options, body: body ?? {} }),
    delete: (path, options) => call('DELETE', path, options),
  }
}

/** One HTTP exchange with JSON on both sides. `base` is empty in the browser. */
export function createSend(base = '', fetchFn: typeof fetch = fetch): Send {
  return async function send(method, path, { query, body, signal, token } = {}) {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token) headers['authorization'] = `Bearer ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init: RequestInit = { method, headers, credentials: 'same-origin' }
    if (signal) init.signal = signal
    if (body !== undefined) init.body = JSON.stringify(body)
    if (outlivesPage(init)) init.keepalive = true
    const url = base + path + queryString(query)
    const response = await askPatiently(() => fetchFn(url, init), init).catch((cause) => {
      throw signal?.aborted ? cause : networkError(cause)
    })
    if (!response.ok) throw await refusal(response)
    if (response.status === 204) return undefined
    return response.json().catch((cause) => {
      throw signal?.aborted ? cause : networkError(cause)
    })
  }
}

const ASKED_AGAIN = 3

/** A server that is too busy says when to ask again. What might then be done twice is left to the person. */
async function askPatiently(
  ask: () => Promise<Response>,
  { method, signal }: RequestInit,
): Promise<Response> {
  for (let left = method === 'POST' ? 0 : ASKED_AGAIN; ; left -= 1) {
    const response = await ask()
    if (response.status !== 503 || left === 0) return response
    const seconds = Number(response.headers.get('retry-after') ?? 1)
    await new Promise((resolve) => setTimeout(resolve, Math.min(5, seconds) * 1000))
    signal?.throwIfAborted()
  }
}

/**
 * A small change reaches the server though its page is left or reloaded the next moment. The browser refuses when more
 * than 64 KiB are on their way like this: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
function outlivesPage({ method, body }: RequestInit): boolean {
  return method !== 'GET' && (typeof body === 'string' ? body.length : 0) <= 2048
}

/** A refusal of the server, or `code: "network"` when there was no answer. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  /** Messages by JSON pointer: `/email`. */
  readonly fields: Readonly<Record<string, string>>
  readonly problem: Partial<Problem>

  constructor(problem: Partial<Problem>, cause?: unknown) {
    super(problem.detail ?? problem.title ?? 'Request failed', { cause })
    this.status = problem.status ?? 0
    this.code = problem.code ?? 'unknown'
    this.requestId = problem.requestId ?? null
    this.fields = Object.fromEntries((problem.errors ?? []).map((e) => [e.pointer, e.message]))
    this.problem = problem
  }
}

/** No answer arrived: it is worth trying again. */
export function isNetworkError(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'network' || error.status >= 502)
}

/** A refusal from any response with a problem+json body; also used by uploads. */
export function problemError(status: number, text: string): ApiError {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem === 'object' && problem !== null) return new ApiError({ status, ...problem })
  } catch {
    // A proxy answered in HTML; the status is all there is.
  }
  return new ApiError({ status, code: `http_${status}`, title: `HTTP ${status}` })
}

export function networkError(cause?: unknown): ApiError {
  return new ApiError({ code: 'network', detail: 'The server cannot be reached' }, cause)
}

async function refusal(response: Response): Promise<ApiError> {
  return problemError(response.status, await response.text().catch(() => ''))
}

export function queryString(query: Query | undefined): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text && `?${text}`
}
