/** The two callbacks that Meta asks of an app that serves others: a person removed the app, a person wants their data gone. https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback */
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { Ack, InboundEvent, KeyRing, RawRequest } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { readJson } from './errors.ts'
import { asId, asObject, asTimeMs, contentHash, type JsonObject } from './json.ts'

type Callback = (
  request: RawRequest,
  keys: KeyRing<MetaApp, unknown>,
) => {
  readonly ack: Ack
  readonly events?: readonly InboundEvent[]
  readonly erase?: readonly string[]
  readonly erasureCode?: string
} | null

/** For the `callbacks` of a channel; null refuses what is not signed by the app. */
export const metaCallbacks: Readonly<Record<'deauthorize' | 'data-deletion', Callback>> = {
  deauthorize(request, keys) {
    const signed = readSigned(request, keys)
    if (!signed) return null
    return { ack: { status: 200 }, events: [revoked(signed)] }
  },
  'data-deletion'(request, keys) {
    const signed = readSigned(request, keys)
    if (!signed) return null
    const code = contentHash([signed.userId, signed.json['issued_at']]).slice(0, 16)
    const status = `${originOf(request)}${request.path}?code=${code}`
    const body = JSON.stringify({ url: status, confirmation_code: code })
    const ack = { status: 200, body, type: 'application/json' }
    return { ack, erase: [signed.userId], erasureCode: code }
  },
}

interface Signed {
  readonly userId: string
  readonly json: JsonObject
}

/** `signed_request` of a form: base64url(signature).base64url(json), the signature over the second part as written. */
function readSigned(request: RawRequest, keys: KeyRing<MetaApp, unknown>): Signed | null {
  const form = new URLSearchParams(new TextDecoder().decode(request.body))
  const [signature = '', payload = ''] = (form.get('signed_request') ?? '').split('.')
  const { appSecret, instagramAppSecret } = keys.app
  if (![appSecret, instagramAppSecret].some((secret) => isSigned(payload, signature, secret))) {
    return null
  }
  const json = asObject(readJson(Buffer.from(payload, 'base64url').toString()))
  const userId = asId(json['user_id'])
  return userId ? { userId, json } : null
}

function isSigned(payload: string, signature: string, secret: string | undefined): boolean {
  if (!secret || !payload) return false
  const expected = createHmac('sha256', secret).update(payload).digest()
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Names the person who had connected, so it reaches every connection of theirs. */
function revoked({ userId, json }: Signed): InboundEvent {
  return {
    type: 'connection',
    key: `deauthorize:${contentHash(json)}`,
    connection: '',
    account: userId,
    contact: null,
    at: asTimeMs(json['issued_at']) ?? 0,
    seq: 0,
    native: json,
    topic: 'deauthorized',
    status: 'needs_reconnect',
    problem: 'missing_permission',
    detail: 'The person who connected this account has removed the app in Meta’s settings.',
  }
}

function originOf({ headers }: RawRequest): string {
  const host = headers['x-forwarded-host'] ?? headers['host'] ?? 'localhost'
  return `${headers['x-forwarded-proto'] ?? 'https'}://${host}`
}
