/** Bugs of verify and parse, each seen in a published adapter or bridge. */
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { InboundDelivery, InboundEvent, KeyRing } from '../../src/adapter.ts'
import { type AnyChannel, deliveryOf } from '../../testkit/index.ts'
import { acme, type Mutant } from './acme.ts'

type Keys = KeyRing<{ signingSecret?: string }, unknown>

const header = 'x-acme-signature'
const ok = { ok: true } as const
const bad = { ok: false, reason: 'bad_signature' } as const

function digestOf(body: Uint8Array, keys: Keys): string {
  return createHmac('sha256', keys.app.signingSecret ?? '')
    .update(body)
    .digest('hex')
}

let firstKeys: Keys | undefined

/** Acme with a handshake and a callback. */
const greeting: AnyChannel = {
  ...acme,
  webhook: {
    path: 'acme',
    handshake: ({ query }, keys) =>
      query['token'] === (keys as Keys).app.signingSecret
        ? { status: 200, body: query['challenge'] ?? '' }
        : null,
  },
  callbacks: {
    erase: ({ body, headers }, keys) =>
      acme.verify(body, headers, keys).ok && headers['x-callback']
        ? { ack: { status: 200 } }
        : null,
  },
}

export const verifyingMutants: readonly Mutant[] = [
  {
    name: 'the signature is taken over ASCII',
    rule: 'V1',
    patch: {
      verify: (body, headers, keys) =>
        acme.verify(new TextEncoder().encode(Buffer.from(body).toString('ascii')), headers, keys),
    },
  },
  {
    name: 'the handshake echoes whatever comes',
    rule: 'V6',
    healthy: greeting,
    patch: {
      webhook: {
        path: 'acme',
        handshake: ({ query }) => ({ status: 200, body: query['challenge'] ?? '' }),
      },
    },
  },
  {
    name: 'a callback believes anybody',
    rule: 'V7',
    healthy: greeting,
    patch: { callbacks: { erase: () => ({ ack: { status: 200 }, erase: ['U7'] }) } },
  },
  {
    name: 'the check is skipped when the header is absent',
    rule: 'V2',
    patch: {
      verify: (body, headers, keys) =>
        headers[header] ? acme.verify(body, headers, keys) : { ok: true },
    },
  },
  {
    name: 'the signature is taken over re-serialised JSON',
    rule: 'V2',
    patch: {
      verify(body, headers, keys) {
        const { json } = deliveryOf({ body } as InboundDelivery)
        return acme.verify(new TextEncoder().encode(JSON.stringify(json) ?? ''), headers, keys)
      },
    },
  },
  {
    name: 'the beginning of a signature is enough',
    rule: 'V2',
    patch: {
      verify(body, headers, keys) {
        const given = headers[header] ?? ''
        return given.length > 8 && digestOf(body, keys as Keys).startsWith(given) ? ok : bad
      },
    },
  },
  {
    name: 'an unset secret is a key like another',
    rule: 'V3',
    patch: {
      verify: (body, headers, keys) =>
        headers[header] === digestOf(body, keys as Keys) ? ok : bad,
    },
  },
  {
    name: 'the first key is remembered',
    rule: 'V4',
    patch: {
      verify(body, headers, keys) {
        firstKeys ??= keys as Keys
        return acme.verify(body, headers, firstKeys)
      },
    },
  },
  {
    name: 'signatures of another length make it throw',
    rule: 'V5',
    patch: {
      verify(body, headers, keys) {
        const own = keys as Keys
        if (!own.app.signingSecret || !headers[header]) return bad
        const given = Buffer.from(headers[header])
        return timingSafeEqual(given, Buffer.from(digestOf(body, own))) ? ok : bad
      },
    },
  },
]

function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  return acme.parse(delivery)
}

type Change = (event: InboundEvent, i: number, delivery: InboundDelivery) => object

/** Acme's parse with its events changed. */
function changed(change: Change): Mutant['patch'] {
  return {
    parse: (delivery) =>
      parse(delivery).map((event, i) => Object.assign({ ...event }, change(event, i, delivery))),
  }
}

