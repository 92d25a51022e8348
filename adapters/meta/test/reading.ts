/** What the tests of Messenger's and Instagram's `parse` share. */
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'
import { deliveryOf, type Fixture, requestFrom } from '@parley/core/testkit'
import * as fc from 'fast-check'
import type { Test } from 'tap'

type Parse = (delivery: InboundDelivery) => readonly InboundEvent[]

/** Every field that the expectation names, and as many events as it has. */
export function assertReads(t: Test, events: readonly InboundEvent[], fixture: Fixture): void {
  t.ok(fixture.events, 'the fixture says what it expects')
  t.equal(events.length, fixture.events?.length)
  t.hasStrict(events, fixture.events)
}

/** Puts any JSON in any place of real bodies, and any JSON as the whole. */
export function assertTotal(t: Test, parse: Parse, fixtures: readonly Fixture[]): void {
  const bodies = fixtures.map((fixture) => deliveryOf(requestFrom(fixture)).json)
  const value = fc.jsonValue({ maxDepth: 3 })
  const damaged = fc
    .tuple(fc.constantFrom(...bodies), fc.array(fc.nat(40), { maxLength: 8 }), value)
    .map(([body, path, wrong]) => replaced(body, path, wrong))
  fc.assert(
    fc.property(fc.oneof(damaged, value, damaged), (json) => {
      const delivery = deliveryOf(requestFrom({ name: 'any', json }))
      const events = parse(delivery)
      const again = parse(delivery)
      return (
        events.length >= itemsIn(delivery.json) &&
        events.every(isSound) &&
        events.every((event, i) => event.key === again[i]?.key)
      )
    }),
    { numRuns: 2000, seed: 26 },
  )
  t.ok(parse(deliveryOf(requestFrom({ name: 'deep', body: deep() }))).length > 0, '100,000 deep')
}

function replaced(value: unknown, [at, ...rest]: readonly number[], wrong: unknown): unknown {
  if (at === undefined || typeof value !== 'object' || value === null) return wrong
  const names = Object.keys(value)
  const name = names[at % names.length]
  if (name === undefined) return wrong
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const inner = (copy as Record<string, unknown>)[name]
  return Object.assign(copy, { [name]: replaced(inner, rest, wrong) })
}

function itemsIn(json: unknown): number {
  const { entry } = Object(json) as { entry?: unknown }
  if (!Array.isArray(entry)) return 1
  const counts = entry.map((each: unknown) => {
    const { messaging } = Object(each) as { messaging?: unknown }
    return Array.isArray(messaging) ? Math.max(messaging.length, 1) : 1
  })
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
}

function isSound(event: InboundEvent): boolean {
  const { key, connection, contact, at, native } = event
  return (
    key.length > 0 &&
    key.length <= 512 &&
    typeof connection === 'string' &&
    (contact === null || contact.id.length > 0) &&
    at >= 0 &&
    native !== undefined
  )
}

function deep(): string {
  const depth = 100_000
  return `{"object":"page","entry":[{"id":"1","messaging":[${'['.repeat(depth)}${']'.repeat(depth)}]}]}`
}
