/** The platform's side: it signs deliveries and judges requests as the real one does. */
import { createHmac } from 'node:crypto'

import { measure, type RawRequest, type Simulated, type Simulator } from '@parley/core/adapter'

import { type App, limits, type Secrets, signature } from '../src/platform.ts'

export const simulator: Simulator<App, Secrets> = {
  deliver(what, { app }) {
    const event = eventOf(what)
    return event && signed({ events: [event] }, app.signingSecret ?? '', what.at)
  },
  api({ method, url, headers, body }) {
    if (!/^Bearer \S+/.test(headers['authorization'] ?? '')) return refuse(401, 'unauthorized')
    const [, noun, id = ''] = url.pathname.split('/')
    switch (`${method} ${noun}`) {
      case 'GET rooms':
        return accept({ id: decodeURIComponent(id), name: 'Acme room' })
      case 'POST files':
        return body === '' ? refuse(400, 'empty') : accept({ id: `file-${body.length}` })
      case 'POST messages':
        return postMessage(body)
      default:
        return refuse(404, 'not_found')
    }
  },
}

function eventOf({ event, connection: room, chat: user, text, id, at: ts }: Simulated) {
  if (event === 'message') return { kind: 'message', room, id, user, text, ts }
  if (event === 'receipt')
    return { kind: 'receipt', room, user, status: text ?? 'delivered', message: id, ts }
  return event === 'unknown' ? { kind: 'poke', room, user, ts } : null
}

function signed(json: object, secret: string, receivedAt: number): RawRequest {
  const body = new TextEncoder().encode(JSON.stringify(json))
  const digest = createHmac('sha256', secret).update(body).digest(signature.encoding)
  return {
    method: 'POST',
    path: '/api/webhooks/acme',
    query: {},
    headers: {
      'content-type': 'application/json',
      [signature.header]: signature.prefix + digest,
    },
    body,
    receivedAt,
  }
}

function postMessage(body: string) {
  const { to, key, text, image } = JSON.parse(body) as Record<string, unknown>
  if (typeof to !== 'string' || typeof key !== 'string') return refuse(400, 'invalid')
  if (to === 'blocked') return refuse(403, 'blocked')
  if (typeof text !== 'string') return image ? accept({ id: `m-${key}` }) : refuse(400, 'empty')
  if (measure(text, limits.text.unit) > limits.text.max) return refuse(400, 'too_long')
  // the same key is the same message, so it has the same id
  return accept({ id: `m-${key}` })
}

function accept(value: object) {
  return { status: 200, body: JSON.stringify(value) }
}

function refuse(status: number, code: string) {
  return { status, body: JSON.stringify({ error: { code } }) }
}
