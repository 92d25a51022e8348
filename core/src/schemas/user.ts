import { type Static, Type } from 'typebox'

import { Id, nullable, oneOf, Open, Time } from './common.ts'

export const roles = ['admin', 'agent'] as const
export const Role = oneOf(roles)
export type Role = (typeof roles)[number]

export const User = Type.Object({ id: Id, email: Type.String(), name: Type.String(), role: Role })
export type User = Static<typeof User>

export const Me = Type.Object({ ...User.properties, preferences: Open })
export type Me = Static<typeof Me>

/** A person as an admin sees them. */
export const Member = Type.Object({
  ...User.properties,
  disabled: Type.Boolean(),
  lastSeenAt: nullable(Time),
  createdAt: Time,
})
export type Member = Static<typeof Member>

export const Invite = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  email: Type.String(),
  role: Role,
  expiresAt: Time,
  createdAt: Time,
})
export type Invite = Static<typeof Invite>

export const Session = Type.Object({
  user: User,
  accessToken: Type.String(),
  expiresIn: Type.Integer({ description: 'Seconds' }),
  refreshToken: Type.Optional(Type.String()),
})
export type Session = Static<typeof Session>

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^@\\s\\u0000-\\u001f]+@[^@\\s\\u0000-\\u001f]+\\.[^@\\s\\u0000-\\u001f.]+$',
})
export const Password = Type.String({ minLength: 8, maxLength: 256 })
export const PersonName = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
