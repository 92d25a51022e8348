/** An adapter's `Http` for tests: answered by its simulator, by a fixed answer, or not at all; and recorded. */
import type { Http, Simulator } from '../src/adapter.ts'
import type { Answer } from './world.ts'

type Init = Parameters<Http>[1]
export interface Wire {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal | undefined
}
export interface RecordedHttp extends Http {
  readonly requests: readonly Wire[]
}

/** Sends every call to the simulator's stateless API; the adapter cannot tell. */
export function simulatedHttp(simulator: Pick<Simulator<any, any>, 'api'>): Http {
  return async (url, init) => {
    init?.signal?.throwIfAborted()
    const { signal: _, ...request } = await wireOf(url, init)
    const answer = simulator.api({ ...request, url: new URL(url) })
    return responseOf(answer)
  }
}

/** The same answer to every call. */
export function answeringHttp(answer: Omit<Answer, 'headers'> & Partial<Answer>): Http {
  return async () => responseOf(answer)
}

/** No answer: every call throws. */
export function throwingHttp(thrown: unknown): Http {
  return async () => {
    throw thrown
  }
}

/** Keeps what went over the wire, bodies as text. */
export function recordedHttp(http: Http): RecordedHttp {
  const requests: Wire[] = []
  async function record(url: string, init?: Init): Promise<Response> {
    requests.push(await wireOf(url, init))
    return http(url, init)
  }
  return Object.assign(record, { requests })
}

async function wireOf(url: string, init: Init): Promise<Wire> {
  const { method = 'GET', headers, body, signal } = init ?? {}
  // Request names the content type of each kind of body as fetch would
  const request = new Request(url, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  })
  const bytes = Buffer.from(await request.arrayBuffer())
  const isText = /json|text|urlencoded|xml|graphql/.test(request.headers.get('content-type') ?? '')
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    // latin1 keeps every byte of an upload
    body: bytes.toString(isText ? 'utf8' : 'latin1'),
    signal,
  }
}

function responseOf(answer: {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}): Response {
  // Response refuses a body, even an empty one, with these
  const isBodiless = answer.status === 204 || answer.status === 304
  return new Response(isBodiless ? null : answer.body, {
    status: answer.status,
    headers: { ...answer.headers },
  })
}
