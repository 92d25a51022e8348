import { asId, asObject, asTimeMs, contentHash } from '@parley/adapter-meta'

import { type Change, type Draft, itemsOf, placeOf, typeOf, unknownEvent } from './change.ts'
import { sentence } from './notice.ts'

/** Groups that begin, end, change their settings or their members. */
export function readGroups(change: Change): Draft[] {
  return itemsOf(change.value['groups']).map((fragment) => groupEvent(fragment, change))
}

function groupEvent(fragment: unknown, change: Change): Draft {
  const group = asObject(fragment)
  if (!change.field.startsWith('group'))
    return unknownEvent(change, { nativeType: 'groups', native: fragment })
  return {
    type: 'connection',
    key: `group:${contentHash(group)}`,
    ...placeOf(change),
    contact: null,
    at: asTimeMs(group['timestamp']) ?? change.at,
    native: fragment ?? null,
    topic: change.field,
    ...sentence([typeOf(group), asId(group['group_id'])]),
  }
}
