import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Open, Paging, Time } from './common.ts'

export const deliveryStates = ['processed', 'partial', 'unrouted', 'quarantined'] as const
export const DeliveryState = oneOf(deliveryStates)
export type DeliveryState = (typeof deliveryStates)[number]

/** What became of one inbound event. */
export const Outcome = Type.Object({
  type: Type.String(),
  key: Type.String(),
  connection: Type.String(),
  chat: nullable(Type.String()),
  outcome: oneOf([
    'stored',
    'applied',
    'duplicate',
    'waiting',
    'ignored',
    'noted',
    'unrouted',
    'unknown',
    'quarantined',
  ]),
  reason: Type.Optional(Type.String()),
  messageId: Type.Optional(Id),
})
export type Outcome = Static<typeof Outcome>

export const Delivery = Type.Object({
  id: Id,
  path: Type.String(),
  state: DeliveryState,
  reason: nullable(Type.String()),
  connectionIds: Type.Array(Id),
  bytes: Type.Integer(),
  events: Type.Integer(),
  receivedAt: Time,
  replayedAt: nullable(Time),
})
export type Delivery = Static<typeof Delivery>

export const DeliveryDetail = Type.Object({
  ...Delivery.properties,
  body: Type.String({ description: 'As received; bytes that are not UTF-8 are replaced' }),
  bodyBase64: Type.Optional(Type.String({ description: 'Only when the body is not UTF-8' })),
  headers: Open,
  outcome: Type.Array(Outcome),
})
export type DeliveryDetail = Static<typeof DeliveryDetail>

export const DeliveryQuery = Type.Object(
  {
    ...Paging,
    state: Type.Optional(DeliveryState),
    connectionId: Type.Optional(Id),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  },
  { additionalProperties: false },
)
export type DeliveryQuery = Static<typeof DeliveryQuery>
