/** Rules V: only what the platform signed gets in, whatever the rest looks like. */
import type { Ack, KeyRing, RawRequest } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { hostileBodies } from './mutations.ts'
import { readSources } from './sources.ts'
import { allDeliveries, deliver, messageDelivery, type Subject } from './subject.ts'

export const verifyingRules: readonly Rule[] = [
  { id: 'V1', says: 'verify accepts what the platform signed', check: acceptsOwn },
  {
    id: 'V2',
    says: 'verify refuses an absent, empty or altered signature, and a body with one byte changed',
    check: refusesAltered,
  },
  {
    id: 'V3',
    says: 'verify refuses another key, and an unset key accepts nothing',
    check: refusesOtherKeys,
  },
  { id: 'V4', says: 'verify keeps no memory, so a key can be rotated', check: rotates },
  { id: 'V5', says: 'verify never throws and compares in constant time', check: neverThrows },
  {
    id: 'V6',
    says: 'the handshake answers the right token only',
    lacks: ({ adapter, world }) => {
      if (!adapter.webhook.handshake) return 'webhook.handshake'
      return world.handshake ? undefined : 'world.handshake'
    },
    check: shakesHands,
  },
  {
    id: 'V7',
    says: 'callbacks refuse what is not signed',
    lacks: ({ adapter }) => (adapter.callbacks ? undefined : 'callbacks'),
    check: refusesCallbacks,
  },
]

function acceptsOwn(t: T, subject: Subject): void {
  for (const text of ['a', '', 'Zoë "quoted" \\ 👋🏽\n\u2028', '</script>&amp;'.repeat(500)]) {
    const { body, headers } = messageDelivery(subject, { text })
    t.same(subject.adapter.verify(body, headers, subject.keys), { ok: true })
  }
}

function refusesAltered(t: T, subject: Subject): void {
  const { body, headers } = messageDelivery(subject)
  for (const [name, altered] of Object.entries(alteredBodies(body)))
    t.ok(isRefused(subject, { body: altered, headers }), `${name} is refused`)
  t.ok(isRefused(subject, { body, headers: {} }), 'a request without headers is refused')
  const signatures = Object.keys(headers).filter((name) =>
    isRefused(subject, { body, headers: { ...headers, [name]: '' } }),
  )
  t.ok(signatures.length > 0, 'some header carries the signature')
  for (const name of signatures) {
    const { [name]: value = '', ...others } = headers
    t.ok(isRefused(subject, { body, headers: others }), `without ${name} it is refused`)
    for (const altered of alteredSignatures(value)) {
      const forged = { body, headers: { ...headers, [name]: altered } }
      t.ok(isRefused(subject, forged), `${name}: ${altered}`)
    }
  }
}

type Signed = Pick<RawRequest, 'body' | 'headers'>

function isRefused(
  { adapter, keys }: Subject,
  { body, headers }: Signed,
  ring: KeyRing<any, any> = keys,
): boolean {
  const verdict = adapter.verify(body, headers, ring)
  return !verdict.ok && reasons.has(verdict.reason)
}

const reasons = new Set(['missing_signature', 'bad_signature', 'stale', 'malformed'])

function alteredBodies(body: Uint8Array): Record<string, Uint8Array> {
  const middle = Math.floor(body.length / 2)
  const flipped = body.slice()
  flipped[middle] = (flipped[middle] ?? 0) ^ 1
  return {
    'a flipped bit': flipped,
    'a trailing space': Uint8Array.of(...body, 32),
    'a leading space': Uint8Array.of(32, ...body),
    'a truncated body': body.slice(0, -1),
    'a body without its first byte': body.slice(1),
    'an empty body': new Uint8Array(),
    ...respelled(body),
  }
}

// the same JSON in other bytes: verified over the parsed body, it would pass
function respelled(body: Uint8Array): Record<string, Uint8Array> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body))
    return { 're-serialised JSON': new TextEncoder().encode(JSON.stringify(json, null, 1)) }
  } catch {
    return {}
  }
}

function alteredSignatures(value: string): string[] {
  const last = value.at(-1) === '0' ? '1' : '0'
  const [, digest = value] = value.split('=', 2)
  return [
    value.slice(0, -2) + last + value.slice(-1),
    value.slice(0, -1),
    `${value}0`,
    value.slice(0, Math.ceil(value.length / 2)),
    value.replace(digest, ''),
    'null',
    'undefined',
    '0'.repeat(value.length),
  ].filter((altered) => altered !== value)
}

