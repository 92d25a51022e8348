/** The simulated platform as the other side of a test: its Graph API behind `http`, and a person who allows what its login pages ask. */
import type {
  Connect,
  ConnectContext,
  ConnectStep,
  Http,
  Json,
  NewConnection,
  Platform,
  Simulator,
} from '@parley/core/adapter'

import type { MetaApp } from '../src/index.ts'
import { stateOf } from './connecting.ts'

export interface Side {
  readonly platform: Platform
  readonly context: ConnectContext<MetaApp> & { readonly webhookUrl: string }
  /** Opens a login page, allows everything on it, and gives the query of the redirect. */
  allow(page: string): Promise<Readonly<Record<string, string>>>
}
interface Test {
  teardown(work: () => unknown): void
}

const baseUrl = 'http://127.0.0.1:1/simulator'

export async function openPlatform(t: Test, simulator: Simulator<any, any>): Promise<Side> {
  const platform = await simulator.platform?.start({
    baseUrl,
    webhookUrl: 'http://127.0.0.1:1/api/webhooks/meta',
    appSecret: 'an-app-secret-of-nobody',
    verifyToken: 'a-verify-token-of-nobody',
  })
  if (!platform) throw new Error('the simulator has no running platform')
  t.teardown(() => platform.close())
  const http = httpOf(platform)
  const context = {
    app: platform.app as MetaApp,
    http,
    signal: new AbortController().signal,
    webhookUrl: 'https://inbox.example.com/api/webhooks/meta',
    callbackUrl: 'https://inbox.example.com/api/connect/callback',
    nonce: 'N',
  }
  return { platform, context, allow: (page) => allowOn(page, http) }
}

/** Walks a login flow to its end, taking all that is offered. */
export async function logIn(
  connect: Connect<any, any, any>,
  flow: string,
  { context, allow }: Side,
): Promise<readonly NewConnection[]> {
  let step: ConnectStep | undefined = await connect.begin(flow, context)
  while (step && (step.type === 'redirect' || step.type === 'choose')) {
    const input: Json = step.type === 'redirect' ? await allow(step.url) : offered(step)
    step = await connect.next?.(stateOf(step), input, context)
  }
  if (step?.type !== 'done') throw new Error(`the flow ends with ${JSON.stringify(step)}`)
  return step.connections
}

function offered({ options }: Extract<ConnectStep, { type: 'choose' }>): string[] {
  return options.filter(({ disabled }) => disabled === undefined).map(({ id }) => id)
}

function httpOf(platform: Platform): Http {
  return async (url, init) => {
    const request = new Request(url, {
      method: init?.method ?? 'GET',
      ...(init?.headers && { headers: init.headers }),
      ...(init?.body !== undefined && { body: init.body }),
    })
    const body = new Uint8Array(await request.arrayBuffer())
    const headers = Object.fromEntries(request.headers)
    const answer = await platform.handle({
      method: request.method,
      url: new URL(url),
      headers,
      body,
    })
    return new Response(answer.body as string, {
      status: answer.status,
      headers: { ...answer.headers },
    })
  }
}

async function allowOn(page: string, http: Http): Promise<Readonly<Record<string, string>>> {
  const form = await (await http(page)).text()
  const url = new URL(page)
  // what a browser sends of the form: its hidden and its ticked fields
  for (const [, tag = ''] of form.matchAll(/<input([^>]*)>/g)) {
    const { name, value, type } = attributesOf(tag)
    if (!name || type === 'hidden') continue
    if (type === 'radio' && url.searchParams.has(name)) continue
    url.searchParams.append(name, value ?? 'on')
  }
  url.searchParams.set('decision', 'allow')
  const answer = await http(url.href)
  const target = new URL(answer.headers.get('location') ?? '')
  return Object.fromEntries(target.searchParams)
}

function attributesOf(tag: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
}
