/** `api` of a channel's simulator: the same endpoints, judging one request in an open world that is then forgotten. */
import type { Headers, PlatformResponse } from '@parley/core/adapter'

import { readCall } from './graph-call.ts'
import { answerCall, refusal } from './graph.ts'
import type { Part } from './part.ts'
import { textOf } from './text.ts'
import { refuseOnTrigger } from './trigger.ts'
import { emptyState } from './world.ts'
import type { World } from './world.ts'

interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
}
type Answer = PlatformResponse & { readonly body: string }

export function statelessApi(part: Part): (request: Request) => Answer {
  return (request) => {
    const world = openWorld(part, `${request.method} ${request.url.pathname} ${request.body}`)
    return answerCallOf(world, request)
  }
}

function answerCallOf(world: World, request: Request): Answer {
  try {
    // a form may hold bytes, one per character; anything else is text
    const isForm = textOf(request.headers['content-type']).startsWith('multipart/')
    const body = Buffer.from(request.body, isForm ? 'latin1' : 'utf8')
    const call = readCall({ ...request, body })
    const isSend = call.path.at(-1) === 'messages'
    // sends look for their trigger where the text is, so that an id with a # in it does no harm
    if (!isSend) refuseOnTrigger(request.body, 4)
    return asText(answerCall(world, call))
  } catch (thrown) {
    return asText(refusal(world, thrown))
  }
}

function asText(answer: PlatformResponse): Answer {
  const { body } = answer
  return { ...answer, body: typeof body === 'string' ? body : Buffer.from(body).toString() }
}

function openWorld(part: Part, seed: string): World {
  return {
    state: emptyState(seed),
    parts: [part],
    app: { id: '123456789012345', instagramId: '987654321098765', secret: 'open' },
    baseUrl: 'https://platform.example',
    webhookUrl: 'https://inbox.example/api/webhooks/meta',
    isOpen: true,
    now: Date.now,
    emit() {},
    changed() {},
  }
}
