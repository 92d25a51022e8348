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

// short values stand in many places: finding one proves nothing; a body kept whole is nobody's neighbour
function keptLeaves(events: readonly InboundEvent[], json: unknown): Leaf[] {
  if (events.some(({ native }) => isDeepStrictEqual(native, json))) return []
  const natives = JSON.stringify(events.map(({ native }) => native))
  return leavesOf(json).filter(
    ({ value }) => String(value).length > 3 && natives.includes(JSON.stringify(value)),
  )
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

function damageOf(events: readonly InboundEvent[], expected: readonly Leaf[]): string[] {
  if (events.length === 0) return ['nothing is read']
  const natives = JSON.stringify(events.map(({ native }) => native))
  const lost = expected.filter(({ value }) => !natives.includes(JSON.stringify(value)))
  return [
    ...events.flatMap(faultsOf),
    ...lost.slice(0, 1).map(({ path }) => `${path.join('.')} is in no event's native`),
  ]
}
