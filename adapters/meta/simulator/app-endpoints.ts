/** What belongs to the app itself: its webhook subscriptions, and uploads in pieces. */
import { randomInt } from 'node:crypto'

import { Type } from 'typebox'

import { GraphError } from './graph-error.ts'
import type { Endpoint, GraphCall } from './part.ts'
import { checkShape, oneOf, strict } from './shape.ts'
import { textOf } from './text.ts'
import { isAppToken } from './token.ts'
import { newId } from './world.ts'
import type { World } from './world.ts'

export const appEndpoints: Readonly<Record<string, Endpoint>> = {
  'GET app/subscriptions': listSubscriptions,
  'POST app/subscriptions': subscribe,
  'DELETE app/subscriptions': unsubscribe,
  'POST app/uploads': beginUpload,
  'GET upload': (_world, _call, id) => ({ id, file_offset: 0 }),
  'POST upload': (world) => ({ h: `4::${newId(world, 'code')}` }),
}

/** Apps and uploads are no node of a channel. */
export function appNode(world: World, id: string, { path }: GraphCall): string | undefined {
  if (id.startsWith('upload:')) return 'upload'
  const isAppEdge = path[1] === 'subscriptions' || path[1] === 'uploads'
  const isApp = id === world.app.id || id === world.app.instagramId
  return isAppEdge && (isApp || world.isOpen) ? 'app' : undefined
}

const objects = ['page', 'instagram', 'whatsapp_business_account'] as const

function listSubscriptions(world: World, call: GraphCall): object {
  judgeAppToken(world, call)
  // nobody knows where an open world's webhooks go
  if (world.isOpen) return { data: [] }
  return {
    data: objects.map((object) => ({
      object,
      callback_url: world.state.callbacks[object] ?? world.webhookUrl,
      active: true,
      fields: [{ name: 'messages', version: 'v26.0' }],
    })),
  }
}

const subscription = Type.Object(
  {
    // Instagram's fields are chosen in the dashboard only
    object: oneOf('page', 'whatsapp_business_account', 'user', 'permissions'),
    callback_url: Type.String({ pattern: '^https?://' }),
    verify_token: Type.String({ minLength: 1 }),
    fields: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
    include_values: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
  },
  strict,
)

function subscribe(world: World, call: GraphCall): object {
  judgeAppToken(world, call)
  checkShape(subscription, call.params)
  world.state.callbacks[textOf(call.params['object'])] = textOf(call.params['callback_url'])
  world.changed()
  return { success: true }
}

function unsubscribe(world: World, call: GraphCall): object {
  judgeAppToken(world, call)
  delete world.state.callbacks[textOf(call.params['object'])]
  world.changed()
  return { success: true }
}

function judgeAppToken(world: World, call: GraphCall): void {
  if (!world.isOpen && !isAppToken(world, call.token))
    throw new GraphError({
      code: 15,
      message: '(#15) This method must be called with an app access token',
    })
}

const upload = Type.Object(
  {
    file_length: Type.String({ pattern: String.raw`^\d+$` }),
    file_type: Type.String({ pattern: '^(image/(jpeg|jpg|png)|video/mp4|application/pdf)$' }),
    file_name: Type.Optional(Type.String({ minLength: 1 })),
  },
  strict,
)

function beginUpload(world: World, { params }: GraphCall): object {
  checkShape(upload, { ...params, file_length: textOf(params['file_length']) })
  return { id: `upload:${newId(world, 'code')}` }
}

/** A callback named in a request must answer the challenge before it is taken. */
export async function verifyCallback(call: GraphCall): Promise<void> {
  const url = textOf(call.params['callback_url']) || textOf(call.params['override_callback_uri'])
  if (call.method !== 'POST' || !url || !URL.canParse(url)) return
  const verifyToken = textOf(call.params['verify_token'])
  // what is missing is refused by the endpoint itself
  if (!verifyToken) return
  if (!(await answersChallenge(url, verifyToken)))
    throw new GraphError({
      code: 2200,
      message: '(#2200) Callback verification failed: the URL did not answer with the challenge',
    })
}

export async function answersChallenge(callback: string, verifyToken: string): Promise<boolean> {
  const url = new URL(callback)
  const challenge = `${randomInt(1_000_000_000, 2_000_000_000)}`
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.challenge', challenge)
  url.searchParams.set('hub.verify_token', verifyToken)
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    return response.status === 200 && (await response.text()) === challenge
  } catch {
    return false
  }
}
