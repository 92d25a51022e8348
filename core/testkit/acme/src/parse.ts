import { createHash } from 'node:crypto'

import type { Content, InboundDelivery, InboundEvent } from '@parley/core/adapter'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'

import { messageShape, receiptShape } from './platform.ts'

export function parse({ json, body }: InboundDelivery): InboundEvent[] {
  return fragmentsOf(json ?? new TextDecoder().decode(body)).map((native, seq) => {
    if (Value.Check(messageShape, native)) return readMessage(native, seq)
    if (Value.Check(receiptShape, native)) return readReceipt(native, seq)
    return readUnknown(native, seq)
  })
}

// a delivery without events is one fragment: what is not understood is kept
function fragmentsOf(json: unknown): readonly unknown[] {
  const events = (json as { events?: unknown } | null)?.events
  return Array.isArray(events) && events.length > 0 ? events : [json]
}

function readMessage(native: Static<typeof messageShape>, seq: number): InboundEvent {
  const { id, room, user, name, ts, reply_to: replyTo } = native
  return {
    type: 'message',
    key: `message:${id}`,
    connection: room,
    contact: { id: user, ...(name && { name }) },
    at: ts,
    seq,
    native,
    id,
    content: contentOf(native),
    ...(replyTo && { replyTo }),
  }
}

function contentOf({ text, image }: Static<typeof messageShape>): Content {
  if (image)
    return {
      kind: 'media',
      media: [{ kind: 'image', locator: { url: image.url } }],
      ...(text && { text }),
    }
  if (text !== undefined) return { kind: 'text', text }
  return { kind: 'unsupported', nativeType: 'message' }
}

function readReceipt(native: Static<typeof receiptShape>, seq: number): InboundEvent {
  const { room, user, status, message, ts } = native
  return {
    type: 'receipt',
    key: `receipt:${status}:${message}`,
    connection: room,
    contact: { id: user },
    at: ts,
    seq,
    native,
    status,
    target: { ids: [message] },
  }
}

function readUnknown(native: unknown, seq: number): InboundEvent {
  const { kind, room } = { ...(native as { kind?: unknown; room?: unknown } | null) }
  const hash = createHash('sha256').update(JSON.stringify(native)).digest('hex')
  return {
    type: 'unknown',
    key: `unknown:${hash}`,
    connection: typeof room === 'string' ? room : '',
    contact: null,
    at: 0,
    seq,
    native,
    nativeType: typeof kind === 'string' ? kind : 'malformed',
  }
}
