import type { MetaApp } from '@parley/adapter-meta'
import type { Http, SendContext } from '@parley/core/adapter'

import type { WhatsAppConfig, WhatsAppSecrets } from '../src/schemas.ts'
import { account, phoneNumberId } from './bodies.ts'

export interface Sent {
  readonly method: string
  /** Below the version, with its query but for the proof of the app secret. */
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: unknown
}
export interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A platform that answers `METHOD path` as told, a list in turn, and refuses to be called for anything else. */
export function fakeGraph(answers: Record<string, Answer | readonly Answer[]>) {
  const sent: Sent[] = []
  const turns = new Map<string, number>()
  async function http(address: string, init: Init = {}): Promise<Response> {
    const request = readRequest(address, init)
    sent.push(request)
    const name = `${request.method} ${request.path.split('?')[0]}`
    const answer = answers[name]
    if (answer === undefined) throw new Error(`nobody expected ${name}`)
    const turn = turns.get(name) ?? 0
    turns.set(name, turn + 1)
    const list = Array.isArray(answer) ? (answer as readonly Answer[]) : [answer as Answer]
    const { status = 200, body = { success: true }, headers = {} } = list[turn] ?? list.at(-1)!
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
  }
  return { http: http satisfies Http, sent }
}

type Init = NonNullable<Parameters<Http>[1]>

function readRequest(address: string, init: Init): Sent {
  const url = new URL(address)
  url.searchParams.delete('appsecret_proof')
  const path = url.host.startsWith('graph.') ? url.pathname.replace(/^\/v\d+\.\d+\//, '') : address
  const { method = 'GET', headers = {}, body } = init
  return {
    method,
    path: decodeURIComponent(path + (url.host.startsWith('graph.') ? url.search : '')),
    headers,
    body: typeof body === 'string' ? JSON.parse(body) : body,
  }
}

export function graphError(code: number, rest: object = {}): Answer {
  return { status: 400, body: { error: { message: 'no', type: 'OAuthException', code, ...rest } } }
}

export const connection = {
  id: '1',
  externalId: phoneNumberId,
  name: 'Shop',
  config: { phoneNumberId, businessAccountId: account },
  secrets: { accessToken: 'EAAG-token' },
}
export const app: MetaApp = { appId: '100', appSecret: 'app-secret', graphVersion: 'v26.0' }

export function callWith(http: Http) {
  const signal = new AbortController().signal
  return { app, http, signal, webhookUrl: 'https://inbox.example.com/api/webhooks/meta' }
}

export function sendWith(
  http: Http,
  overrides: Partial<SendContext<MetaApp, WhatsAppConfig, WhatsAppSecrets>> = {},
): SendContext<MetaApp, WhatsAppConfig, WhatsAppSecrets> {
  const { app, signal } = callWith(http)
  const to = { id: '4915123456789' }
  return {
    app,
    http,
    signal,
    connection,
    to,
    window: 'standard',
    key: 'p.17',
    attempt: 1,
    ...overrides,
  }
}
