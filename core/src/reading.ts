/** From the bytes of a delivery to readings: inbound events that are clean, bounded and routed to their connection. Nothing is dropped on the way. */
import type {
  ChannelAdapter,
  Headers,
  InboundDelivery,
  InboundEvent,
  RawRequest,
} from './adapter.ts'
import type { Connections, OpenConnection } from './connections.ts'
import { losslessJson } from './kit.ts'
import type { Outcome } from './schemas/delivery.ts'

export interface Reading {
  readonly event: InboundEvent
  readonly channel: string
  /** The connections it is about: one, or all below a business account. Empty: nobody here has it. */
  readonly connections: readonly OpenConnection[]
  /** Filled in while it is applied. */
  readonly outcome: Outcome
}
export interface ReadDelivery {
  readonly path: string
  readonly body: Uint8Array
  readonly headers: Headers
  readonly readings: Reading[]
  /** Why the whole delivery cannot be read. */
  readonly reason: string | undefined
}
type Owner = Pick<ChannelAdapter, 'manifest' | 'parse' | 'webhook'>

const maxDepth = 64
const maxValues = 300_000

/** Reads one authentic delivery with the adapters that claim it. Never throws for its content. */
export async function read(
  request: RawRequest,
  owners: readonly Owner[],
  connections: Connections,
): Promise<ReadDelivery> {
  const base = {
    path: request.path,
    body: request.body,
    headers: keptHeaders(request.headers),
    readings: [] as Reading[],
  }
  const { json, reason } = toJson(request)
  if (reason) return { ...base, reason }
  const delivery: InboundDelivery = { ...request, json }
  const mine = owners.filter(({ webhook }) => webhook.claims?.(delivery) ?? true)
  if (mine.length === 0) return { ...base, reason: 'bad_shape' }
  try {
    for (const owner of mine) {
      for (const event of owner.parse(delivery))
        base.readings.push(await route(event, owner.manifest.id, connections))
    }
    return { ...base, reason: undefined }
  } catch (error) {
    // a bug of the adapter: the delivery is kept whole and can be replayed after the fix
    return {
      ...base,
      readings: [],
      reason: `parse_failed: ${error instanceof Error ? error.message : String(error)}`.slice(
        0,
        300,
      ),
    }
  }
}

/** What an adapter made of a callback beside the webhook, kept and routed like a delivery. */
export async function readEvents(
  from: { raw: RawRequest; channel: string; events?: readonly InboundEvent[] },
  connections: Connections,
): Promise<ReadDelivery> {
  const { path, body, headers } = from.raw
  const readings: Reading[] = []
  for (const event of from.events ?? [])
    readings.push(await route(event, from.channel, connections))
  return { path, body, headers: keptHeaders(headers), readings, reason: undefined }
}

async function route(
  event: InboundEvent,
  channel: string,
  connections: Connections,
): Promise<Reading> {
  const clean = cleaned(event)
  const fault = faultOf(clean)
  const found = fault ? [] : await findConnections(clean, channel, connections)
  const outcome: Outcome = {
    type: clean.type,
    key: clean.key.slice(0, 600),
    connection: clean.connection || (clean.account ?? ''),
    chat: clean.contact?.id ?? null,
    outcome: fault ? 'quarantined' : found.length > 0 ? 'noted' : unroutedAs(clean),
    ...(fault && { reason: fault }),
  }
  return { event: clean, channel, connections: found, outcome }
}

/** What names no account waits for no connection. */
function unroutedAs({ type, connection, account }: InboundEvent): Outcome['outcome'] {
  return type === 'unknown' && !connection && !account ? 'unknown' : 'unrouted'
}

async function findConnections(
  { connection, account = '' }: InboundEvent,
  channel: string,
  connections: Connections,
): Promise<readonly OpenConnection[]> {
  if (!connection) return connections.below(channel, account)
  const found = await connections.find(channel, connection)
  return found ? [found] : []
}

