/** Rules P and B: parse is pure and total, its keys hold, a batch is read whole and in linear work. */
import { isDeepStrictEqual } from 'node:util'

import type { InboundEvent, RawRequest } from '../src/adapter.ts'
import { joinDeliveries, mergeOf } from './batches.ts'
import type { Rule, T } from './conformance.ts'
import { deliveryOf, requestFrom } from './deliver.ts'
import { faultsOf } from './event-faults.ts'
import { lossesOf } from './losses.ts'
import { hostileBodies, mutateBytes, randomFrom, shuffled } from './mutations.ts'
import { projected } from './projected.ts'
import { countReads, deepFreeze, withoutWorld } from './purity.ts'
import {
  allDeliveries,
  messageDelivery,
  simulatedAt,
  simulatedEvents,
  simulatedText,
  type Subject,
} from './subject.ts'

export const parsingRules: readonly Rule[] = [
  {
    id: 'P1',
    says: 'parse is pure: same bytes, same events; no clock, chance, network or environment',
    check: parsesPurely,
  },
  {
    id: 'P2',
    says: 'parse is total: damage never makes it throw, and never loses what is beside it',
    check: parsesAnything,
  },
  {
    id: 'P3',
    says: 'events are sound, keys unique in a delivery and the same when it comes again',
    check: keysHold,
  },
  {
    id: 'P4',
    says: 'what the simulator sends comes back, and every fixture reads as expected',
    check: readsAsExpected,
  },
  {
    id: 'P5',
    says: 'a batch for two connections gives the events of both, in any order the same',
    lacks: lacksBatches,
    check: readsBatches,
  },
  {
    id: 'B1',
    says: 'twice the batch is at most twice the work',
    lacks: lacksBatches,
    check: parsesLinearly,
  },
]

function parse({ adapter }: Subject, request: RawRequest): readonly InboundEvent[] {
  return adapter.parse(deliveryOf(request))
}

function parsesPurely(t: T, subject: Subject): void {
  for (const { name, request } of allDeliveries(subject)) {
    const delivery = deepFreeze(deliveryOf(request))
    const later = { ...delivery, receivedAt: delivery.receivedAt + 86_400_000 }
    const [first, second] = withoutWorld(() => [
      subject.adapter.parse(delivery),
      subject.adapter.parse(later),
    ])
    t.same(second, first, `${name}: a day later the same events`)
  }
  const { adapter, keys } = subject
  const { body, headers } = messageDelivery(subject)
  const verdict = withoutWorld(() => adapter.verify(body, headers, keys))
  t.ok(verdict.ok || verdict.reason === 'stale', 'verify needs no world either')
}

function parsesAnything(t: T, subject: Subject): void {
  const random = randomFrom(7)
  const template = messageDelivery(subject)
  const deliveries = allDeliveries(subject)
  const bodies = hostileBodies()
  for (const { request } of deliveries)
    for (let i = 0; i < 100; i++) bodies.push(mutateBytes(request.body, random))
  const faults = new Set<string>()
  for (const body of bodies)
    for (const fault of faultsIn(subject, { ...template, body })) faults.add(fault)
  for (const { name, request } of deliveries)
    for (const fault of lossesOf(subject.adapter, request, random)) faults.add(`${name}: ${fault}`)
  t.same([...faults].slice(0, 20), [], 'no body makes parse throw, lose or spoil an event')
  t.same((Object.prototype as { polluted?: unknown }).polluted, undefined, 'no prototype polluted')
}

function faultsIn(subject: Subject, request: RawRequest): string[] {
  const shown = JSON.stringify(new TextDecoder().decode(request.body).slice(0, 120))
  try {
    const delivery = deliveryOf(request)
    subject.adapter.webhook.claims?.(delivery)
    const events = subject.adapter.parse(delivery)
    if (events.length === 0) return [`nothing is read from ${shown}`]
    return events.flatMap(faultsOf).map((fault) => `${fault} in ${shown}`)
  } catch (error) {
    return [`throws ${String(error)} on ${shown}`]
  }
}

function keysHold(t: T, subject: Subject): void {
  for (const { name, request } of allDeliveries(subject)) {
    const events = parse(subject, request)
    t.same(events.flatMap(faultsOf), [], `${name}: sound events`)
    t.same(keysOf(parse(subject, request)), keysOf(events), `${name}: the same keys again`)
    t.same(clashesOf(events), [], `${name}: different things have different keys`)
    t.same(new Set(events.map(({ seq }) => seq)).size, events.length, `${name}: seq differs`)
    t.ok(subject.adapter.webhook.claims?.(deliveryOf(request)) ?? true, `${name}: is claimed`)
  }
  const [one, other] = ['kit-a', 'kit-b'].map((id) =>
    keysOf(parse(subject, messageDelivery(subject, { id }))),
  )
  t.ok(!isDeepStrictEqual(one, other), 'two messages that differ in their id alone have two keys')
}

