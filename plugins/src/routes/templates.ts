/** Templates of a connection: found, synced, made and removed. */
import { listTemplates, removeTemplate, saveTemplate, syncTemplates, refuse } from '@parley/core'
import { Id, Template } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const ByConnection = Type.Object({ id: Id }, closed)
const List = Type.Object({ items: Type.Array(Template) })
// a platform may take its time
const manage = { right: 'connections.manage', isSlow: true } as const

export async function templateRoutes(app: App): Promise<void> {
  const { kernel } = app
  const Query = Type.Object(
    { connectionId: Id, q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
    closed,
  )
  app.get(
    '/api/templates',
    { config: { right: 'messages.read' }, schema: { querystring: Query, response: { 200: List } } },
    async ({ query }) => ({ items: await listTemplates(kernel, query) }),
  )
  app.post(
    '/api/social-connections/:id/templates/sync',
    {
      config: { right: 'messages.send', isSlow: true },
      schema: { params: ByConnection, response: { 200: List } },
    },
    async ({ params }) => {
      const connection = await kernel.connections.get(params.id)
      if (!connection) throw refuse('not_found')
      await syncTemplates(kernel, connection)
      return { items: await listTemplates(kernel, { connectionId: params.id }) }
    },
  )
  editRoutes(app)
}

function editRoutes(app: App): void {
  const { kernel } = app
  app.post(
    '/api/social-connections/:id/templates',
    {
      config: manage,
      schema: {
        params: ByConnection,
        body: Type.Object({ draft: Type.Unknown() }, closed),
        response: { 201: List },
      },
    },
    async ({ params, body }, reply) => {
      await saveTemplate(kernel, params.id, body.draft as never)
      return reply
        .code(201)
        .send({ items: await listTemplates(kernel, { connectionId: params.id }) })
    },
  )
  app.delete(
    '/api/social-connections/:id/templates/:templateId',
    {
      config: manage,
      schema: {
        params: Type.Object({ id: Id, templateId: Type.String({ maxLength: 100 }) }, closed),
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await removeTemplate(kernel, params.id, params.templateId)
      return reply.code(204).send(null)
    },
  )
}
