/** The corpus of sample bodies beside the checkout, and how an expectation of it is compared with what `parse` reads. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Content, InboundDelivery, InboundEvent } from '@parley/core/adapter'
import { deliveryOf, requestFrom } from '@parley/core/testkit'

const root = join(import.meta.dirname, '../../../../shared/corpus')

export interface Sample {
  readonly name: string
  readonly delivery: InboundDelivery
  readonly expected: readonly Expected[]
}
export interface Expected {
  readonly type: string
  readonly connectionExternalId?: string
  readonly contactIdentity?: string
  readonly externalId?: string
  readonly targetExternalId?: string
  readonly targetExternalIds?: readonly string[]
  readonly replyToExternalId?: string
  readonly text?: string | null
  readonly kind?: string
  readonly attachments?: number
  readonly sentAt?: string
  readonly status?: string
  readonly watermark?: string
  readonly emoji?: string | null
  readonly editCount?: string
  readonly by?: string
  readonly quickPayload?: string
  readonly storyId?: string
  readonly referral?: boolean
  readonly standby?: boolean
  readonly alternatives?: Readonly<Record<string, readonly unknown[]>>
}

export function hasCorpus(): boolean {
  return existsSync(root)
}

export function samplesOf(folder: string): Sample[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.expect.json'))
  return names.map((file) => {
    const name = file.slice(0, -'.expect.json'.length)
    const body = readFileSync(join(root, folder, `${name}.json`), 'utf8')
    const { events } = JSON.parse(readFileSync(join(root, folder, file), 'utf8'))
    return { name, delivery: deliveryOf(requestFrom({ name, body })), expected: events }
  })
}

export function graphSample(name: string): string {
  return readFileSync(join(root, 'graph', `${name}.json`), 'utf8')
}

/** What differs, one sentence each. Events beside the expected ones must be `unknown`: nothing is made up. */
export function differencesOf(
  { delivery, expected }: Sample,
  events: readonly InboundEvent[],
): string[] {
  const rest = [...events]
  const faults = expected.flatMap((wanted) => {
    const at = rest.findIndex((event) => fits(event, wanted))
    if (at < 0) return [`no event for ${JSON.stringify(wanted)}`]
    const [event] = rest.splice(at, 1)
    return event ? faultsOf(event, wanted) : []
  })
  const extra = rest.filter(({ type }) => type !== 'unknown').map(({ type }) => `an extra ${type}`)
  const none = events.length === 0 ? [`nothing read from ${delivery.path}`] : []
  return [...faults, ...extra, ...none]
}

const types: Readonly<Record<string, readonly InboundEvent['type'][]>> = {
  message: ['message'],
  postback: ['message'],
  referral: ['message'],
  system: ['message'],
  echo: ['echo', 'unknown'],
  edit: ['edit', 'unknown'],
  delete: ['delete'],
  reaction: ['reaction'],
  read: ['receipt'],
  delivery: ['receipt'],
  status: ['receipt'],
  account: ['connection', 'handover'],
  other: ['unknown', 'consent', 'message'],
}

function fits(event: InboundEvent, wanted: Expected): boolean {
  const isPlace =
    wanted.connectionExternalId === undefined || event.connection === wanted.connectionExternalId
  const isTime = wanted.sentAt === undefined || event.at === Date.parse(wanted.sentAt)
  return isPlace && isTime && (types[wanted.type]?.includes(event.type) ?? false)
}

function faultsOf(event: InboundEvent, wanted: Expected): string[] {
  const found: Record<string, unknown> = { ...utteranceOf(event), ...signalOf(event) }
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (!isComparable(event, name)) return []
    const allowed = [value, ...(wanted.alternatives?.[name] ?? [])]
    const isSame = allowed.some((each) => each === '<any>' || isEqual(each, found[name]))
    return isSame
      ? []
      : [`${name} is ${JSON.stringify(found[name])}, not ${JSON.stringify(allowed)}`]
  })
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** An event without a reading says nothing but whom it is about, and one about the account not even that. */
function isComparable({ type }: InboundEvent, name: string): boolean {
  if (name === 'contactIdentity') return type !== 'unknown' && type !== 'connection'
  if (name === 'externalId') return type === 'message' || type === 'echo'
  return type !== 'unknown' && readable.has(name)
}

const readable = new Set([
  'targetExternalId',
  'targetExternalIds',
  'replyToExternalId',
  'text',
  'kind',
  'attachments',
  'status',
  'watermark',
  'emoji',
  'by',
  'editCount',
  'quickPayload',
  'storyId',
  'referral',
  'standby',
])

function utteranceOf(event: InboundEvent): Record<string, unknown> {
  const contact = { contactIdentity: event.contact?.id }
  if (event.type !== 'message' && event.type !== 'echo') return contact
  const { id, replyTo, referral, standby } = event
  const about = { replyToExternalId: replyTo, referral: referral && true, standby }
  return { ...contact, externalId: id, ...about, ...contentOf(event.content) }
}

function contentOf(content: Content): Record<string, unknown> {
  return {
    text: textOf(content),
    kind: content.kind === 'media' ? content.media[0]?.kind : content.kind,
    attachments: 'media' in content ? (content.media?.length ?? 0) : 0,
    ...(content.kind === 'interactive' && { quickPayload: content.payload }),
    ...(content.kind === 'story' && { storyId: content.storyId }),
  }
}

function textOf(content: Content): string | null {
  if (content.kind === 'interactive') return content.title
  return 'text' in content ? (content.text ?? null) : null
}

function signalOf(event: InboundEvent): Partial<Expected> {
  if (event.type === 'receipt') return { status: event.status, ...receiptOf(event.target) }
  if (event.type === 'delete') return { targetExternalId: event.target, by: event.by }
  if (event.type === 'reaction') return { targetExternalId: event.target, emoji: event.emoji }
  if (event.type !== 'edit') return {}
  const text = event.content && textOf(event.content)
  return { targetExternalId: event.target, text, editCount: String(event.revision) }
}

function receiptOf(
  target: Extract<InboundEvent, { type: 'receipt' }>['target'],
): Partial<Expected> {
  if ('through' in target) return { targetExternalId: target.through }
  if ('ids' in target) return { targetExternalIds: target.ids }
  return { targetExternalIds: [], watermark: new Date(target.upTo).toISOString() }
}
