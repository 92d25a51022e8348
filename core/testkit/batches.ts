/** Several deliveries as the one POST that a busy platform makes of them. */
import type { Json, RawRequest } from '../src/adapter.ts'
import { deliveryOf } from './deliver.ts'
import { messageDelivery, type Subject } from './subject.ts'

type Merge = (bodies: readonly Json[]) => Json

/** The world's way to join bodies, or the obvious one; undefined where there is none. */
export function mergeOf(subject: Subject): Merge | undefined {
  const { merge } = subject.world
  if (merge === false) return undefined
  if (merge) return merge
  const { json } = deliveryOf(messageDelivery(subject))
  if (typeof json !== 'object' || json === null) return undefined
  const lists = Object.entries(json).filter(([, value]) => Array.isArray(value))
  const [name] = lists.length === 1 ? (lists[0] ?? []) : []
  if (name === undefined) return undefined
  return (bodies) => joinLists(bodies as readonly Record<string, Json>[], name)
}

function joinLists(bodies: readonly Record<string, Json>[], name: string): Json {
  return { ...bodies[0], [name]: bodies.flatMap((body) => body[name] as Json[]) }
}

export function joinDeliveries(subject: Subject, requests: readonly RawRequest[]): RawRequest {
  const merge = mergeOf(subject)
  const [first] = requests
  if (!merge || !first) throw new Error('nothing to join')
  const body = merge(requests.map((request) => deliveryOf(request).json as Json))
  return { ...first, body: new TextEncoder().encode(JSON.stringify(body)) }
}
