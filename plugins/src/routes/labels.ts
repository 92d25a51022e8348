/** Labels. */
import { createLabel, deleteLabel, listLabels, patchLabel } from '@parley/core'
import { Id, Label, LabelPatch, NewLabel } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const ById = Type.Object({ id: Id }, { additionalProperties: false })
const List = Type.Object({ items: Type.Array(Label) })
const write = { right: 'desk.write' } as const

export async function labelRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/labels',
    { config: { right: 'desk.read' }, schema: { response: { 200: List } } },
    async () => ({ items: await listLabels(kernel) }),
  )
  app.post(
    '/api/labels',
    { config: write, schema: { body: NewLabel, response: { 201: Label } } },
    async ({ body }, reply) => reply.code(201).send(await createLabel(kernel, body)),
  )
  app.patch(
    '/api/labels/:id',
    { config: write, schema: { params: ById, body: LabelPatch, response: { 200: Label } } },
    ({ params, body }) => patchLabel(kernel, params.id, body),
  )
  app.delete(
    '/api/labels/:id',
    { config: write, schema: { params: ById, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await deleteLabel(kernel, params.id)
      return reply.code(204).send(null)
    },
  )
}
