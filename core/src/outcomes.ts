/** What a batch came to: an outcome for each inbound event, and the events that tell the screens. */
import type { InboundEvent } from './adapter.ts'
import type { Applied } from './effects.ts'
import type { NewEvent } from './events.ts'
import { keyOf, type Resolved } from './identities.ts'
import type { Reading } from './reading.ts'
import type { Recorded } from './record.ts'
import type { Outcome } from './schemas/delivery.ts'

/** One reading for one connection. */
export interface Item {
  readonly reading: Reading
  readonly connectionId: string
}

/** What became of each event, for whoever inspects the delivery. */
export function mark(
  items: readonly Item[],
  {
    recorded,
    applied,
    conflicts,
  }: {
    recorded: readonly Recorded[]
    applied: readonly Applied[]
    conflicts: ReadonlySet<Reading>
  },
): void {
  const spoken = recorded.filter(({ how }) => how !== 'orphan')
  const rows = new Map(spoken.map((row) => [keyOf(row.connectionId, row.externalId), row]))
  const waits = applied.filter(({ how }) => how === 'waiting')
  const waiting = new Set(waits.map(({ key, chatId }) => keyOf(chatId, key!)))
  for (const { reading, connectionId } of items) {
    const { event, outcome } = reading
    if (event.type === 'message' || event.type === 'echo') {
      const key = keyOf(connectionId, event.id)
      markSpoken(outcome, rows.get(key))
      // the same id again in this batch is a duplicate
      rows.delete(key)
      if (conflicts.has(reading))
        Object.assign(outcome, { outcome: 'quarantined', reason: 'conflict' })
    } else outcome.outcome = outcomeOf(event.type, waiting.has(keyOf(connectionId, event.key)))
  }
}

function markSpoken(outcome: Outcome, row: Recorded | undefined): void {
  outcome.outcome = row === undefined ? 'duplicate' : row.how === 'settled' ? 'applied' : 'stored'
  if (row) outcome.messageId = row.id
}

function outcomeOf(type: InboundEvent['type'], isWaiting: boolean): Outcome['outcome'] {
  if (type === 'unknown') return 'unknown'
  if (noted.has(type)) return 'noted'
  return isWaiting ? 'waiting' : 'applied'
}
const noted = new Set<InboundEvent['type']>(['consent', 'handover', 'connection', 'identity'])

interface Happened {
  resolved: Resolved
  recorded: readonly Recorded[]
  applied: readonly Applied[]
  moved: readonly { chatId: string; contactId: string }[]
  connections: readonly string[]
}

/** One event per thing and kind, however often it was touched. */
export function eventsOf({
  resolved,
  recorded,
  applied,
  moved,
  connections,
}: Happened): NewEvent[] {
  const events = new Map<string, NewEvent>()
  function happened(type: NewEvent['type'], subject: string, chatId: string | null): void {
    events.set(`${type}|${subject}`, { type, subject, chatId })
  }
  function chatChanged(chatId: string): void {
    if (!events.has(`chat.created|${chatId}`)) happened('chat.updated', chatId, chatId)
  }
  for (const chatId of resolved.newChats) happened('chat.created', chatId, chatId)
  for (const { contactId, chatId } of [...resolved.renamedContacts, ...moved]) {
    happened('contact.updated', contactId, null)
    chatChanged(chatId)
  }
  for (const { how, id, chatId } of recorded.filter((row) => row.how !== 'orphan')) {
    happened(how === 'added' ? 'message.created' : 'message.updated', id, chatId)
    chatChanged(chatId)
  }
  for (const { id, chatId, isLast } of applied.filter((row) => row.how !== 'waiting')) {
    if (!events.has(`message.created|${id}`)) happened('message.updated', id, chatId)
    if (isLast) chatChanged(chatId)
  }
  for (const id of connections) happened('connection.updated', id, null)
  return [...events.values()]
}
