/** A scripted platform for tests of the kernel: its deliveries are inbound events as they are, and its answers to sends are what the test says. */
import { type Adapter, type Adapters, adaptersOf } from '@parley/core'
import {
  type Capabilities,
  defineChannel,
  hmacSha256,
  httpFailure,
  type InboundEvent,
  type Limits,
  type SendResult,
  type Step,
} from '@parley/core/adapter'
import { Type } from 'typebox'

export interface Call {
  connection: string
  to: string
  key: string
  attempt: number
  step: Step
}
export interface Parrot {
  adapters: Adapters
  /** Every call of `send`, in order: the oracle for "at most once". */
  ledger: Call[]
  /** What the next sends come to; sent when it is empty. */
  answers: (SendResult | ((call: Call) => SendResult | Promise<SendResult>))[]
}

export const day = 86_400_000

/** One channel, `parrot`, that can do everything, with a window of a day. */
export function startParrot(
  change: { capabilities?: Partial<Capabilities>; limits?: Partial<Limits> } = {},
): Parrot {
  const parrot: Parrot = { adapters: undefined as never, ledger: [], answers: [] }
  const adapter = defineChannel({
    manifest: { id: 'parrot', name: 'Parrot', version: '1.0.0', api: '^1.0' },
    schemas: {
      app: Type.Object({
        secret: Type.Optional(Type.String({ 'x-ui': { secret: true }, default: 'key' })),
      }),
      config: Type.Object({ room: Type.String() }),
      secrets: Type.Object({ token: Type.String({ 'x-ui': { secret: true } }) }),
    },
    externalId: ({ room }) => room,
    capabilities: {
      formatting: {},
      reply: 'full',
      reaction: 'full',
      typing: 'full',
      read: 'full',
      template: 'full',
      buttons: 'full',
      list: 'full',
      link: 'full',
      cards: 'full',
      location: 'full',
      contacts: 'fallback',
      handover: 'rejected',
      receipts: ['sent', 'delivered', 'read', 'failed'],
      echo: true,
      startChat: 'free',
      idempotentSend: false,
      ...change.capabilities,
    },
    limits: {
      text: { max: 100, unit: 'codepoint', overflow: 'split' },
      media: {
        image: {
          mime: ['image/*'],
          maxBytes: 1_000_000,
          caption: { max: 20, unit: 'codepoint', overflow: 'reject' },
        },
      },
      buttons: {
        max: 3,
        text: { max: 50, unit: 'codepoint', overflow: 'reject' },
        label: { max: 20, unit: 'codepoint', overflow: 'reject' },
        payload: { max: 20, unit: 'codepoint', overflow: 'reject' },
      },
      ...change.limits,
    },
    windows: [
      {
        id: 'standard',
        opens: 'inbound',
        ms: day,
        actor: 'any',
        allows: [
          'text',
          'media',
          'buttons',
          'list',
          'link',
          'cards',
          'location',
          'contacts',
          'reaction',
          'typing',
          'read',
        ],
      },
      { id: 'template', opens: 'always', actor: 'any', allows: ['template'] },
    ],
    rates: [],
    webhook: { path: 'parrot' },
    verify: (body, headers) => hmacSha256(body, headers, { header: 'x-parrot', secrets: ['key'] }),
    parse: ({ json }) => (json as { events?: InboundEvent[] } | undefined)?.events ?? [],
    async send(step, { connection, to, key, attempt }) {
      const call = { connection: connection.externalId, to: to.id, key, attempt, step }
      parrot.ledger.push(call)
      const answer = parrot.answers.shift() ?? { ok: true, ids: [`out-${parrot.ledger.length}`] }
      return typeof answer === 'function' ? answer(call) : answer
    },
    classify: httpFailure,
    connect: {
      flows: [],
      begin: async () => ({
        type: 'failed',
        failure: { kind: 'config', retry: 'no', scope: 'app', certain: true, message: 'none' },
      }),
    },
    check: async () => ({ status: 'connected', checks: [] }),
    simulator: { deliver: () => null, api: () => ({ status: 404, body: '' }) },
  })
  parrot.adapters = adaptersOf(
    [{ spec: 'parrot', id: 'parrot', state: 'ready', adapter: adapter as Adapter }],
    {},
  )
  return parrot
}

let count = 0
type Spoken = Extract<InboundEvent, { type: 'message' | 'echo' }>

/** A text of `who` in `room`; every part can be replaced. */
export function said(
  text: string,
  more: Partial<Omit<Spoken, 'type' | 'contact'>> & {
    who?: string
    room?: string
    type?: 'message' | 'echo'
  } = {},
): InboundEvent {
  const { who = 'ann', room = 'A', ...rest } = more
  const id = rest.id ?? `in-${++count}`
  return {
    type: 'message',
    key: `msg:${id}`,
    connection: room,
    contact: { id: who, name: who },
    at: Date.now(),
    seq: 0,
    native: { text },
    id,
    content: { kind: 'text', text },
    origin: 'unknown',
    ...rest,
  } as InboundEvent
}

export function happened<T extends InboundEvent['type']>(
  type: T,
  more: Partial<Extract<InboundEvent, { type: T }>> & { who?: string },
): InboundEvent {
  const { who = 'ann', ...rest } = more
  return {
    type,
    key: `${type}:${++count}`,
    connection: 'A',
    contact: { id: who },
    at: Date.now(),
    seq: 0,
    native: {},
    ...rest,
  } as unknown as InboundEvent
}
