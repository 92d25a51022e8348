/** Canned replies. */
import {
  createCannedReply,
  deleteCannedReply,
  listCannedReplies,
  patchCannedReply,
} from '@parley/core'
import { CannedReply, CannedReplyPatch, Id, NewCannedReply } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const ById = Type.Object({ id: Id }, { additionalProperties: false })
const List = Type.Object({ items: Type.Array(CannedReply) })
const write = { right: 'desk.write' } as const

export async function cannedReplyRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/canned-replies',
    { config: { right: 'desk.read' }, schema: { response: { 200: List } } },
    async () => ({ items: await listCannedReplies(kernel) }),
  )
  app.post(
    '/api/canned-replies',
    { config: write, schema: { body: NewCannedReply, response: { 201: CannedReply } } },
    async ({ body }, reply) => reply.code(201).send(await createCannedReply(kernel, body)),
  )
  app.patch(
    '/api/canned-replies/:id',
    {
      config: write,
      schema: { params: ById, body: CannedReplyPatch, response: { 200: CannedReply } },
    },
    ({ params, body }) => patchCannedReply(kernel, params.id, body),
  )
  app.delete(
    '/api/canned-replies/:id',
    { config: write, schema: { params: ById, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await deleteCannedReply(kernel, params.id)
      return reply.code(204).send(null)
    },
  )
}
