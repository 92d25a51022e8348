/** Inbound events in the words of the corpus's expectations. */
import type { Content, InboundEvent } from '@parley/core/adapter'

export interface Expected extends Readonly<Record<string, unknown>> {
  readonly type: string
  readonly externalId?: string
  readonly targetExternalId?: string
  readonly connectionExternalId?: string
  readonly businessAccountId?: string
  readonly detail?: string
  readonly code?: number
  readonly alternatives?: Readonly<Record<string, readonly unknown[]>>
}
type View = Readonly<Record<string, unknown>>

const typesOf: Readonly<Record<string, readonly string[]>> = {
  message: ['message'],
  echo: ['echo'],
  edit: ['edit'],
  delete: ['delete'],
  reaction: ['reaction'],
  // a word that changes nothing stays an unknown event, and so does a note that names nobody
  status: ['receipt', 'unknown'],
  system: ['message', 'unknown'],
  account: ['connection', 'identity', 'consent'],
  other: ['message', 'echo', 'unknown'],
}

/** By the provider's id, or by what it is about; account events by their place alone. */
export function isMeant(event: InboundEvent, expected: Expected): boolean {
  if (!typesOf[expected.type]?.includes(event.type)) return false
  if (expected.type === 'account') return isSameAccount(event, expected)
  const named = expected.externalId ?? expected.targetExternalId
  const { externalId, targetExternalId } = viewOf(event)
  return [externalId, targetExternalId, nativeId(event)].includes(named)
}

function isSameAccount(event: InboundEvent, expected: Expected): boolean {
  const { connectionExternalId: connection, businessAccountId: account, code, detail } = expected
  const said = event.type === 'connection' ? event.detail : undefined
  const pairs = [
    [connection, event.connection],
    [account, event.account],
    [detail, detail && said?.includes(detail) ? detail : undefined],
    [code, code && event.key.startsWith(`error:${code}:`) ? code : undefined],
  ]
  return pairs.every(([wanted, actual]) => wanted === undefined || wanted === actual)
}

export function viewOf(event: InboundEvent): View {
  return {
    connectionExternalId: event.connection,
    businessAccountId: event.account,
    contactIdentity: event.contact?.id,
    contactAliases: event.contact?.aliases,
    sentAt: event.at > 0 ? new Date(event.at).toISOString() : undefined,
    ...(views[event.type] as ((event: InboundEvent) => View) | undefined)?.(event),
  }
}

type Of<T extends InboundEvent['type']> = Extract<InboundEvent, { type: T }>
const views: { readonly [T in InboundEvent['type']]?: (event: Of<T>) => View } = {
  message: (event) => ({ ...utterance(event), direction: 'in' }),
  echo: (event) => ({ ...utterance(event), direction: 'out' }),
  edit: (event) => ({ ...targeted(event), text: event.content && said(event.content)['text'] }),
  delete: (event) => ({ ...targeted(event), by: event.by }),
  reaction: (event) => ({ ...targeted(event), emoji: event.emoji, removed: event.emoji === null }),
  receipt: ({ target, status, failure, clientRef }) => ({
    targetExternalId: 'ids' in target ? target.ids[0] : undefined,
    status,
    failureCode: failure && Number(failure.code),
    callbackData: clientRef,
  }),
  unknown: (event) => ({ targetExternalId: nativeId(event), externalId: nativeId(event) }),
}

function utterance({ id, replyTo, referral, history, content }: Of<'message' | 'echo'>): View {
  const replyToExternalId = replyTo
  return {
    externalId: id,
    replyToExternalId,
    referral: referral && true,
    history,
    ...said(content),
  }
}

function targeted(event: Of<'edit' | 'delete' | 'reaction'>): View {
  return { targetExternalId: event.target, externalId: nativeId(event) }
}

function nativeId({ native }: InboundEvent): unknown {
  return (native as { id?: unknown } | null)?.id
}

function said(content: Content): View {
  const media = content.kind === 'media' ? content.media : []
  return {
    kind: media[0]?.kind ?? content.kind,
    text: content.kind === 'interactive' ? content.title : 'text' in content ? content.text : null,
    attachments: media.length,
    quickPayload: content.kind === 'interactive' ? content.payload : undefined,
  }
}

/** It may or may not become a message. */
export function mayStayOut({ alternatives }: Expected): boolean {
  return alternatives?.['stored']?.includes(false) ?? false
}

const ignored = new Set(['type', 'channel', 'event', 'lenient', 'alternatives', 'detail', 'code'])

/** What an event says otherwise than expected, one sentence a field. */
export function differences(view: View, expected: Expected): string[] {
  return Object.entries(expected).flatMap(([name, wanted]) => {
    if (ignored.has(name)) return []
    const actual = view[name] ?? null
    const allowed = [wanted, ...(expected.alternatives?.[name] ?? [])]
    const isFine = allowed.some((each) => agrees(actual, each, wanted))
    return isFine ? [] : [`${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`]
  })
}

function agrees(actual: unknown, allowed: unknown, wanted: unknown): boolean {
  // nothing changes: then it is no receipt, and has no status
  if (allowed === '<any>' || allowed === '<unchanged>') return true
  if (allowed === '<contains>') return String(actual).includes(String(wanted))
  if (Array.isArray(allowed)) return allowed.every((id) => (actual as unknown[])?.includes(id))
  return actual === (allowed ?? null)
}
