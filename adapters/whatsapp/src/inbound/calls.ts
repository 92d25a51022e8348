import { asId, asNumber, asObject, asText, asTimeMs, type JsonObject } from '@parley/adapter-meta'

import { type Change, digitsOf, type Draft, itemsOf, placeOf, unknownEvent } from './change.ts'
import { identify } from './people.ts'

/** Calls as lines in the chat: one when it rings, one when it is over. */
export function readCalls(change: Change): Draft[] {
  return itemsOf(change.value['calls']).map((fragment): Draft => {
    const call = asObject(fragment)
    return (
      callLine(call, change) ??
      unknownEvent(change, { nativeType: `call.${eventOf(call)}`, native: fragment })
    )
  })
}

function callLine(call: JsonObject, change: Change): Draft | undefined {
  const callId = asId(call['id'])
  const isOurs = isFromBusiness(call, change)
  const { from, from_user_id: fromUser, to, to_user_id: toUser } = call
  const contact = identify(isOurs ? [to, toUser] : [from, fromUser], change.people)
  const event = eventOf(call)
  const text = words(call, isOurs)
  if (callId === undefined || !contact || text === undefined) return undefined
  const line = {
    key: `call:${callId}:${event}`,
    ...placeOf(change),
    contact,
    at: asTimeMs(call['timestamp']) ?? change.at,
    native: call,
    // both events carry the id of the call
    id: event === 'connect' ? `${callId}:connect` : callId,
    content: { kind: 'system', text, topic: 'call' } as const,
  }
  return isOurs
    ? { type: 'echo', ...line, origin: 'other_app' }
    : { type: 'message', ...line, opens: true }
}

function isFromBusiness(call: JsonObject, { businessPhone }: Change): boolean {
  const direction = asText(call['direction'])
  if (direction !== undefined) return direction === 'BUSINESS_INITIATED'
  return businessPhone !== '' && digitsOf(call['from']) === businessPhone
}

function words(call: JsonObject, isOurs: boolean): string | undefined {
  if (eventOf(call) === 'connect') return isOurs ? 'Calling this person' : 'Incoming call'
  if (eventOf(call) !== 'terminate') return undefined
  const seconds = asNumber(call['duration']) ?? 0
  if (seconds <= 0) return isOurs ? 'Call not answered' : 'Missed call'
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0')
  return `Call of ${Math.floor(seconds / 60)}:${rest} minutes`
}

function eventOf(call: JsonObject): string {
  return asText(call['event'])?.slice(0, 64) ?? 'none'
}
