/** A running platform for tests: its control API, its Graph API, and the server that its webhooks reach. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Json, Platform, PlatformHost, PlatformResponse } from '@parley/core/adapter'

import { simulator as instagram } from '../../instagram/simulator/index.ts'
import { simulator as messenger } from '../../messenger/simulator/index.ts'
import { simulator as whatsapp } from '../../whatsapp/simulator/index.ts'

export const page = '102030405060701'
export const instagramAccount = '17841400000000101'
export const number = '109876543210001'
export const businessAccount = '208765432100001'
export const secret = 'an-app-secret-of-nobody'
export const verifyToken = 'a-verify-token-of-nobody'
export const baseUrl = 'http://platform.test/simulator'

interface Delivery {
  readonly body: string
  readonly json: any
  readonly headers: IncomingMessage['headers']
  readonly at: number
}
export interface Answer {
  readonly status: number
  readonly json: any
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}
type Settings = Partial<Pick<PlatformHost, 'load' | 'save'>> & { readonly seed?: string }

interface Tested {
  teardown(end: () => unknown): void
}

/** Starts a platform with seed `test`, and a webhook that answers 200 until `answers` says otherwise. */
export async function startPlatform(t: Tested, { seed = 'test', ...store }: Settings = {}) {
  const sink = await startSink()
  const shared = [messenger, instagram, whatsapp].map(({ platform }) => platform)
  const platform = await shared[0]!.start({
    baseUrl,
    webhookUrl: sink.url,
    appSecret: secret,
    verifyToken,
    ...store,
  })
  t.teardown(async () => {
    await platform.close()
    sink.close()
  })
  const world = new Simulated(platform, sink)
  if (seed) await world.control('POST', 'reset', { seed })
  await world.control('PATCH', 'settings', { receiptDelayMs: 0 })
  return world
}

export class Simulated {
  readonly platform: Platform
  readonly sink: Sink
  constructor(platform: Platform, sink: Sink) {
    this.platform = platform
    this.sink = sink
  }

  async request(
    method: string,
    path: string,
    given: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const request = new Request(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(given.token && { authorization: `Bearer ${given.token}` }),
        ...(isJson(given.body) && { 'content-type': 'application/json' }),
        ...given.headers,
      },
      ...(given.body !== undefined && {
        body: isJson(given.body) ? JSON.stringify(given.body) : (given.body as FormData),
      }),
    })
    const response = await this.platform.handle({
      method,
      url: new URL(request.url),
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    })
    return answerOf(response)
  }

  get(path: string, token: string): Promise<Answer> {
    return this.request('GET', `/graph/v26.0/${path}`, { token })
  }

  post(path: string, token: string, body?: unknown): Promise<Answer> {
    return this.request('POST', `/graph/v26.0/${path}`, { token, body })
  }

  delete(path: string, token: string): Promise<Answer> {
    return this.request('DELETE', `/graph/v26.0/${path}`, { token })
  }

  /** Answers the JSON; a refusal is an error. */
  async control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await this.request(method, `/control/${path}`, { body })
    if (answer.status !== 200) throw new Error(answer.json.error)
    return answer.json
  }

  async act(account: string, kind: string, more: object = {}): Promise<any> {
    const done = await this.control('POST', 'acts', { account, person: 'p1', kind, ...more })
    await this.settle()
    return done
  }

  async happen(account: string, kind: string, more: object = {}): Promise<void> {
    await this.control('POST', 'happenings', { account, person: 'p1', kind, ...more })
    await this.settle()
  }

  settle(): Promise<void> {
    return this.control('POST', 'settle')
  }

  token(channel: string): string {
    const found = this.platform.connections.find((each) => each.channel === channel)
    return (found!.secrets as { accessToken: string }).accessToken
  }

  /** Every item of the webhooks since the last call. */
  items(): any[] {
    return this.sink.take().flatMap(({ json }) => json.entry.flatMap(itemsOf))
  }
}

function itemsOf(entry: any): any[] {
  return [...(entry.messaging ?? []), ...(entry.standby ?? []), ...(entry.changes ?? [])]
}

function isJson(body: unknown): boolean {
  return body?.constructor === Object
}

function answerOf({ status, headers = {}, body }: PlatformResponse): Answer {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  let json: any
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status, headers, text, json }
}

export type Sink = Awaited<ReturnType<typeof startSink>>

/** A webhook: keeps what comes, checks the signature, and answers what it is told to. */
export async function startSink() {
  const deliveries: Delivery[] = []
  let taken = 0
  let statuses: (number | 'silence')[] = []
  let refused: RegExp | undefined
  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sink')
    if (request.method === 'GET') {
      const isRight = url.searchParams.get('hub.verify_token') === verifyToken
      response.writeHead(isRight ? 200 : 403).end(url.searchParams.get('hub.challenge'))
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const json = body.startsWith('{') ? JSON.parse(body) : undefined
    deliveries.push({ body, json, headers: request.headers, at: Date.now() })
    const status = refused?.test(body) ? 503 : (statuses.shift() ?? 200)
    if (status !== 'silence') response.writeHead(status).end()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    deliveries,
    /** What came since the last call. */
    take(): Delivery[] {
      const fresh = deliveries.slice(taken)
      taken = deliveries.length
      return fresh
    },
    answers(...next: (number | 'silence')[]): void {
      statuses = next
    },
    /** Answers 503 to whatever matches. */
    refuses(pattern: RegExp): void {
      refused = pattern
    },
    close(): void {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The same thing so often. */
export function times<V>(count: number, value: V): V[] {
  return Array.from({ length: count }, () => value)
}

export function signatureOf(body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/** A store that outlives a platform. */
export function memoryStore(): {
  load(): Promise<Json | undefined>
  save(state: Json): Promise<void>
} {
  let kept: string | undefined
  return {
    load: async () => (kept === undefined ? undefined : (JSON.parse(kept) as Json)),
    async save(state) {
      kept = JSON.stringify(state)
    },
  }
}
