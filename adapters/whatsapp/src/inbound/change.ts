import {
  asArray,
  asObject,
  asText,
  asTimeMs,
  contentHash,
  type JsonObject,
} from '@parley/adapter-meta'
import type { Identity, InboundEvent } from '@parley/core/adapter'

import type { People } from './people.ts'

/** One `entry[].changes[]`: what all events read from it share. */
export interface Change {
  readonly field: string
  readonly value: JsonObject
  /** The phone number id; `''` on the fields that name only the business account. */
  readonly connection: string
  readonly account?: string
  /** Digits of the business's own number, `''` where it is not told. */
  readonly businessPhone: string
  /** Of the entry, in ms; 0 on the fields of messages, which carry their own times. */
  readonly at: number
  readonly people: People
}

/** An inbound event before its place in the delivery is known. */
export type Draft = InboundEvent extends infer E
  ? E extends InboundEvent
    ? Omit<E, 'seq'>
    : never
  : never

/** The parts of the envelope that say where an event belongs. */
export function placeOf({ connection, account }: Change): { connection: string; account?: string } {
  return { connection, ...(account && { account }) }
}

export interface Unread {
  readonly nativeType: string
  readonly native: unknown
  /** Whom it is about, where that can be read. */
  readonly contact?: Identity | null
  /** What a known kind of event lacks. */
  readonly fault?: string
}

/** What has no meaning here, kept whole. */
export function unknownEvent(
  change: Change,
  { nativeType, native, contact = null, fault }: Unread,
): Draft {
  return {
    type: 'unknown',
    key: `unknown:${contentHash([change.field, change.at, native])}`,
    ...placeOf(change),
    contact,
    at: asTimeMs(asObject(native)['timestamp']) ?? change.at,
    native: native ?? null,
    nativeType,
    ...(fault && { fault }),
  }
}

/** The items of a list; a single thing where a list belongs is one item, so that nothing is skipped. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? asArray(value) : [value]
}

export function digitsOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\D/g, '') : ''
}

/** The `type` of a fragment, or a word for its absence; cut, since it becomes a label. */
export function typeOf(fragment: JsonObject): string {
  return asText(fragment['type'])?.slice(0, 64) ?? 'none'
}
