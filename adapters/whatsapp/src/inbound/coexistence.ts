/** A number that is also on the WhatsApp Business app: what its owner writes on the phone, the chats from before, the phone's address book. https://developers.facebook.com/docs/whatsapp/embedded-signup/custom-flows/onboarding-business-app-users */
import {
  asArray,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  contentHash,
  type JsonObject,
} from '@parley/adapter-meta'
import type { Identity, ReceiptStatus } from '@parley/core/adapter'

import { type Change, digitsOf, type Draft, itemsOf, placeOf, unknownEvent } from './change.ts'
import { failureOfError } from './faults.ts'
import { readMessage } from './messages.ts'
import { sentence } from './notice.ts'
import { identify } from './people.ts'

export function readEchoes(change: Change): Draft[] {
  return itemsOf(change.value['message_echoes']).flatMap((fragment) => {
    const { to, to_user_id: userId } = asObject(fragment)
    return readMessage(
      fragment,
      { by: 'business', contact: identify([to, userId], change.people) },
      change,
    )
  })
}

/** Up to 180 days of chats in chunks, or word that they were not shared. */
export function readHistory(change: Change): Draft[] {
  return itemsOf(change.value['history']).flatMap((fragment) => {
    const chunk = asObject(fragment)
    const drafts = itemsOf(chunk['threads']).flatMap((thread) => readThread(thread, change))
    return drafts.length > 0 ? drafts : [emptyChunk(chunk, change)]
  })
}

function readThread(fragment: unknown, change: Change): Draft[] {
  const thread = asObject(fragment)
  const { wa_id: phone, user_id: userId } = asObject(thread['context'])
  const contact = identify([thread['id'], phone, userId], change.people)
  const messages = itemsOf(thread['messages'])
  if (messages.length === 0)
    return [unknownEvent(change, { nativeType: 'history.thread', native: fragment })]
  return messages.flatMap((message) => readPastMessage(message, contact, change))
}

function readPastMessage(fragment: unknown, contact: Identity | null, change: Change): Draft[] {
  const message = asObject(fragment)
  const context = asObject(message['history_context'])
  const status = statuses.get(asText(context['status']) ?? '')
  const by = isFromBusiness(message, context, change) ? 'business' : 'contact'
  return readMessage(fragment, { by, contact, history: true, ...(status && { status }) }, change)
}

function isFromBusiness(message: JsonObject, context: JsonObject, change: Change): boolean {
  if (typeof context['from_me'] === 'boolean') return context['from_me']
  if (change.businessPhone === '') return message['to'] !== undefined
  return digitsOf(message['from']) === change.businessPhone
}

const statuses = new Map<string, ReceiptStatus>([
  ['SENT', 'sent'],
  ['DELIVERED', 'delivered'],
  ['READ', 'read'],
  ['PLAYED', 'read'],
  ['ERROR', 'failed'],
])

function emptyChunk(chunk: JsonObject, change: Change): Draft {
  const errors = asArray(chunk['errors']).map((error) => failureOfError(error))
  const progress = asNumber(asObject(chunk['metadata'])['progress'])
  const words = errors.map(({ userMessage, message }) => userMessage ?? message)
  return {
    type: 'connection',
    key: `history:${contentHash(chunk)}`,
    ...placeOf(change),
    contact: null,
    at: change.at,
    native: chunk,
    topic: 'history',
    ...sentence(progress === undefined ? words : [...words, `${progress} %`]),
  }
}

/** The address book itself has no use here: people bring their own names. */
export function readStateSync(change: Change): Draft[] {
  const items = itemsOf(change.value['state_sync'])
  if (items.length === 0) return []
  const [first] = items.map((item) => asTimeMs(asObject(asObject(item)['metadata'])['timestamp']))
  return [
    {
      type: 'connection',
      key: `address-book:${contentHash(items)}`,
      ...placeOf(change),
      contact: null,
      at: first ?? change.at,
      native: change.value,
      topic: 'smb_app_state_sync',
      detail: `${items.length} changes in the phone’s address book`,
    },
  ]
}
