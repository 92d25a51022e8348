/** One batch of deliveries in one transaction: a fixed, small number of set-based statements, whatever its size. */
import type { InboundEvent } from './adapter.ts'
import { findConflicts } from './conflicts.ts'
import type { Sql } from './database.ts'
import { stateOf, storeDeliveries } from './deliveries.ts'
import { apply, type Effect } from './effects.ts'
import type { NewEvent } from './events.ts'
import {
  adopt,
  keyOf,
  type Known,
  type Person,
  remember,
  resolve,
  type Resolved,
  type Wanted,
} from './identities.ts'
import type { Kernel } from './kernel.ts'
import { noticeAccounts } from './notices.ts'
import { eventsOf, type Item, mark } from './outcomes.ts'
import { clampTime, type ReadDelivery } from './reading.ts'
import { mediaOf, type NewMessage, record } from './record.ts'

type Part = Pick<Kernel, 'database' | 'bus' | 'now' | 'meters'>
type Spoken = Extract<InboundEvent, { type: 'message' | 'echo' }>

/** Everything or nothing; after the commit whoever listens is woken. */
export async function writeBatch(
  kernel: Part,
  deliveries: readonly ReadDelivery[],
  known: Known,
): Promise<void> {
  const now = kernel.now()
  const done = await kernel.database.hotTransaction(async (sql) => {
    const items = itemsOf(deliveries)
    const facts = await writeItems(sql, items, { known, now })
    storeDeliveries(sql, deliveries, facts.events)
    return facts
  })
  finish(kernel, deliveries, { ...done, known })
}

/** The same for one delivery that failed: halves until the poison is alone, so that its neighbours are stored. */
export async function writeSingly(
  kernel: Part,
  delivery: ReadDelivery,
  known: Known,
): Promise<void> {
  const now = kernel.now()
  await writeHalves(kernel, itemsOf([delivery]), { known, now })
  await kernel.database.hotTransaction(async (sql) => storeDeliveries(sql, [delivery], []))
  kernel.meters.delivery(stateOf(delivery))
  kernel.bus.publish('events', null)
}

async function writeHalves(
  kernel: Part,
  items: Item[],
  context: { known: Known; now: Date },
): Promise<void> {
  if (items.length === 0) return
  try {
    const facts = await kernel.database.hotTransaction(async (sql) => {
      const done = await writeItems(sql, items, context)
      storeDeliveries(sql, [], done.events)
      return done
    })
    remember(context.known, facts.people)
  } catch (error) {
    if (isOutage(error)) throw error
    if (items.length === 1) return quarantine(items[0]!, error)
    const middle = items.length >> 1
    await writeHalves(kernel, items.slice(0, middle), context)
    await writeHalves(kernel, items.slice(middle), context)
  }
}

function quarantine({ reading }: Item, error: unknown): void {
  reading.outcome.outcome = 'quarantined'
  reading.outcome.reason = (error instanceof Error ? error.message : String(error)).slice(0, 300)
}

/** The database cannot be reached, stops or is out of room: nothing to do with the content. */
export function isOutage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string')
    return (
      /connect|terminat|timeout|ECONN|closed/i.test(String(error)) && !(error instanceof TypeError)
    )
  return /^(08|57|53|58|40|55|25|XX)/.test(code) || /^E[A-Z]+$/.test(code)
}

interface Facts {
  events: NewEvent[]
  people: ReadonlyMap<string, Person>
  /** Files, or people whose name and picture are not known yet. */
  hasFetching: boolean
  hasNotices: boolean
  counts: Resolved['counts']
}

/** The effects of readings inside the caller's transaction; the events are the caller's to append. */
export async function writeItems(
  sql: Sql,
  items: readonly Item[],
  { known, now }: { known: Known; now: Date },
): Promise<Facts> {
  const moved = await adoptAll(sql, items)
  if (moved.length > 0) known.clear()
  const resolved = await resolve(sql, wantedOf(items), known)
  const messages = spokenOf(items).map((item) => ({
    ...item,
    message: toMessage(item, resolved.people, now),
  }))
  const rows =
    messages.length > 0 ? await record(sql, firsts(messages.map(({ message }) => message))) : []
  const [clashes, recorded] = [
    rows.filter(({ how }) => how === 'clash'),
    rows.filter(({ how }) => how !== 'clash'),
  ]
  const effects = [
    ...effectsOf(items, resolved.people),
    ...recorded.flatMap(({ how, effect }) => (how === 'orphan' ? [effect as Effect] : [])),
  ]
  const applied = effects.length > 0 ? await apply(sql, effects, now) : []
  const noticed = await noticeAccounts(sql, items)
  mark(items, { recorded, applied, conflicts: findConflicts(messages, clashes) })
  const events = eventsOf({
    resolved,
    recorded,
    applied,
    moved: [...moved, ...noticed.chats],
    connections: noticed.connections,
  })
  return {
    events,
    people: resolved.people,
    hasFetching:
      resolved.newChats.length > 0 ||
      messages.some(({ message }) => mediaOf(message.content).length > 0),
    hasNotices: noticed.connections.length > 0,
    counts: resolved.counts,
  }
}

