import { asArray, asId, asObject, asText, type JsonObject } from '@parley/adapter-meta'
import type { Identity } from '@parley/core/adapter'

/** The `contacts[]` of a change by each id they carry: Meta promises no order. */
export type People = ReadonlyMap<string, JsonObject>

export function readPeople(contacts: unknown): People {
  const people = new Map<string, JsonObject>()
  for (const contact of asArray(contacts).map(asObject)) {
    for (const id of idsOf([contact['wa_id'], contact['user_id']])) {
      if (!people.has(id)) people.set(id, contact)
    }
  }
  return people
}

/** The person behind the ids of a fragment, with what `contacts[]` knows about them. The phone number goes first, a business-scoped id (absent, empty, or alone) beside it. */
export function identify(given: readonly unknown[], people: People): Identity | null {
  const ids = idsOf(given)
  const contact = contactOf(ids, people)
  const all = idsOf([...ids, contact?.['wa_id'], contact?.['user_id']])
  const [id, ...aliases] = [...all.filter(isPhone), ...all.filter((each) => !isPhone(each))]
  if (id === undefined) return null
  const profile = asObject(contact?.['profile'])
  const name = asText(profile['name'])
  const handle = asText(asText(profile['username'])?.replace(/^@/, ''))
  return {
    id,
    ...(aliases.length > 0 && { aliases }),
    ...(name && { name }),
    ...(handle && { handle }),
  }
}

/** An answer to a contact request may name nobody; then the only person of the change wrote it. */
function contactOf(ids: readonly string[], people: People): JsonObject | undefined {
  const known = ids.find((id) => people.has(id))
  if (known !== undefined) return people.get(known)
  const contacts = new Set(people.values())
  return ids.length === 0 && contacts.size === 1 ? [...contacts][0] : undefined
}

function idsOf(values: readonly unknown[]): string[] {
  return [...new Set(values.map(asId).filter((id) => id !== undefined))]
}

export function isPhone(id: string): boolean {
  return /^\+?\d+$/.test(id)
}
