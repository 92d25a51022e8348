import { asId, asObject, asText, asTimeMs, contentHash } from '@parley/adapter-meta'

import { type Change, type Draft, itemsOf, placeOf, unknownEvent } from './change.ts'
import { identify } from './people.ts'

/** A business-scoped id is made anew when the person changes the phone number. */
export function readUserIdUpdates(change: Change): Draft[] {
  return itemsOf(change.value['user_id_update']).map((fragment) => readUpdate(fragment, change))
}

function readUpdate(fragment: unknown, change: Change): Draft {
  const update = asObject(fragment)
  const { previous, current } = asObject(update['user_id'])
  const contact = identify([update['wa_id'], current], change.people)
  const former = asId(previous)
  if (!contact || former === undefined)
    return unknownEvent(change, { nativeType: 'user_id_update', native: fragment })
  return {
    type: 'identity',
    key: `ident:${contentHash(update)}`,
    ...placeOf(change),
    contact,
    at: asTimeMs(update['timestamp']) ?? change.at,
    native: update,
    previous: [former],
  }
}

/** Whether the person wants marketing messages. */
export function readPreferences(change: Change): Draft[] {
  return itemsOf(change.value['user_preferences']).map((each) => readPreference(each, change))
}

function readPreference(fragment: unknown, change: Change): Draft {
  const preference = asObject(fragment)
  const contact = identify([preference['wa_id'], preference['user_id']], change.people)
  const topic = asText(preference['category'])
  const granted = answers.get(preference['value'])
  if (!contact || topic === undefined || granted === undefined) {
    return unknownEvent(change, { nativeType: 'user_preferences', native: fragment })
  }
  return {
    type: 'consent',
    key: `consent:${contentHash(preference)}`,
    ...placeOf(change),
    contact,
    at: asTimeMs(preference['timestamp']) ?? change.at,
    native: preference,
    topic,
    granted,
  }
}

const answers = new Map<unknown, boolean>([
  ['resume', true],
  ['stop', false],
])
