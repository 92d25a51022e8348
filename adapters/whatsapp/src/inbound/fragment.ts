import type { JsonObject } from '@parley/adapter-meta'
import type { Identity, ReceiptStatus } from '@parley/core/adapter'

import { type Change, placeOf } from './change.ts'

/** Who wrote a message, and whose chat it belongs to. */
export interface Side {
  readonly by: 'contact' | 'business'
  readonly contact: Identity | null
  /** Only in a group. */
  readonly author?: Identity
  readonly history?: boolean
  /** Of a message of the business, where an import knows it. */
  readonly status?: ReceiptStatus
}

/** One message with an id and a person. */
export interface Fragment {
  readonly message: JsonObject
  readonly id: string
  readonly at: number
  readonly side: Side & { readonly contact: Identity }
  readonly change: Change
}

export function envelopeOf(fragment: Fragment, prefix: string) {
  const { id, at, side, change } = fragment
  const key = `${prefix}:${id}`
  return { key, ...placeOf(change), contact: side.contact, at, native: nativeOf(fragment) }
}

// whether the business wrote it is read off its own number, which stands beside the messages
function nativeOf({ message, side, change }: Fragment): JsonObject {
  const isOwn = side.by === 'business' || side.history === true
  return isOwn ? { ...message, metadata: change.value['metadata'] ?? null } : message
}
