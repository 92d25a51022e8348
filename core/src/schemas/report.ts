import { type Static, Type } from 'typebox'

import { Id, nullable, Time } from './common.ts'
import { ConnectionStatus } from './connection.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const ReportQuery = Type.Object(
  {
    from: Day,
    /** The last day, included. */
    to: Day,
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'Whose days: Europe/Kyiv' }),
    channel: Type.Optional(Type.String({ maxLength: 32, pattern: '^[a-z][a-z0-9-]*$' })),
    connectionId: Type.Optional(Id),
  },
  { additionalProperties: false },
)
export type ReportQuery = Static<typeof ReportQuery>

const talk = { received: Type.Integer(), sent: Type.Integer() }

/** What was said in a range of days. Days, hours, channels and people without a message are left out. */
export const Report = Type.Object({
  received: Type.Integer(),
  sent: Type.Integer(),
  chats: Type.Object({ opened: Type.Integer(), closed: Type.Integer() }),
  /** From a contact's first unanswered message to the next message to them. */
  response: Type.Object({
    count: Type.Integer(),
    medianSeconds: nullable(Type.Integer()),
    p90Seconds: nullable(Type.Integer()),
  }),
  days: Type.Array(Type.Object({ day: Day, ...talk })),
  /** When contacts write; Monday is 1. */
  hours: Type.Array(
    Type.Object({ weekday: Type.Integer(), hour: Type.Integer(), received: Type.Integer() }),
  ),
  channels: Type.Array(Type.Object({ channel: Type.String(), ...talk })),
  users: Type.Array(Type.Object({ id: Id, name: Type.String(), sent: Type.Integer() })),
})
export type Report = Static<typeof Report>

const load = {
  open: Type.Integer(),
  waiting: Type.Integer({ description: 'Open chats whose contact wrote last' }),
  waitingSince: nullable(Time),
}

/** The open chats of this moment. People without a chat are in it, and so are quiet connections. */
export const Board = Type.Object({
  ...load,
  unassigned: Type.Integer(),
  unassignedWaiting: Type.Integer(),
  people: Type.Array(Type.Object({ id: Id, name: Type.String(), ...load })),
  connections: Type.Array(
    Type.Object({
      id: Id,
      channel: Type.String(),
      name: Type.String(),
      status: ConnectionStatus,
      ...load,
    }),
  ),
})
export type Board = Static<typeof Board>
