/** The control API: a test, or the phone page, acts as customers, business and platform. JSON in, JSON out. */
import type { Platform, PlatformRequest, PlatformResponse } from '@parley/core/adapter'

import { controlActs } from './control-acts.ts'
import { controlSettings } from './control-settings.ts'
import { GraphError } from './graph-error.ts'
import type { GraphServer } from './graph-server.ts'
import { json } from './html.ts'
import type { LiveWorld } from './live-world.ts'
import { findMedium } from './media.ts'
import { messagesOf, phoneView, worldView } from './view.ts'
import type { Webhooks } from './webhooks.ts'

export interface Control {
  readonly world: LiveWorld
  readonly webhooks: Webhooks
  readonly graph: GraphServer
  readonly webhookUrl: string
  readonly verifyToken: string
  /** The settings that point a program here. */
  readonly app: Platform['app']
  /** Lets time pass until nothing moves any more. */
  readonly settle: () => Promise<void>
}
export interface ControlCall {
  readonly body: Readonly<Record<string, unknown>>
  readonly query: URLSearchParams
  /** What stands behind the name in the path. */
  readonly rest: string
  readonly request: PlatformRequest
}
export type ControlRoute = (control: Control, call: ControlCall) => unknown

const routes: Readonly<Record<string, ControlRoute>> = {
  'GET state': ({ world }) => worldView(world),
  'GET view': watch,
  'GET messages': ({ world }, { query }) => {
    const { account, person } = named(query)
    const thread = world.state.threads.find(
      (each) => each.account === account && each.person === person,
    )
    return { messages: thread ? messagesOf(world, thread.id) : [] }
  },
  'GET app': ({ app, webhookUrl }) => ({ app, webhookUrl }),
  'GET ledger': ({ graph }) => ({ sends: graph.ledger }),
  'GET webhooks': ({ webhooks }) => ({ deliveries: webhooks.log }),
  ...controlActs,
  ...controlSettings,
}

export async function answerControl(
  control: Control,
  request: PlatformRequest,
  path: string,
): Promise<PlatformResponse> {
  const [name = '', ...rest] = path.split('/')
  if (request.method === 'GET' && name === 'media') return mediumAnswer(control, rest.join('/'))
  const route = routes[`${request.method} ${name}`]
  if (!route) return json({ error: `no ${request.method} /control/${name}` }, 404)
  try {
    const call = {
      body: bodyOf(request),
      query: request.url.searchParams,
      rest: rest.join('/'),
      request,
    }
    return json((await route(control, call)) ?? { ok: true })
  } catch (thrown) {
    if (thrown instanceof GraphError || thrown instanceof SyntaxError)
      return json({ error: thrown.message }, 400)
    throw thrown
  }
}

const watchMs = 20_000

/** One thread and the world around it; with `since` it waits for the next change. */
async function watch({ world }: Control, { query }: ControlCall): Promise<object> {
  if (Number(query.get('since') ?? -1) === world.version) await world.nextChange(watchMs)
  return { version: world.version, ...worldView(world), ...phoneView(world, named(query)) }
}

function named(query: URLSearchParams): { account: string; person: string } {
  return { account: query.get('account') ?? '', person: query.get('person') ?? '' }
}

function bodyOf(request: PlatformRequest): Readonly<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? ''
  if (request.body.length === 0 || !type.includes('json')) return {}
  const body: unknown = JSON.parse(new TextDecoder().decode(request.body))
  if (body && typeof body === 'object' && !Array.isArray(body))
    return body as Readonly<Record<string, unknown>>
  throw new GraphError({ code: 100, message: 'the body must be a JSON object' })
}

/** The bytes of a medium, for the phone page. */
function mediumAnswer({ world }: Control, id: string): PlatformResponse {
  const medium = findMedium(world, id)
  if (!medium?.bytes) return json({ error: `no medium ${id}` }, 404)
  return {
    status: 200,
    headers: {
      'content-type': medium.mime,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    },
    body: Buffer.from(medium.bytes, 'base64'),
  }
}
