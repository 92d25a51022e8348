/** Reads deliveries of Messenger and Instagram, which share one envelope: entries of an account, each with `messaging`, `standby` or `changes`. */
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { type Fragment, unknownEvent } from './fragment.ts'
import { asArray, asId, asObject, contentHash, isObject, type JsonObject } from './json.ts'
import { readMessagingEvent } from './messaging-events.ts'

/** Reads what stands in `changes`: comments, mentions. Undefined where it has no meaning. */
export type ReadChange = (change: JsonObject, fragment: Fragment) => InboundEvent | undefined

/** Every item of every entry as one event, `unknown` where it cannot be read, and never none. */
export function parseMessaging(
  delivery: InboundDelivery,
  readChange: ReadChange,
): readonly InboundEvent[] {
  const items = asArray(asObject(delivery.json)['entry']).flatMap((entry) => itemsOf(entry))
  const events = items.map((item, seq) => readFragment({ ...item, seq }, readChange))
  return events.length > 0 ? events : [unreadable(delivery)]
}

/** A list of nothing says that nothing happened; any other body without entries is damaged. */
export function isEmpty({ json }: InboundDelivery): boolean {
  const { entry } = asObject(json)
  return Array.isArray(entry) && entry.length === 0
}

type Item = Omit<Fragment, 'seq'>

function itemsOf(value: unknown): Item[] {
  const entry = asObject(value)
  const connection = asId(entry['id']) ?? ''
  const items: Item[] = Object.keys(entry)
    .filter((name) => !entryFields.has(name))
    .flatMap((list) => listOf(entry[list]).map((item) => ({ connection, entry, list, item })))
  if ('field' in entry) items.push({ connection, entry, list: 'changes', item: bareChange(entry) })
  return items.length > 0 ? items : [{ connection, entry, list: 'entry', item: value }]
}

// what describes an entry; all else in it is something that happened
const entryFields = new Set(['id', 'time', 'uid', 'changed_fields', 'field', 'value'])

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Instagram's documentation also shows a change without its list. */
function bareChange({ field, value }: JsonObject): JsonObject {
  return { field, value }
}

function readFragment(fragment: Fragment, readChange: ReadChange): InboundEvent {
  const item = asObject(fragment.item)
  if (happenings.has(fragment.list) && !isObject(fragment.item))
    return unknownEvent(fragment, fragment.list, { fault: 'no_object' })
  if (fragment.list === 'messaging' || fragment.list === 'standby') {
    return readMessagingEvent(fragment) ?? unknownEvent(fragment, nativeTypeOf(item))
  }
  if (fragment.list !== 'changes') return unknownEvent(fragment, fragment.list)
  const field = asId(item['field']) ?? 'changes'
  return readWrapped(item, fragment) ?? readChange(item, fragment) ?? unknownEvent(fragment, field)
}

const happenings = new Set(['entry', 'messaging', 'standby', 'changes'])

/** The dashboard's test button puts a messaging event in the value of a change. */
function readWrapped(change: JsonObject, fragment: Fragment): InboundEvent | undefined {
  const value = asObject(change['value'])
  const isWrapped = isObject(value['sender']) || isObject(value['recipient'])
  return isWrapped ? readMessagingEvent(fragment) : undefined
}

function nativeTypeOf(event: JsonObject): string {
  return Object.keys(event).find((name) => !about.has(name)) ?? 'none'
}

// what describes a messaging event; the first other key names it
const about = new Set([
  'sender',
  'recipient',
  'timestamp',
  'is_self',
  'prior_message',
  'hop_context',
])

function unreadable(delivery: InboundDelivery): InboundEvent {
  const { json, body } = delivery
  const native = json === undefined ? new TextDecoder().decode(body) : json
  return {
    type: 'unknown',
    key: `unknown:${contentHash(native)}`,
    connection: '',
    contact: null,
    at: 0,
    seq: 0,
    native: typeof native === 'string' ? native.slice(0, 4096) : native,
    nativeType: 'delivery',
    ...(!isEmpty(delivery) && { fault: 'no_entries' }),
  }
}
