/** Bugs of the declarations and of connecting. */
import { Type } from 'typebox'

import type { Capabilities, ConnectStep } from '../../src/adapter.ts'
import type { AnyChannel } from '../../testkit/index.ts'
import { acme, type Mutant } from './acme.ts'

const { manifest, schemas, connect } = acme
const text = Type.String({ title: 'A text', minLength: 8 })

export const declaringMutants: readonly Mutant[] = [
  {
    name: 'the id has upper case',
    rule: 'M1',
    patch: { manifest: { ...manifest, id: 'Acme' } },
  },
  {
    name: 'it was written for a later contract',
    rule: 'M1',
    patch: { manifest: { ...manifest, api: '^2.0' } },
  },
  {
    name: 'the icon carries script',
    rule: 'M1',
    patch: { manifest: { ...manifest, icon: '<svg onload="steal()"></svg>' } },
  },
  {
    name: 'a secret is not marked',
    rule: 'M2',
    patch: { schemas: { ...schemas, secrets: Type.Object({ token: text }) } },
  },
  {
    name: 'a secret stands in the config',
    rule: 'M2',
    patch: {
      schemas: { ...schemas, config: Type.Object({ roomId: text, apiKey: Type.Optional(text) }) },
    },
  },
  {
    name: 'the schema refuses its own example',
    rule: 'M3',
    patch: { schemas: { ...schemas, config: Type.Object({ roomId: text }) } },
  },
  { name: 'the config names no connection', rule: 'M3', patch: { externalId: () => '' } },
  {
    name: 'a field has no label',
    rule: 'M4',
    patch: { schemas: { ...schemas, config: Type.Object({ roomId: Type.String() }) } },
  },
  {
    name: 'a window allows what nothing can send',
    rule: 'M4',
    patch: {
      windows: [{ id: 'a', opens: 'always', actor: 'any', allows: ['text', 'media', 'read'] }],
    },
  },
  {
    name: 'narrowing widens',
    rule: 'M4',
    patch: { narrow: () => ({ capabilities: { reaction: 'full' } as Capabilities }) },
  },
  {
    name: 'the limit is counted in another unit than the platform counts',
    rule: 'S2',
    patch: { limits: { ...acme.limits, text: { max: 500, unit: 'grapheme', overflow: 'split' } } },
  },
]

let walks = 0

function connecting(patch: Partial<AnyChannel['connect']>): Partial<AnyChannel> {
  return { connect: { ...connect, ...patch } }
}

export const connectingMutants: readonly Mutant[] = [
  {
    name: 'a flow keeps a Map in its state',
    rule: 'L1',
    patch: connecting({
      begin: async (...asked) =>
        ({ ...(await connect.begin(...asked)), state: new Map() as never }) as ConnectStep,
    }),
  },
  {
    name: 'a connection has another id than its config',
    rule: 'L1',
    patch: connecting({
      async next(...given) {
        const step = await connect.next?.(...given)
        if (step?.type !== 'done') return step as ConnectStep
        return {
          type: 'done',
          connections: step.connections.map((each) =>
            Object.assign({ ...each }, { externalId: 'x' }),
          ),
        }
      },
    }),
  },
  {
    name: 'a flow counts in its module',
    rule: 'L2',
    patch: connecting({
      begin: async (...asked) =>
        ({ ...(await connect.begin(...asked)), state: ++walks }) as ConnectStep,
    }),
  },
  {
    name: 'a cancelled step throws',
    rule: 'L3',
    patch: connecting({
      next: async (state, input, context) => {
        Object.keys(input as object)
        return (await connect.next?.(state, input, context)) as ConnectStep
      },
    }),
  },
  {
    name: 'any input connects something',
    rule: 'L3',
    patch: connecting({
      next: async () => ({
        type: 'done',
        connections: [
          {
            externalId: 'R1',
            name: 'R1',
            config: { roomId: 'R1' },
            secrets: { token: 'bot-token-1' },
          },
        ],
      }),
    }),
  },
  {
    name: 'an outage asks to reconnect',
    rule: 'L4',
    patch: {
      check: async (...asked) => {
        const result = await acme.check(...asked)
        return result.status === 'degraded' ? { ...result, status: 'needs_reconnect' } : result
      },
    },
  },
  {
    name: 'check always says connected',
    rule: 'L4',
    patch: { check: async () => ({ status: 'connected', checks: [] }) },
  },
  {
    name: 'a failed check names no fix',
    rule: 'L4',
    patch: {
      check: async (...asked) => {
        const result = await acme.check(...asked)
        return { ...result, checks: result.checks.map(({ id, label, ok }) => ({ id, label, ok })) }
      },
    },
  },
  {
    name: 'subscribe throws when the platform is away',
    rule: 'L6',
    patch: {
      subscribe: async (_connection, { http }) => {
        await http('https://api.acme.example/hooks', { headers: { authorization: 'Bearer x' } })
      },
    },
  },
  {
    name: 'a file without a place gets a made-up one',
    rule: 'L6',
    patch: {
      fetchMedia: async ({ locator }) => ({ url: `https://files.acme.example/${locator.id}` }),
    },
  },
  {
    name: 'refresh throws when the platform is away',
    rule: 'L5',
    patch: {
      refresh: async (connection, { http }) => {
        await http('https://api.acme.example/rooms/R1', { headers: { authorization: 'Bearer x' } })
        return { secrets: connection.secrets as object }
      },
    },
  },
]
