/** What a person does with their own account: profile, preferences, password, sessions. */
import { changePassword, endSession, getMe, listSessions, patchMe, refuse } from '@parley/core'
import { Me, nullable, Open, Password, PersonName, Time, Uuid } from '@parley/core/schemas'
import { Type } from 'typebox'

import { actorOf } from './auth.ts'
import type { App } from './http.ts'

const config = { right: 'account' } as const
const closed = { additionalProperties: false }
const maxPreferenceBytes = 64 * 1024
const MePatch = Type.Object(
  { name: Type.Optional(PersonName), preferences: Type.Optional(Open) },
  { ...closed, minProperties: 1 },
)
const OwnSession = Type.Object({
  id: Uuid,
  current: Type.Boolean(),
  address: nullable(Type.String()),
  agent: nullable(Type.String()),
  createdAt: Time,
  lastUsedAt: Time,
})

export async function account(app: App): Promise<void> {
  const { kernel } = app
  app.get('/api/auth/me', { config, schema: { response: { 200: Me } } }, (request) =>
    getMe(kernel.database, request.user.id),
  )
  app.patch(
    '/api/auth/me',
    { config, schema: { body: MePatch, response: { 200: Me } } },
    (request) => {
      const { name, preferences } = request.body
      if (JSON.stringify(preferences ?? {}).length > maxPreferenceBytes) throw refuse('too_large')
      return patchMe(kernel, {
        id: request.user.id,
        ...(name !== undefined && { name }),
        ...(preferences && { preferences }),
      })
    },
  )
  app.post(
    '/api/auth/password',
    {
      config,
      schema: {
        body: Type.Object({ current: Type.String({ maxLength: 256 }), next: Password }, closed),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id: userId, sessionId } = request.user
      await changePassword(kernel, { userId, sessionId, ...request.body }, actorOf(request))
      return reply.code(204).send(null)
    },
  )
  ownSessions(app)
}

function ownSessions(app: App): void {
  const { kernel } = app
  app.get(
    '/api/auth/sessions',
    { config, schema: { response: { 200: Type.Object({ items: Type.Array(OwnSession) }) } } },
    async ({ user }) => {
      const sessions = await listSessions(kernel.database, user.id, kernel.now())
      return {
        items: sessions.map(({ id, address, agent, createdAt, lastUsedAt }) => ({
          id,
          current: id === user.sessionId,
          address,
          agent,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
        })),
      }
    },
  )
  app.delete(
    '/api/auth/sessions/:id',
    {
      config,
      schema: { params: Type.Object({ id: Uuid }, closed), response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const session = { id: request.params.id, userId: request.user.id }
      if (!(await endSession(kernel, session, actorOf(request)))) throw refuse('not_found')
      return reply.code(204).send(null)
    },
  )
}
