/** Bytes as the platform puts them on the wire, and their signature. */
import { createHmac } from 'node:crypto'

import type { RawRequest } from '@parley/core/adapter'

/** Compact JSON in which non-ASCII is `\uXXXX` in lower case and `/` is `\/`: the form over which Meta signs. */
export function wireText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[/\u007f-\uffff]/g, (char) =>
    char === '/' ? String.raw`\/` : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function signature(body: Uint8Array | string, secret: string, hash = 'sha256'): string {
  return `${hash}=${createHmac(hash, secret).update(body).digest('hex')}`
}

/** The headers of a webhook POST; the SHA-1 one is a legacy that is still sent beside the other. */
export function webhookHeaders(body: Uint8Array, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'facebookexternalua',
    'x-hub-signature': signature(body, secret, 'sha1'),
    'x-hub-signature-256': signature(body, secret),
  }
}

/** One signed delivery, as `deliver` of a channel's simulator gives it. */
export function signedDelivery(body: unknown, secret: string, receivedAt: number): RawRequest {
  const bytes = new TextEncoder().encode(wireText(body))
  return {
    method: 'POST',
    path: '/api/webhooks/meta',
    query: {},
    headers: webhookHeaders(bytes, secret),
    body: bytes,
    receivedAt,
  }
}
