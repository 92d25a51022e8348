/** What is wrong with an inbound event, as the kernel would find it when it stores it. */
import type { InboundEvent } from '../src/adapter.ts'
import { eventTypes } from './subject.ts'

/** One sentence per fault; none for a sound event. */
export function faultsOf(event: InboundEvent): string[] {
  if (event === null || typeof event !== 'object')
    return [`an event is an object, not ${String(event)}`]
  const faults = [...envelopeFaults(event), ...(bodyFaults[event.type]?.(event as never) ?? [])]
  return faults.map((fault) => `${event.type}: ${fault}`)
}

// what String() makes of a missing part: two of them would share one key
const stringified = /(?:^|[^\w])(?:undefined|null|NaN|\[object \w+\])(?:$|[^\w])/

function envelopeFaults(event: InboundEvent): string[] {
  const { type, key, connection, contact, at, seq } = event
  return faults({
    [`type ${type} is not in the contract`]: !eventTypes.includes(type),
    [`key ${key} is no text of 1 to 512 characters`]: !isText(key),
    [`key ${key} holds a missing part`]: stringified.test(key),
    'connection is no text': typeof connection !== 'string' || stringified.test(connection),
    'contact is neither null nor an identity': contact !== null && !isId(contact?.id),
    [`at ${at} is no time in ms`]: !Number.isFinite(at) || at < 0,
    [`seq ${seq} is no index`]: !Number.isInteger(seq) || seq < 0,
    'native is missing': event.native === undefined,
    'it does not survive JSON': !survivesJson(event),
  })
}

function faults(found: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(found).filter((fault) => found[fault])
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 512
}

function isId(value: unknown): boolean {
  return isText(value) && !stringified.test(value)
}

function survivesJson(value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value)
  } catch {
    return false
  }
}

type Fault<K extends InboundEvent['type']> = (
  event: Extract<InboundEvent, { type: K }>,
) => readonly string[]
const bodyFaults: { readonly [K in InboundEvent['type']]?: Fault<K> } = {
  message: utteranceFaults,
  echo: utteranceFaults,
  edit: ({ target, content, revision }) => [
    ...targetFaults(target),
    ...(content === null ? [] : contentFaults(content)),
    ...faults({ 'revision is no number': !Number.isFinite(revision) }),
  ],
  delete: ({ target }) => targetFaults(target),
  reaction: ({ target, emoji }) => [
    ...targetFaults(target),
    ...faults({ 'emoji is neither null nor a text': emoji !== null && !isText(emoji) }),
  ],
  receipt: ({ status, target }) =>
    faults({
      [`status ${status} is not in the contract`]: !receiptStatuses.has(status),
      'target names no message': !isReceiptTarget(target),
    }),
  identity: ({ previous, contact }) =>
    faults({ 'it names no ids': contact === null || previous.length === 0 }),
  unknown: ({ nativeType, fault = '' }) =>
    faults({
      'nativeType is no text': typeof nativeType !== 'string',
      'fault is no text': typeof fault !== 'string',
    }),
}
const receiptStatuses = new Set(['sent', 'delivered', 'read', 'failed'])

function utteranceFaults(
  event: Extract<InboundEvent, { type: 'message' | 'echo' }>,
): readonly string[] {
  const { id, contact, content } = event
  return [
    ...faults({
      [`id ${id} is no id of 1 to 512 characters`]: !isId(id),
      'it has no contact, so no chat': contact === null,
    }),
    ...contentFaults(content),
  ]
}

function targetFaults(target: string): string[] {
  return faults({ [`target ${target} is no message id`]: !isId(target) })
}

function isReceiptTarget(target: object): boolean {
  if ('ids' in target) return Array.isArray(target.ids) && target.ids.every((id) => isId(id))
  if ('upTo' in target) return Number.isFinite(target.upTo)
  return 'through' in target && isId(target.through)
}

const contentKinds = new Set([
  'text',
  'media',
  'location',
  'contacts',
  'story',
  'share',
  'interactive',
  'template',
  'order',
  'system',
  'unsupported',
])

function contentFaults(content: Extract<InboundEvent, { type: 'message' }>['content']): string[] {
  if (!content || !contentKinds.has(content.kind)) return ['its content has no known kind']
  if (content.kind === 'text')
    return faults({ 'text is no text': typeof content.text !== 'string' })
  if (content.kind === 'media') {
    const hasPlace = content.media.every(({ locator }) => locator?.url ?? locator?.id)
    return faults({ 'media cannot be fetched': content.media.length === 0 || !hasPlace })
  }
  if (content.kind === 'location') {
    const isPlace = Number.isFinite(content.lat) && Number.isFinite(content.lon)
    return faults({ 'location has no place': !isPlace })
  }
  return []
}
