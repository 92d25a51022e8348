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
  const read = { ...flat(event), ...aboutOf(event) }
  const isAboutChat = event.type !== 'unknown' && event.type !== 'connection'
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (!(name in readable) || (name === 'contactIdentity' && !isAboutChat)) return []
    if (event.type === 'unknown' && name !== 'contactIdentity') return []
    if (name === 'externalId' && !['message', 'echo'].includes(event.type)) return []
    const allowed = [value, ...(wanted.alternatives?.[name] ?? [])]
    if (allowed.includes('<any>')) return []
    const found = (read as Record<string, unknown>)[name]
    const isSame = allowed.some((each) => JSON.stringify(each) === JSON.stringify(found))
    return isSame ? [] : [`${name} is ${JSON.stringify(found)}, not ${JSON.stringify(allowed)}`]
  })
}

const readable = {
  ...{ contactIdentity: 1, externalId: 1, targetExternalId: 1, targetExternalIds: 1, text: 1 },
  ...{ replyToExternalId: 1, kind: 1, attachments: 1, status: 1, watermark: 1, emoji: 1, by: 1 },
  ...{ editCount: 1, quickPayload: 1, storyId: 1, referral: 1, standby: 1 },
}

function flat(event: InboundEvent): Partial<Expected> {
  const contact = event.contact ? { contactIdentity: event.contact.id } : {}
  if (event.type !== 'message' && event.type !== 'echo') return contact
  const { content } = event
  return {
    ...contact,
    externalId: event.id,
    text: textOf(content),
    kind: content.kind === 'media' ? (content.media[0]?.kind ?? '') : content.kind,
    attachments: 'media' in content ? (content.media?.length ?? 0) : 0,
    ...(event.replyTo && { replyToExternalId: event.replyTo }),
    ...(content.kind === 'interactive' && content.payload && { quickPayload: content.payload }),
    ...(content.kind === 'story' && content.storyId && { storyId: content.storyId }),
    ...(event.referral && { referral: true }),
    ...(event.standby && { standby: true }),
  }
}

function textOf(content: Content): string | null {
  if (content.kind === 'interactive') return content.title
  return 'text' in content ? (content.text ?? null) : null
}

function aboutOf(event: InboundEvent): Partial<Expected> {
  switch (event.type) {
    case 'edit': {
      const text = event.content && textOf(event.content)
      return { targetExternalId: event.target, text, editCount: String(event.revision) }
    }
    case 'delete':
      return { targetExternalId: event.target, by: event.by }
    case 'reaction':
      return { targetExternalId: event.target, emoji: event.emoji }
    case 'receipt':
      return { status: event.status, ...receiptOf(event.target) }
    default:
      return {}
  }
}

function receiptOf(
  target: Extract<InboundEvent, { type: 'receipt' }>['target'],
): Partial<Expected> {
  if ('through' in target) return { targetExternalId: target.through }
  if ('ids' in target) return { targetExternalIds: target.ids }
  return { targetExternalIds: [], watermark: new Date(target.upTo).toISOString() }
}
