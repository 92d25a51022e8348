/** What happens to messages that exist already: edits, reactions, receipts. */
import type { InboundEvent } from '@parley/core/adapter'

import { envelope, eventOf, hashOf, type Read, timeOf } from './fragment.ts'
import {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  contentHash,
  type JsonObject,
} from './json.ts'

export function readEdit({ fragment, body, contact }: Read): InboundEvent | undefined {
  const target = asId(body['mid'])
  const revision = Math.min(Math.trunc(asNumber(body['num_edit']) ?? 1), maxRevision)
  // Instagram reports new messages as edits with count 0 where only this field is subscribed
  if (target === undefined || revision < 1) return undefined
  const text = asText(body['text'])
  return {
    ...envelope(fragment, `edit:${target}:${revision}`, contact),
    type: 'edit',
    target,
    revision,
    content: text === undefined ? null : { kind: 'text', text },
  }
}

// the kernel keeps it in 32 bits
const maxRevision = 0x7f_ff_ff_ff

export function readReaction({ fragment, body, contact }: Read): InboundEvent | undefined {
  const target = asId(body['mid'])
  const emoji = body['action'] === 'unreact' ? null : emojiOf(body)
  if (target === undefined || emoji === undefined) return undefined
  const sender = asId(asObject(eventOf(fragment)['sender'])['id'])
  const by = sender === fragment.connection ? 'business' : 'contact'
  const key = `react:${target}:${by}:${emoji ?? '-'}:${timeOf(fragment) || hashOf(fragment)}`
  return { ...envelope(fragment, key, contact), type: 'reaction', target, by, emoji }
}

function emojiOf(body: JsonObject): string | undefined {
  const emoji = asText(body['emoji'])
  if (emoji !== undefined && emoji.length <= 64) return emoji
  const name = asText(body['reaction']) ?? ''
  return Object.hasOwn(emojis, name) ? emojis[name] : undefined
}

const emojis: Readonly<Record<string, string>> = {
  love: '❤️',
  smile: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
  other: '💬',
}

/** Messenger names a time, Instagram the last message that was seen. */
export function readReceipt(
  status: 'read' | 'delivered',
  { fragment, body, contact }: Read,
): InboundEvent | undefined {
  const ids = asArray(body['mids'])
    .map(asId)
    .filter((id) => id !== undefined)
  const through = asId(body['mid'])
  const upTo = asTimeMs(body['watermark'])
  const place = through ?? (contact && upTo !== undefined ? `${contact.id}:${upTo}` : undefined)
  if (ids.length > 0) {
    const base = envelope(fragment, `rcpt:${status}:${contentHash([ids, upTo])}`, contact)
    return { ...base, type: 'receipt', status, target: { ids } }
  }
  if (place === undefined) return undefined
  const target = through === undefined ? { upTo: upTo ?? 0 } : { through }
  return {
    ...envelope(fragment, `rcpt:${status}:${place}`, contact),
    type: 'receipt',
    status,
    target,
  }
}
