/** Reads a delivery of `whatsapp_business_account` into inbound events: every entry, change, message and status of it. */
import {
  asId,
  asObject,
  asText,
  asTimeMs,
  contentHash,
  isEmpty,
  isObject,
  type JsonObject,
} from '@parley/adapter-meta'
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { readAccountField } from './account.ts'
import { readCalls } from './calls.ts'
import { type Change, digitsOf, type Draft, itemsOf, unknownEvent } from './change.ts'
import { readEchoes, readHistory, readStateSync } from './coexistence.ts'
import { readErrors } from './faults.ts'
import { readGroups } from './groups.ts'
import { readPreferences, readUserIdUpdates } from './identities.ts'
import { readMessages } from './messages.ts'
import { readPeople } from './people.ts'
import { readStatuses } from './statuses.ts'

export function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  const drafts = itemsOf(asObject(delivery.json)['entry']).flatMap(readEntry)
  const events = drafts.length > 0 ? drafts : [emptyDelivery(delivery)]
  return distinct(events).map((draft, seq) => Object.assign(draft, { seq }) as InboundEvent)
}

function readEntry(fragment: unknown): Draft[] {
  const entry = asObject(fragment)
  const changes = itemsOf(entry['changes'])
  if (changes.length > 0) return changes.flatMap((change) => readChange(change, entry))
  const whole = { nativeType: 'entry', native: fragment, ...damageOf(fragment) }
  return [unknownEvent(changeOf({}, entry), whole)]
}

function readChange(fragment: unknown, entry: JsonObject): Draft[] {
  const change = changeOf(asObject(fragment), entry)
  const drafts = readers.flatMap((read) => read(change))
  const whole = { nativeType: change.field, native: fragment, ...damageOf(fragment) }
  if (drafts.length === 0) return readAccountField(change) ?? [unknownEvent(change, whole)]
  return isWhollyRead(change, drafts) ? drafts : [...drafts, unknownEvent(change, whole)]
}

function damageOf(fragment: unknown): { fault?: string } {
  return isObject(fragment) ? {} : { fault: 'no_object' }
}

/** A part that cannot be read, or a person whom no part names, may mean something together: then the change is kept whole. */
function isWhollyRead({ people }: Change, drafts: readonly Draft[]): boolean {
  if (drafts.some(({ type, contact }) => type === 'unknown' && contact === null)) return false
  const named = new Set(drafts.flatMap(({ native }) => Object.values(asObject(native))))
  return [...people.values()].every(
    (person) => named.has(person['wa_id']) || named.has(person['user_id']),
  )
}

// by what the value holds, not by the field's name: several of these come together, and in fields yet to be invented
const readers: readonly ((change: Change) => Draft[])[] = [
  readMessages,
  readEchoes,
  readHistory,
  readStatuses,
  readErrors,
  readCalls,
  readGroups,
  readUserIdUpdates,
  readPreferences,
  readStateSync,
]

function changeOf(fragment: JsonObject, entry: JsonObject): Change {
  const value = asObject(fragment['value'])
  const metadata = asObject(value['metadata'])
  const account = asId(entry['id'])
  return {
    field: asText(fragment['field']) ?? 'none',
    value,
    connection: asId(metadata['phone_number_id']) ?? '',
    ...(account && { account }),
    businessPhone: digitsOf(metadata['display_phone_number']),
    at: asTimeMs(entry['time']) ?? 0,
    people: readPeople(value['contacts']),
  }
}

function emptyDelivery(delivery: InboundDelivery): Draft {
  const { body, json } = delivery
  return {
    type: 'unknown',
    key: `unknown:${contentHash(json ?? new TextDecoder().decode(body))}`,
    connection: '',
    contact: null,
    at: 0,
    native: json ?? null,
    nativeType: json === undefined ? 'malformed' : 'empty',
    ...(!isEmpty(delivery) && { fault: 'no_entries' }),
  }
}

/** A fragment that comes twice is one event; two fragments that claim one key both stay, told apart by their content. */
function distinct(drafts: readonly Draft[]): Draft[] {
  const kept = new Map<string, Draft>()
  for (const draft of drafts.map(withShortKey)) {
    const first = kept.get(placed(draft))
    if (!first) {
      kept.set(placed(draft), draft)
      continue
    }
    const hash = contentHash(draft.native)
    if (hash === contentHash(first.native)) continue
    const apart = { ...draft, key: `${draft.key}#${hash}` }
    kept.set(placed(apart), apart)
  }
  return [...kept.values()]
}

// ids may have 512 characters, and so may keys, which hold more than the id
function withShortKey(draft: Draft): Draft {
  return draft.key.length <= 400 ? draft : { ...draft, key: `long:${contentHash(draft.key)}` }
}

function placed({ connection, account, key }: Draft): string {
  return `${connection || account || ''}|${key}`
}
