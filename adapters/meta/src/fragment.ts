/** One item of a webhook of Messenger or Instagram, and what every event made from it carries. */
import type { Identity, InboundEvent } from '@parley/core/adapter'

import { asId, asObject, asTimeMs, contentHash, type JsonObject } from './json.ts'

export interface Fragment {
  /** The account: `entry.id`. A recipient may be another id, even of the account itself. */
  readonly connection: string
  readonly entry: JsonObject
  /** Where in the entry it stood: `messaging`, `standby`, `changes`. */
  readonly list: string
  readonly item: unknown
  readonly seq: number
}

/** What a reader of one kind of event gets. */
export interface Read {
  readonly fragment: Fragment
  readonly body: JsonObject
  readonly contact: Identity | null
}

/** The apps behind Meta's own inboxes: of Pages, which the sources spell with and without its last digit, and of Instagram. */
export const inboxApps: ReadonlySet<string> = new Set([
  '26390203743090',
  '263902037430900',
  '1217981644879628',
])

/** Keys are built from the item alone, since a retry may come in another entry. */
export function envelope(fragment: Fragment, key: string, contact: Identity | null) {
  const { connection, seq } = fragment
  return {
    key: key.length <= 512 ? key : contentHash(key),
    connection,
    contact,
    at: timeOf(fragment),
    seq,
    native: nativeOf(fragment),
  }
}

/** Stands in for the id of what Meta gives none. */
export function hashOf({ list, item }: Fragment): string {
  return contentHash([list, item])
}

export function unknownEvent(
  fragment: Fragment,
  nativeType: string,
  { contact = contactOf(fragment), fault }: { contact?: Identity | null; fault?: string } = {},
): InboundEvent {
  const key = `unknown:${hashOf(fragment)}`
  const envelopeOf = envelope(fragment, key, contact)
  return { ...envelopeOf, type: 'unknown', nativeType, ...(fault && { fault }) }
}

/** The item itself, or what a change wraps. */
export function eventOf({ list, item }: Fragment): JsonObject {
  const event = asObject(item)
  return list === 'changes' ? asObject(event['value']) : event
}

/** The person: whichever of sender and recipient is not the account. Echoes come with their sides swapped, or not. */
export function contactOf(fragment: Fragment): Identity | null {
  const event = eventOf(fragment)
  const isEcho = asObject(event['message'])['is_echo'] === true
  const [from, to] = [asObject(event['sender']), asObject(event['recipient'])]
  // an event without a sender names the account as its recipient, perhaps by another id
  const sides = isEcho ? [to, from] : asId(from['id']) === undefined ? [] : [from, to]
  const id = sides
    .map((side) => asId(side['id']))
    .find((side) => side && side !== fragment.connection)
  // people of the checkbox plugin have a reference before, and beside, their id
  const reference =
    asId((isEcho ? to : from)['user_ref']) ?? asId(asObject(event['prior_message'])['identifier'])
  if (id === undefined) return reference === undefined ? null : { id: reference }
  return { id, ...(reference && { aliases: [reference] }) }
}

/** Comments have a time of their own in seconds; other changes only that of their entry. */
export function timeOf(fragment: Fragment): number {
  const event = eventOf(fragment)
  const own = asTimeMs(event['timestamp']) ?? asTimeMs(event['created_time'])
  const sent = fragment.list === 'changes' ? asTimeMs(fragment.entry['time']) : undefined
  return own ?? sent ?? 0
}

/** The item as Meta would have sent it by itself. */
function nativeOf({ entry, list, item }: Fragment): unknown {
  if (list === 'entry') return item
  const { id, time } = entry
  return { id, time, [list]: [item] }
}
