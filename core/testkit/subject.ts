/** The adapter under test with its world: deliveries from its simulator, contexts to send with. */
import type {
  ChannelAdapter,
  Connection,
  Identity,
  InboundEvent,
  KeyRing,
  RawRequest,
  SendContext,
  Simulated,
} from '../src/adapter.ts'
import { requestFrom } from './deliver.ts'
import { type RecordedHttp, recordedHttp, simulatedHttp } from './http.ts'
import type { World } from './world.ts'

// adapters of any schema; their own types are checked where they are defined
export type AnyChannel = ChannelAdapter<any, any, any>
export interface Subject {
  readonly adapter: AnyChannel
  readonly world: World
  readonly keys: KeyRing<any, any>
  readonly connection: Connection<any, any>
  readonly contact: Identity
  readonly messageId: string
}

export function subjectOf(adapter: AnyChannel, world: World): Subject {
  return {
    adapter,
    world,
    keys: { app: world.app, connection: world.secrets },
    connection: connectionOf(adapter, world),
    contact: world.contact ?? { id: '15550001111' },
    messageId: world.messageId ?? 'kit-message-1',
  }
}

// an adapter whose externalId throws must fail rule M3, not the whole file
function connectionOf(adapter: AnyChannel, world: World): Connection<any, any> {
  const { config, secrets } = world
  let externalId = ''
  try {
    externalId = adapter.externalId(config)
  } catch {
    externalId = ''
  }
  return { id: '1', externalId, name: 'Kit', config, secrets }
}

export const simulatedAt = 1_700_000_000_000
/** Multi-byte, quoted and escaped, so that a wrong decoder shows. */
export const simulatedText = 'Grüße, "Zoë" \\ 👋🏽\nشكرا'

/** What the simulator sends for an event, or null. */
export function deliver(
  subject: Subject,
  what: Partial<Simulated> = {},
  keys: KeyRing<any, any> = subject.keys,
): RawRequest | null {
  return subject.adapter.simulator.deliver(
    {
      event: 'message',
      connection: subject.connection.externalId,
      chat: subject.contact.id,
      text: simulatedText,
      id: subject.messageId,
      at: simulatedAt,
      ...what,
    },
    keys,
  )
}

/** A customer's message: the one delivery that every simulator makes. */
export function messageDelivery(subject: Subject, what: Partial<Simulated> = {}): RawRequest {
  const request = deliver(subject, what)
  if (!request) throw new Error("the simulator's `deliver` must make a message")
  return request
}

/** Every delivery at hand: one per event that the simulator makes, then the fixtures. */
export function allDeliveries(subject: Subject): { name: string; request: RawRequest }[] {
  const { world } = subject
  const made = simulatedEvents(subject).map(({ event, request }) => ({
    name: `simulated ${event}`,
    request,
  }))
  const template = messageDelivery(subject)
  const recorded = (world.fixtures ?? []).map((fixture) => ({
    name: fixture.name,
    request: requestFrom(fixture, template),
  }))
  return [...made, ...recorded]
}

export const eventTypes = [
  'message',
  'echo',
  'edit',
  'delete',
  'reaction',
  'receipt',
  'identity',
  'consent',
  'handover',
  'connection',
  'unknown',
] as const satisfies readonly InboundEvent['type'][]

export function simulatedEvents(
  subject: Subject,
): { event: InboundEvent['type']; request: RawRequest }[] {
  const wanted: Partial<Simulated>[] = eventTypes.flatMap((event): Partial<Simulated>[] => {
    if (event === 'receipt')
      return subject.adapter.capabilities.receipts.map((text) => ({ event, text }))
    return event === 'reaction' ? [{ event, text: '👍' }] : [{ event }]
  })
  return wanted.flatMap((what) => {
    const request = deliver(subject, what)
    return request ? [{ event: what.event ?? 'message', request }] : []
  })
}

export interface Sending {
  readonly context: SendContext<any, any, any>
  readonly http: RecordedHttp
}
/** A context whose calls end in the simulator and are recorded. */
export function sendingOf(
  subject: Subject,
  overrides: Partial<SendContext<any, any, any>> = {},
): Sending {
  const http = recordedHttp(overrides.http ?? simulatedHttp(subject.adapter.simulator))
  const context = {
    app: subject.world.app,
    connection: subject.connection,
    to: subject.contact,
    window: subject.adapter.windows[0]?.id ?? '',
    key: 'kit-key-0123456789abcdef',
    attempt: 1,
    signal: new AbortController().signal,
    ...overrides,
    http,
  }
  return { context, http }
}
