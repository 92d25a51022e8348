import { keyOf } from './identities.ts'
import type { Item } from './outcomes.ts'
import type { NewMessage, Recorded } from './record.ts'

type Said = Item & { readonly message: NewMessage }

/**
 * Messages whose id is taken by one with other words, here or in the database (`clashes`): the first is kept, and these wait in
 * quarantine for somebody to look. A retry says the same again; our own sends may come back in other words.
 */
export function findConflicts(
  said: readonly Said[],
  clashes: readonly Recorded[],
): ReadonlySet<Item['reading']> {
  const taken = new Set(clashes.map((row) => keyOf(row.connectionId, row.externalId)))
  const firsts = new Map<string, string | undefined>()
  const found = new Set<Item['reading']>()
  for (const { reading, message } of said) {
    const key = keyOf(message.connectionId, message.externalId)
    const text = 'text' in message.content ? message.content.text : undefined
    const isOther = firsts.has(key) ? firsts.get(key) !== text : taken.has(key)
    if (isOther && message.direction === 'in') found.add(reading)
    if (!firsts.has(key)) firsts.set(key, text)
  }
  return found
}
