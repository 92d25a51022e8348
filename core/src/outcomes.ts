/** What a batch came to: an outcome for each inbound event, and the events that tell the screens. */
import type { InboundEvent } from './adapter.ts'
import type { Applied } from './effects.ts'
import type { NewEvent } from './events.ts'
import { keyOf, type Resolved } from './identities.ts'
import type { Reading } from './reading.ts'
import type { Recorded } from './record.ts'

/** One reading for one connection. */
export interface Item {
  readonly reading: Reading
  readonly connectionId: string
}

/** What became of each event, for whoever inspects the delivery. */
export function mark(
  items: readonly Item[],
  { recorded, applied }: { recorded: readonly Recorded[]; applied: readonly Applied[] },
): void {
  const stored = new Map(
    recorded
      .filter(({ how }) => how !== 'orphan')
      .map((each) => [keyOf(each.connectionId, each.externalId), each]),
  )
  const waiting = new Set(
    applied.flatMap(({ how, key, chatId }) => (how === 'waiting' ? [keyOf(chatId, key!)] : [])),
  )
  for (const { reading, connectionId } of items) {
    const { event, outcome } = reading
    if (event.type === 'message' || event.type === 'echo') {
      const key = keyOf(connectionId, event.id)
      const row = stored.get(key)
      stored.delete(key)
      outcome.outcome = row ? (row.how === 'settled' ? 'applied' : 'stored') : 'duplicate'
      if (row) outcome.messageId = row.id
    } else if (event.type === 'unknown') outcome.outcome = 'unknown'
    else if (
      event.type === 'consent' ||
      event.type === 'handover' ||
      event.type === 'connection' ||
      event.type === 'identity'
    )
      outcome.outcome = 'noted'
    else outcome.outcome = waiting.has(keyOf(connectionId, event.key)) ? 'waiting' : 'applied'
  }
}

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
  const isNew = new Set(resolved.newChats)
  for (const chatId of resolved.newChats) happened('chat.created', chatId, chatId)
  for (const { contactId, chatId } of [...resolved.renamedContacts, ...moved]) {
    happened('contact.updated', contactId, null)
    happened('chat.updated', chatId, chatId)
  }
  for (const { how, id, chatId } of recorded) {
    if (how === 'orphan') continue
    happened(how === 'added' ? 'message.created' : 'message.updated', id, chatId)
    if (!isNew.has(chatId)) happened('chat.updated', chatId, chatId)
  }
  for (const { how, id, chatId, isLast } of applied) {
    if (how === 'waiting') continue
    if (!events.has(`message.created|${id}`)) happened('message.updated', id, chatId)
    if (isLast) happened('chat.updated', chatId, chatId)
  }
  for (const id of connections) happened('connection.updated', id, null)
  return [...events.values()]
}
