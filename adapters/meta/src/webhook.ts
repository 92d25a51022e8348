/** Meta's side of receiving, the same for its three products: the signature, the handshake, who claims a delivery. https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
import { createHash, timingSafeEqual } from 'node:crypto'

import {
  type Ack,
  type Headers,
  hmacSha256,
  type InboundDelivery,
  type KeyRing,
  type RawRequest,
  type Verdict,
} from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { asObject } from './json.ts'

/** Accepts the signature of any secret that Meta may have used: Instagram Login has one of its own. */
export function verifyMeta(
  body: Uint8Array,
  headers: Headers,
  keys: KeyRing<MetaApp, unknown>,
): Verdict {
  const { appSecret, webhookSecret, instagramAppSecret } = keys.app
  return hmacSha256(body, headers, {
    header: 'x-hub-signature-256',
    prefix: 'sha256=',
    secrets: [appSecret, webhookSecret, instagramAppSecret],
  })
}

/** Answers the challenge, as bare text and only if it is one: an echo of anything would let others put words on this origin. */
export function metaHandshake(request: RawRequest, keys: KeyRing<MetaApp, unknown>): Ack | null {
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query
  if (mode !== 'subscribe' || !isSame(token, keys.app.verifyToken)) return null
  // a repeated parameter may reach us as a list
  if (typeof challenge !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(challenge)) return null
  return { status: 200, body: challenge, type: 'text/plain' }
}

/** Does this delivery carry the given `object`: `page`, `instagram`, `whatsapp_business_account`? */
export function claimsObject(delivery: InboundDelivery, object: string): boolean {
  return asObject(delivery.json)['object'] === object
}

function isSame(given: unknown, expected: string | undefined): boolean {
  if (!expected || typeof given !== 'string') return false
  return timingSafeEqual(digest(given), digest(expected))
}

// equal lengths for timingSafeEqual, whatever was given
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