export function itemsOf(deliveries: readonly ReadDelivery[]): Item[] {
  return deliveries.flatMap(({ readings }) =>
    readings.flatMap((reading) =>
      reading.connections.map(({ id }) => ({ reading, connectionId: id })),
    ),
  )
}

function adoptAll(
  sql: Sql,
  items: readonly Item[],
): Promise<{ chatId: string; contactId: string }[]> {
  const changes = items.flatMap(({ reading: { event }, connectionId }) =>
    event.type === 'identity' && event.contact
      ? [{ connectionId, current: event.contact, previous: event.previous }]
      : [],
  )
  return changes.length > 0 ? adopt(sql, changes) : Promise.resolve([])
}

// only what is said opens a chat; a receipt or a reaction finds its message, or nothing
function wantedOf(items: readonly Item[]): Wanted[] {
  return items.flatMap(({ reading: { event }, connectionId }) =>
    opensChat(event) && event.contact ? [{ connectionId, identity: event.contact }] : [],
  )
}

function opensChat(event: InboundEvent): boolean {
  return (
    event.type === 'message' ||
    event.type === 'echo' ||
    (event.type === 'receipt' && 'upTo' in event.target)
  )
}

function spokenOf(items: readonly Item[]): (Item & { event: Spoken })[] {
  return items.flatMap((item) => {
    const { event } = item.reading
    return event.type === 'message' || event.type === 'echo' ? [{ ...item, event }] : []
  })
}

function toMessage(
  { event, connectionId }: Item & { event: Spoken },
  people: ReadonlyMap<string, Person>,
  now: Date,
): NewMessage {
  const person = people.get(keyOf(connectionId, event.contact!.id))!
  return {
    connectionId,
    chatId: person.chatId,
    externalId: event.id,
    content: event.content,
    extra: extraOf(event),
    native: event.native,
    replyTo: event.replyTo,
    sentAt: clampTime(event.at, now),
    ...weightOf(event),
    isStandby: event.standby ?? false,
    ...sideOf(event),
  }
}

/** A line of the platform in between is no word of the contact, unless the adapter says that they did something. */
function weightOf({
  content,
  history = false,
  opens = content.kind !== 'system',
}: Spoken): Pick<NewMessage, 'isQuiet' | 'opens'> {
  const isQuiet = history || (content.kind === 'system' && !opens)
  return { isQuiet, opens: opens && !history }
}

/** What differs between a contact's message and one of ours. */
function sideOf(event: Spoken): Pick<NewMessage, 'direction' | 'author' | 'status' | 'ours'> {
  if (event.type === 'echo') {
    const author = { type: 'external', id: null, name: null } as const
    const status = event.status ?? 'sent'
    return { direction: 'out', author, status, ours: ourId(event.clientRef) }
  }
  const { id, name = null } = event.author ?? event.contact!
  const author = { type: 'contact', id, name } as const
  return { direction: 'in', author, status: 'received', ours: undefined }
}

function extraOf(event: Spoken): Record<string, unknown> {
  return {
    ...(event.referral && { referral: event.referral }),
    ...(event.forwarded && { forwarded: true }),
    ...(event.standby && { standby: true }),
    ...(event.history && { history: true }),
    ...(event.type === 'echo' && event.origin !== 'unknown' && { origin: event.origin }),
  }
}

/** The key that goes out with a send and comes back with its echo or status: `p.<message id>`. */
export function ourKey(messageId: string): string {
  return `p.${messageId}`
}

function ourId(key: string | undefined): string | undefined {
  return /^p\.(\d{1,18})$/.exec(key ?? '')?.[1]
}

/** The same id twice in one batch is one message: the first is kept. */
function firsts(messages: readonly NewMessage[]): NewMessage[] {
  const seen = new Map<string, NewMessage>()
  for (const message of messages) {
    const key = keyOf(message.connectionId, message.externalId)
    if (!seen.has(key)) seen.set(key, message)
  }
  return [...seen.values()]
}

function effectsOf(items: readonly Item[], people: ReadonlyMap<string, Person>): Effect[] {
  return items.flatMap(({ reading: { event }, connectionId }) => {
    if (
      event.type !== 'receipt' &&
      event.type !== 'edit' &&
      event.type !== 'delete' &&
      event.type !== 'reaction'
    )
      return []
    const chatId = event.contact
      ? people.get(keyOf(connectionId, event.contact.id))?.chatId
      : undefined
    return [
      {
        connectionId,
        key: event.key,
        event,
        chatId,
        ours: event.type === 'receipt' ? ourId(event.clientRef) : undefined,
      },
    ]
  })
}

function finish(
  kernel: Part,
  deliveries: readonly ReadDelivery[],
  facts: Facts & { known: Known },
): void {
  remember(facts.known, facts.people)
  kernel.meters.cached('people', facts.counts)
  if (facts.events.length > 0) kernel.bus.publish('events', null)
  if (facts.hasFetching) kernel.bus.publish('media', null)
  if (facts.hasNotices) kernel.bus.publish('connections', null)
  for (const delivery of deliveries) kernel.meters.delivery(stateOf(delivery))
}