/** The body as JSON, or why it is not read at all. */
function toJson(request: RawRequest): { json?: unknown; reason?: string } {
  const encoding = request.headers['content-encoding']
  if (encoding && encoding !== 'identity') return { reason: 'encoded' }
  if (request.body.length === 0) return { reason: 'empty' }
  const shape = measureShape(request.body)
  if (shape) return { reason: shape }
  const text = new TextDecoder().decode(request.body)
  if (/"(__proto__|prototype)"\s*:/.test(text)) return { reason: 'forbidden_key' }
  try {
    return { json: losslessJson(text) }
  } catch {
    return isJsonType(request.headers) ? { reason: 'bad_json' } : { json: undefined }
  }
}

// a channel may post forms or XML; then its adapter reads the bytes
function isJsonType(headers: Headers): boolean {
  return !/form-urlencoded|xml/.test(headers['content-type'] ?? '')
}

/** Depth and number of values, counted on the bytes: JSON.parse itself, and every walk after it, would pay for a bomb. */
function measureShape(body: Uint8Array): string | undefined {
  let depth = 0
  let values = 0
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]!
    if (byte === quote) i = endOfText(body, i)
    else if (byte === comma) values++
    else depth += steps[byte]!
    if (depth > maxDepth) return 'too_deep'
  }
  return values > maxValues ? 'too_many_values' : undefined
}
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
// a table, since this runs for every byte that ever comes in
const steps = new Int8Array(256)
for (const opening of '{[') steps[opening.charCodeAt(0)] = 1
for (const closing of '}]') steps[closing.charCodeAt(0)] = -1

function endOfText(body: Uint8Array, start: number): number {
  for (let end = start; ;) {
    end = body.indexOf(quote, end + 1)
    if (end < 0) return body.length
    let escapes = 0
    while (body[end - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
}

/** What the database could not hold as an id is kept in the delivery only. */
function faultOf(event: InboundEvent): string | undefined {
  const target = 'target' in event && typeof event.target === 'string' ? event.target : 'none'
  const isSpoken = event.type === 'message' || event.type === 'echo'
  if (event.type === 'unknown' && event.fault) return event.fault.slice(0, 64)
  const rules = [
    ['bad_key', fits(event.key, 2000)],
    ['bad_contact', !event.contact || fits(event.contact.id, 256)],
    ['bad_target', fits(target, 512)],
    ['bad_id', !isSpoken || fits(event.id, 512)],
    ['no_contact', !isSpoken || event.contact !== null],
  ] as const
  return rules.find(([, isRight]) => !isRight)?.[0]
}

function fits(text: string, longest: number): boolean {
  return text.length > 0 && text.length <= longest
}

// JSON.stringify writes NUL and lone surrogates, and nothing else, as these escapes; PostgreSQL takes neither
const unstorable = /(^|[^\\])((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g

/** The same value with U+FFFD for what PostgreSQL cannot store, keys included. */
export function cleaned<V>(value: V): V {
  const text = JSON.stringify(value)
  const clean = cleanJson(text)
  return clean === text ? value : (JSON.parse(clean) as V)
}

export function cleanJson(text: string): string {
  // the search for a plain word is several times faster than the pattern, and nearly always enough
  if (!text.includes('\\u')) return text
  // twice: neighbouring escapes share the character between them
  return text.replace(unstorable, '$1$2\uFFFD').replace(unstorable, '$1$2\uFFFD')
}

const keptNames = ['content-type', 'content-encoding', 'user-agent', 'x-hub-signature-256']

function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of keptNames) if (headers[name]) kept[name] = headers[name].slice(0, 500)
  return kept
}

const earliest = Date.UTC(2004, 0, 1)
/** Platform time, clamped to what can be: never before 2004, never more than five minutes ahead. 0 means the body had none. */
export function clampTime(at: number, now: Date): Date {
  if (!Number.isFinite(at) || at <= 0) return now
  return new Date(Math.min(Math.max(at, earliest), now.getTime() + 300_000))
}
