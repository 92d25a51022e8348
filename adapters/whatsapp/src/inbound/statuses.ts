import {
  asArray,
  asId,
  asObject,
  asText,
  asTimeMs,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Identity, ReceiptStatus } from '@parley/core/adapter'

import { type Change, type Draft, itemsOf, placeOf, typeOf, unknownEvent } from './change.ts'
import { failureOfError } from './faults.ts'
import { identify } from './people.ts'

export function readStatuses(change: Change): Draft[] {
  return itemsOf(change.value['statuses']).map((fragment) => {
    const status = asObject(fragment)
    const contact = identify([status['recipient_id'], status['recipient_user_id']], change.people)
    const nativeType = `status.${wordOf(status)}`
    return (
      receiptOf(status, contact, change) ??
      unknownEvent(change, { nativeType, native: fragment, contact })
    )
  })
}

// `played` is a voice note that was heard; `deleted` and `warning` are left from the older API and change nothing
const known = new Map<string, ReceiptStatus>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
])

function receiptOf(
  status: JsonObject,
  contact: Identity | null,
  change: Change,
): Draft | undefined {
  const id = asId(status['id'])
  const reached = known.get(wordOf(status))
  const member = asId(status['recipient_participant_id'])
  if (id === undefined || reached === undefined) return undefined
  // the state of a call has the words of a message's
  if (typeOf(status) === 'call') return undefined
  // one member who was not reached does not make a group's message a failed one
  if (member !== undefined && reached === 'failed') return undefined
  return {
    type: 'receipt',
    key: ['rcpt', id, wordOf(status), member].filter(Boolean).join(':'),
    ...placeOf(change),
    contact,
    at: asTimeMs(status['timestamp']) ?? change.at,
    native: status,
    status: reached,
    target: { ids: [id] },
    ...present({
      clientRef: asText(status['biz_opaque_callback_data']),
      failure: reached === 'failed' ? failureOfError(asArray(status['errors'])[0]) : undefined,
      cost: costOf(asObject(status['pricing'])),
    }),
  }
}

function wordOf(status: JsonObject): string {
  return asText(status['status'])?.slice(0, 64) ?? 'none'
}

function costOf(pricing: JsonObject): { category: string; billable: boolean } | undefined {
  const category = asText(pricing['category'])
  return category === undefined ? undefined : { category, billable: pricing['billable'] === true }
}
