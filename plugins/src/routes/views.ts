/** Saved views of the chat list. */
import { createView, deleteView, listViews } from '@parley/core'
import { Id, View } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const List = Type.Object({ items: Type.Array(View) })
const NewView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    query: Type.String({ maxLength: 1000 }),
    shared: Type.Optional(Type.Boolean()),
  },
  closed,
)
const write = { right: 'desk.write' } as const

export async function viewRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/views',
    { config: { right: 'desk.read' }, schema: { response: { 200: List } } },
    async ({ user }) => ({ items: await listViews(kernel, user.id) }),
  )
  app.post(
    '/api/views',
    { config: write, schema: { body: NewView, response: { 201: View } } },
    async ({ body, user }, reply) => {
      const { shared = false, ...view } = body
      return reply.code(201).send(await createView(kernel, user.id, { ...view, shared }))
    },
  )
  app.delete(
    '/api/views/:id',
    {
      config: write,
      schema: { params: Type.Object({ id: Id }, closed), response: { 204: Type.Null() } },
    },
    async ({ params, user }, reply) => {
      await deleteView(kernel, user.id, params.id)
      return reply.code(204).send(null)
    },
  )
}