function keysOf(events: readonly InboundEvent[]): string[] {
  return events.map(({ connection, account, key }) => `${account ?? ''}|${connection}|${key}`)
}

// a platform may repeat a message in one batch: then the key must be the same
function clashesOf(events: readonly InboundEvent[]): string[] {
  const seen = new Map<string, InboundEvent>()
  const keys = keysOf(events)
  return events.flatMap((event, i) => {
    const key = keys[i] ?? ''
    const first = seen.get(key)
    seen.set(key, event)
    return first && !isSameFact(first, event) ? [key] : []
  })
}

function isSameFact(one: InboundEvent, other: InboundEvent): boolean {
  if (one.type !== other.type) return false
  if ('id' in one && 'id' in other) return one.id === other.id
  return isDeepStrictEqual(one.native, other.native)
}

function readsAsExpected(t: T, subject: Subject): void {
  for (const { event, request } of simulatedEvents(subject)) {
    const events = parse(subject, request)
    const found = events.find(({ type }) => type === event)
    t.ok(found, `the simulator's ${event} is read as ${events.map(({ type }) => type).join()}`)
    if (found) checkRoundTrip(t, subject, found)
  }
  for (const fixture of subject.world.fixtures ?? []) {
    const { name, events: expected } = fixture
    if (!expected) continue
    const events = parse(subject, requestFrom(fixture, messageDelivery(subject)))
    t.same(
      events.map((event, i) => projected(event, expected[i])),
      expected,
      name,
    )
  }
}

function checkRoundTrip(t: T, subject: Subject, event: InboundEvent): void {
  const { connection, contact, messageId } = subject
  t.same(event.connection || connection.externalId, connection.externalId, `${event.type}: routed`)
  if (event.contact) {
    const previous = event.type === 'identity' ? event.previous : []
    const ids = [event.contact.id, ...(event.contact.aliases ?? []), ...previous]
    t.ok(ids.includes(contact.id), `${event.type}: the contact is ${contact.id}`)
  }
  if (event.type === 'message' || event.type === 'echo') {
    t.same(event.id, messageId, `${event.type}: the provider's id`)
    t.same(event.content, { kind: 'text', text: simulatedText }, `${event.type}: the text`)
    t.same(event.at, simulatedAt, `${event.type}: the platform's time, in ms`)
  }
  if ('target' in event && typeof event.target === 'string')
    t.same(event.target, messageId, `${event.type}: its target`)
  if (event.type === 'receipt')
    t.ok(
      subject.adapter.capabilities.receipts.includes(event.status),
      `${event.status} is declared`,
    )
}

function lacksBatches(subject: Subject): string | undefined {
  const { merge } = subject.world
  if (merge === false) return 'the platform sends one event per delivery'
  return mergeOf(subject) ? undefined : 'world.merge, or `merge: false` if there are no batches'
}

function readsBatches(t: T, subject: Subject): void {
  const own = subject.connection.externalId
  const other = `${own}9`
  const requests = [own, other, own].map((connection, i) =>
    messageDelivery(subject, { connection, id: `kit-batch-${i}`, chat: `1555000222${i}` }),
  )
  const single = requests.flatMap((request) => keysOf(parse(subject, request))).sort()
  const random = randomFrom(11)
  for (let round = 0; round < 5; round++) {
    const batch = joinDeliveries(subject, round === 0 ? requests : shuffled(requests, random))
    const events = parse(subject, batch)
    t.same(keysOf(events).sort(), single, 'the keys of each delivery by itself')
    t.same(
      [...new Set(events.map(({ connection }) => connection))].sort(),
      [own, other].sort(),
      'each event names its own connection',
    )
  }
}

function parsesLinearly(t: T, subject: Subject): void {
  const [small = 0, large = 0] = [50, 100].map((size) => {
    const requests = Array.from({ length: size }, (_, i) =>
      messageDelivery(subject, { id: `kit-${i}`, chat: `1555${i}` }),
    )
    const delivery = deliveryOf(joinDeliveries(subject, requests))
    return countReads(delivery.json, (json) => subject.adapter.parse({ ...delivery, json }))
  })
  t.ok(small > 0, 'parse reads the JSON that it is given')
  t.ok(large <= small * 2.2, `100 messages take ${large} reads, 50 take ${small}`)
}