function refusesOtherKeys(t: T, subject: Subject): void {
  const delivery = messageDelivery(subject)
  const other = eachText(subject.keys, (value) => `${value}x`)
  t.ok(isRefused(subject, delivery, other), 'another key refuses it')
  const unset: KeyRing<any, any>[] = [
    { app: {}, connection: {} },
    { app: {} },
    eachText(subject.keys, () => ''),
  ]
  for (const keys of unset) {
    t.ok(isRefused(subject, delivery, keys), 'an unset key refuses it')
    const forged = tryDeliver(subject, keys)
    if (forged) t.ok(isRefused(subject, forged, keys), 'an unset key signs nothing')
  }
}

function eachText(keys: KeyRing<any, any>, change: (value: string) => string): KeyRing<any, any> {
  function changed(values: object): object {
    const entries = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? change(value) : value,
    ])
    return Object.fromEntries(entries) as object
  }
  return { app: changed(keys.app), connection: changed(keys.connection) }
}

// a simulator may refuse to sign with nothing
function tryDeliver(subject: Subject, keys: KeyRing<any, any>): RawRequest | null {
  try {
    return deliver(subject, {}, keys)
  } catch {
    return null
  }
}

function rotates(t: T, subject: Subject): void {
  const { adapter, keys } = subject
  const next = eachText(keys, (value) => `${value}-next`)
  const before = messageDelivery(subject)
  const after = deliver(subject, {}, next)
  t.ok(after, 'the simulator signs with the key it is given')
  if (!after) return
  for (let round = 0; round < 2; round++) {
    t.ok(adapter.verify(before.body, before.headers, keys).ok, 'the current key: its own delivery')
    t.ok(adapter.verify(after.body, after.headers, next).ok, 'the next key: its own delivery')
    t.ok(isRefused(subject, after), 'the current key: not the next one’s')
    t.ok(isRefused(subject, before, next), 'the next key: not the old one’s')
  }
}

function neverThrows(t: T, subject: Subject): void {
  const { body, headers } = messageDelivery(subject)
  for (const value of [
    '=',
    'sha256=',
    'sha256=zz',
    'é'.repeat(40),
    '\u0000',
    'a'.repeat(100_000),
  ]) {
    const hostile = Object.fromEntries(Object.keys(headers).map((name) => [name, value]))
    t.ok(
      isRefused(subject, { body, headers: hostile }),
      `headers of ${JSON.stringify(value.slice(0, 12))}`,
    )
  }
  for (const { name, request } of allDeliveries(subject)) {
    const binary = { ...request, body: Uint8Array.of(0xff, 0xfe, 0, ...request.body) }
    t.ok(isRefused(subject, binary), `${name} with binary in front`)
  }
  const { folder } = subject.world
  if (folder === undefined) return
  const sources = readSources(folder)
  t.ok(
    sources.some(({ code }) => /\b(hmacSha256|timingSafeEqual)\b/.test(code)) ||
      sources.some(({ imports }) => imports.some((name) => name.startsWith('@parley/adapter-'))),
    'the sources compare with hmacSha256 or timingSafeEqual',
  )
}

function shakesHands(t: T, { adapter, world, keys }: Subject): void {
  function shake(query: Readonly<Record<string, string>>): Ack | null {
    const request = { method: 'GET', path: '/', query, headers: {}, receivedAt: 0 } as const
    return adapter.webhook.handshake?.({ ...request, body: new Uint8Array() }, keys) ?? null
  }
  t.same(shake({}), null, 'a bare GET is refused')
  if (!world.handshake) return
  const { query, body } = world.handshake
  const ack = shake(query)
  t.same(ack?.status, 200)
  t.same(ack?.body, body, 'the challenge comes back')
  const changed = Object.keys(query).filter((name) => !shake({ ...query, [name]: '<b>x</b>' }))
  t.ok(changed.length > 0, 'a wrong token is refused')
  for (const name of changed) {
    const { [name]: _, ...others } = query
    t.same(shake(others), null, `without ${name} it is refused`)
  }
}

function refusesCallbacks(t: T, subject: Subject): void {
  const { adapter, keys } = subject
  const delivery = messageDelivery(subject)
  const bodies = [...hostileBodies(), delivery.body]
  for (const [name, answer] of Object.entries(adapter.callbacks ?? {})) {
    const accepted = bodies.filter((body) => answer({ ...delivery, body }, keys) !== null)
    t.same(accepted, [], `${name} answers null to everything unsigned`)
    const open = bodies.filter((body) => answer({ ...delivery, body }, { app: {} }) !== null)
    t.same(open, [], `${name} accepts nothing with an unset key`)
  }
}
