/** Rule C1: every declared capability is proved by what goes over the wire or comes in. */
import type { Capabilities, OutboundKind, Step } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { deliveryOf } from './deliver.ts'
import { trySend, windowFor } from './rules-sending.ts'
import { isNative, stepOf } from './steps.ts'
import { allDeliveries, sendingOf, type Subject } from './subject.ts'
import { carries } from './wire.ts'

export const capabilityRules: readonly Rule[] = [
  { id: 'C1', says: 'every declared capability has a proof', check: provesCapabilities },
]

async function provesCapabilities(t: T, subject: Subject): Promise<void> {
  for (const name of Object.keys(subject.adapter.capabilities)) {
    const prove = (proofs as Record<string, Proof | undefined>)[name]
    t.ok(prove, `${name} is a capability of this contract`)
    for (const missing of (await prove?.(subject)) ?? []) t.ok(false, `${name}: ${missing}`)
  }
}

/** What is missing to believe the declaration; empty is proof. */
type Proof = (subject: Subject) => string[] | Promise<string[]>

const proofs: { readonly [K in keyof Required<Capabilities>]: Proof } = {
  formatting: provesFormatting,
  reply: provesReply,
  reaction: (subject) => provesStep(subject, 'reaction', ({ target }) => [target]),
  reactionEmoji: provesEmoji,
  typing: (subject) => provesStep(subject, 'typing', () => []),
  read: (subject) => provesStep(subject, 'read', () => []),
  template: (subject) => provesStep(subject, 'template', ({ name }) => [name]),
  buttons: (subject) =>
    provesStep(subject, 'buttons', ({ text, buttons }) => [text, ...buttons.map((b) => b.title)]),
  list: (subject) =>
    provesStep(subject, 'list', ({ text, rows }) => [text, ...rows.map((row) => row.title)]),
  link: (subject) => provesStep(subject, 'link', ({ text, url }) => [text, url]),
  cards: (subject) => provesStep(subject, 'cards', ({ cards }) => cards.map((card) => card.title)),
  location: (subject) =>
    provesStep(subject, 'location', ({ lat, lon }) => [String(lat), String(lon)]),
  contacts: (subject) =>
    provesStep(subject, 'contacts', ({ cards }) => cards.map((card) => card.name)),
  stock: provesStock,
  share: (subject) => provesStep(subject, 'share', ({ id }) => [id]),
  ask: provesAsk,
  form: (subject) => provesStep(subject, 'form', ({ id, text, label }) => [id, text, label]),
  handover: (subject) => provesStep(subject, 'handover', () => []),
  receipts: provesReceipts,
  echo: provesEcho,
  privateReply: provesPrivateReply,
  startChat: provesStartChat,
  idempotentSend: provesIdempotentSend,
  typingEveryMs: ({ adapter }) =>
    isNative(adapter, 'typing') && (adapter.capabilities.typingEveryMs ?? 0) > 0
      ? []
      : ['typing is not declared, or the time is not positive'],
}

/** The step goes out, and these texts of it with it. */
async function provesStep<K extends OutboundKind>(
  subject: Subject,
  kind: K,
  textsOf: (step: Extract<Step, { kind: K }>) => readonly string[],
): Promise<string[]> {
  if (!isNative(subject.adapter, kind)) return []
  const step = stepOf(subject, kind) as Extract<Step, { kind: K }>
  return missingOf(subject, step, textsOf(step))
}

async function missingOf(
  subject: Subject,
  step: Step,
  texts: readonly string[],
): Promise<string[]> {
  const sending = sendingOf(subject, { window: windowFor(subject, step.kind) })
  const result = await trySend(subject, step, sending)
  if (!result.ok) return [`the simulator refuses it: ${JSON.stringify(result)}`]
  const { requests } = sending.http
  if (requests.length === 0) return ['nothing goes out']
  return texts
    .filter((text) => !carries(requests, text))
    .map((text) => `${JSON.stringify(text)} is not on the wire`)
}

function provesFormatting(subject: Subject): Promise<string[]> {
  const text = 'a *bold* _word_ and https://example.com/x'
  return missingOf(subject, { kind: 'text', text }, ['https://example.com/x'])
}

async function provesReply(subject: Subject): Promise<string[]> {
  const { reply } = subject.adapter.capabilities
  if (reply !== 'full' && reply !== 'partial') return []
  const replyTo = subject.messageId
  return missingOf(subject, { kind: 'text', text: 'Yes', replyTo }, ['Yes', replyTo])
}

async function provesEmoji(subject: Subject): Promise<string[]> {
  const { capabilities } = subject.adapter
  if (!isNative(subject.adapter, 'reaction')) return ['reaction is not declared']
  const target = subject.messageId
  const missing: string[] = []
  for (const emoji of [...(capabilities.reactionEmoji ?? []), null])
    missing.push(...(await missingOf(subject, { kind: 'reaction', target, emoji }, [])))
  return missing
}

async function provesStock(subject: Subject): Promise<string[]> {
  const all = subject.adapter.capabilities.stock ?? []
  const missing = all.map(({ id }) => missingOf(subject, { kind: 'stock', id }, [id]))
  return (await Promise.all(missing)).flat()
}

async function provesAsk(subject: Subject): Promise<string[]> {
  const all = subject.adapter.capabilities.ask ?? []
  const text = 'Please share it with us'
  const missing = all.map((what) => missingOf(subject, { kind: 'ask', what, text }, [text]))
  return (await Promise.all(missing)).flat()
}

function eventsOf(subject: Subject) {
  return allDeliveries(subject).flatMap(({ request }) => subject.adapter.parse(deliveryOf(request)))
}

function provesReceipts(subject: Subject): string[] {
  const seen = new Set(
    eventsOf(subject).flatMap((event) => (event.type === 'receipt' ? [event.status] : [])),
  )
  return subject.adapter.capabilities.receipts
    .filter((status) => !seen.has(status))
    .map((status) => `neither the simulator nor a fixture reports ${status}`)
}

function provesEcho(subject: Subject): string[] {
  if (!subject.adapter.capabilities.echo) return []
  const isSeen = eventsOf(subject).some(({ type }) => type === 'echo')
  return isSeen ? [] : ['neither the simulator nor a fixture has an echo']
}

async function provesPrivateReply(subject: Subject): Promise<string[]> {
  if (!subject.adapter.capabilities.privateReply) return []
  const comment = eventsOf(subject).find(
    (event) =>
      event.type === 'message' &&
      event.content.kind === 'share' &&
      event.content.what === 'comment',
  )
  if (comment?.type !== 'message') return ['neither the simulator nor a fixture has a comment']
  const step = { kind: 'text', text: 'We wrote to you', replyTo: comment.id } as const
  return missingOf(subject, step, ['We wrote to you', comment.id])
}

function provesStartChat({ adapter }: Subject): string[] {
  const { startChat } = adapter.capabilities
  if (startChat === 'never') return []
  const kind = startChat === 'template' ? 'template' : 'text'
  const isOpen = adapter.windows.some(
    ({ opens, allows }) => opens === 'always' && allows.includes(kind),
  )
  return isOpen ? [] : [`no window that is always open allows ${kind}`]
}

async function provesIdempotentSend(subject: Subject): Promise<string[]> {
  if (!subject.adapter.capabilities.idempotentSend) return []
  const step = stepOf(subject, 'text')
  const results = [
    await trySend(subject, step, sendingOf(subject)),
    await trySend(subject, step, sendingOf(subject, { attempt: 2 })),
  ]
  const [first, second] = results.map((result) => (result.ok ? result.ids.join() : 'refused'))
  return first === second ? [] : ['the same key gives two messages']
}
