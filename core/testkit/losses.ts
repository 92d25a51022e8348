/** Puts a wrong value in every place of a delivery, and looks whether anything else is lost by it. */
import { isDeepStrictEqual } from 'node:util'

import type { InboundEvent, Json, RawRequest } from '../src/adapter.ts'
import { deliveryOf } from './deliver.ts'
import { faultsOf } from './event-faults.ts'
import { type Leaf, leavesOf, type Path, pathsOf, replaceAt, wrongValues } from './mutations.ts'
import type { AnyChannel } from './subject.ts'

const mostMutations = 150

/** What parse threw, spoilt or no longer kept, one sentence each. */
export function lossesOf(adapter: AnyChannel, request: RawRequest, random: () => number): string[] {
  const { json } = deliveryOf(request)
  if (typeof json !== 'object' || json === null) return []
  const kept = keptLeaves(adapter.parse(deliveryOf(request)), json)
  return chooseMutations(json, random).flatMap(([path, wrong]) => {
    const place = `${path.join('.')} = ${JSON.stringify(wrong)?.slice(0, 40) ?? 'absent'}`
    try {
      const body = new TextEncoder().encode(JSON.stringify(replaceAt(json, path, wrong)))
      const events = adapter.parse(deliveryOf({ ...request, body }))
      return damageOf(events, neighboursOf(kept, path)).map((fault) => `${place}: ${fault}`)
    } catch (error) {
      return [`${place}: throws ${String(error)}`]
    }
  })
}

// what an event owns is in its native; a body kept whole is nobody's neighbour
function keptLeaves(events: readonly InboundEvent[], json: unknown): Leaf[] {
  if (events.some(({ native }) => isDeepStrictEqual(native, json))) return []
  const natives = JSON.stringify(events.map(({ native }) => native))
  const leaves = leavesOf(json)
  const counts = new Map<Leaf['value'], number>()
  for (const { value } of leaves) counts.set(value, (counts.get(value) ?? 0) + 1)
  return leaves.filter(({ value }) => {
    // finding a value proves nothing where it is short or stands in several places
    const isTelling = String(value).length > 3 && counts.get(value) === 1
    return isTelling && natives.includes(JSON.stringify(value))
  })
}

function chooseMutations(json: unknown, random: () => number): [Path, Json | undefined][] {
  const wrong = [undefined, ...wrongValues()]
  const all = [...pathsOf(json)].flatMap((path) =>
    wrong.map((value): [Path, Json | undefined] => [path, value]),
  )
  const share = mostMutations / all.length
  return all.filter(() => random() < share)
}

/** What must survive: all that was kept and does not lie under the place. */
function neighboursOf(kept: readonly Leaf[], place: Path): Leaf[] {
  return kept.filter(({ path }) => !place.every((key, i) => path[i] === key))
}

// what only describes the delivery may go with the reading of it; a lost event is more than that
const mostLost = 1 / 4

function damageOf(events: readonly InboundEvent[], expected: readonly Leaf[]): string[] {
  if (events.length === 0) return ['nothing is read']
  const text = JSON.stringify(events)
  const lost = expected.filter(({ value }) => !text.includes(JSON.stringify(value)))
  const faults = events.flatMap(faultsOf)
  if (lost.length <= expected.length * mostLost) return faults
  const places = lost.map(({ path }) => path.join('.')).slice(0, 3)
  return [...faults, `${places.join(', ')} and so on are in no event`]
}