function listOf(delivery: InboundDelivery): { events: any[] } {
  return delivery.json as { events: any[] }
}

export const parsingMutants: readonly Mutant[] = [
  {
    name: 'a delivery without its usual list makes it throw',
    rule: 'P2',
    patch: {
      parse(delivery) {
        listOf(delivery).events.map(({ kind }) => kind as unknown)
        return parse(delivery)
      },
    },
  },
  {
    name: 'unknown kinds are dropped',
    rule: 'P2',
    patch: { parse: (delivery) => parse(delivery).filter(({ type }) => type !== 'unknown') },
  },
  {
    name: 'one poison event loses its neighbours',
    rule: 'P2',
    patch: {
      parse(delivery) {
        const events = parse(delivery)
        const poison = events.find(({ type }) => type === 'unknown')
        return poison ? [poison] : events
      },
    },
  },
  {
    name: 'a missing id is spelled out',
    rule: 'P2',
    patch: changed(({ native }) => {
      const { kind, id } = { ...(native as { kind?: unknown; id?: unknown } | null) }
      return kind === 'message' ? { key: `message:${id as string}` } : {}
    }),
  },
  {
    name: 'only the first event of a batch is read',
    rule: 'P5',
    patch: { parse: (delivery) => parse(delivery).slice(0, 1) },
  },
  {
    name: 'every event of a batch goes to the connection of the first',
    rule: 'P5',
    patch: changed((_event, _i, delivery) => ({ connection: parse(delivery)[0]?.connection })),
  },
  {
    name: 'the place in the batch is part of the key',
    rule: 'P5',
    patch: changed(({ key }, i) => ({ key: `${key}:${i}` })),
  },
  {
    name: 'the time of arrival is part of the key',
    rule: 'P1',
    patch: changed(({ key }, _i, { receivedAt }) => ({ key: key + receivedAt })),
  },
  {
    name: 'the clock is part of the key',
    rule: 'P1',
    patch: changed(() => ({ key: `${Date.now()}` })),
  },
  {
    name: 'an event without a time gets the clock’s',
    rule: 'P1',
    patch: changed(({ at }) => ({ at: at || new Date().getTime() })),
  },
  {
    name: 'chance is part of the key',
    rule: 'P1',
    patch: changed(() => ({ key: crypto.randomUUID() })),
  },
  {
    name: 'the input is changed',
    rule: 'P1',
    patch: {
      parse(delivery) {
        const events = parse(delivery)
        for (const { native } of events) Object.assign(native as object, { seen: true })
        return events
      },
    },
  },
  {
    name: 'a whole delivery has one key',
    rule: 'P3',
    patch: changed((_event, _i, delivery) => ({ key: parse(delivery)[0]?.key })),
  },
  {
    name: 'the key is the person and the minute',
    rule: 'P3',
    patch: changed(({ contact, at }) => ({ key: `${contact?.id}:${Math.floor(at / 60_000)}` })),
  },
  { name: 'the fragment is not kept', rule: 'P3', patch: changed(() => ({ native: undefined })) },
  { name: 'ms are taken for seconds', rule: 'P4', patch: changed(({ at }) => ({ at: at * 1000 })) },
  {
    name: 'the body is decoded as latin1',
    rule: 'P4',
    patch: {
      parse: (delivery) => {
        const garbled = Buffer.from(delivery.body).toString('latin1')
        return parse(deliveryOf({ ...delivery, body: new TextEncoder().encode(garbled) }))
      },
    },
  },
  {
    name: 'ids are cut to what a column held',
    rule: 'P4',
    patch: changed((event) => ('id' in event ? { id: event.id.slice(0, 8) } : {})),
  },
  {
    name: 'every event searches the whole batch',
    rule: 'B1',
    patch: {
      parse(delivery) {
        const { events = [] } = { ...(delivery.json as { events?: any[] } | null) }
        if (Array.isArray(events))
          for (const one of events) events.filter((other) => other?.id === one?.id)
        return parse(delivery)
      },
    },
  },
]
