/** Updates put in the envelope in which webhooks arrive. */
import type { Update } from './state.ts'

interface Entry {
  readonly id: string
  readonly time?: number
  messaging?: unknown[]
  standby?: unknown[]
  changes?: unknown[]
}

/** One body; all updates must be of one object. Neighbours of the same entry, list and time share it. */
export function envelope(updates: readonly Update[]): { object: string; entry: Entry[] } {
  const entries: Entry[] = []
  for (const update of updates) {
    const last = entries.at(-1)
    if (last && fits(last, update)) last[update.list]?.push(update.item)
    else entries.push(newEntry(update))
  }
  return { object: updates[0]?.object ?? '', entry: entries }
}

function fits(entry: Entry, update: Update): boolean {
  return entry.id === update.entry && entry.time === update.time && update.list in entry
}

function newEntry({ entry, time, list, item }: Update): Entry {
  return { id: entry, ...(time !== undefined && { time }), [list]: [item] }
}

interface Between {
  readonly account: string
  readonly person: string
  readonly at: number
  readonly isFromBusiness?: boolean
}

/** One item of `messaging[]` or `standby[]`. */
export function messagingItem(between: Between, event: Readonly<Record<string, unknown>>): object {
  const { account, person, at, isFromBusiness = false } = between
  return {
    sender: { id: isFromBusiness ? account : person },
    recipient: { id: isFromBusiness ? person : account },
    timestamp: at,
    ...event,
  }
}
