/** Drafts of the signed-in person. */
import { listDrafts, putDraft } from '@parley/core'
import { Draft, Id, nullable, oneOf, Uuid } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const Content = Type.Object(
  {
    text: Type.String({ maxLength: 50_000 }),
    attachmentIds: Type.Optional(Type.Array(Uuid, { maxItems: 30 })),
    replyToId: Type.Optional(nullable(Id)),
  },
  closed,
)
const write = { right: 'desk.write' } as const

export async function draftRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/drafts/chat/:chatId',
    {
      config: { right: 'desk.read' },
      schema: {
        params: Type.Object({ chatId: Id }, closed),
        response: { 200: Type.Object({ items: Type.Array(Draft) }) },
      },
    },
    async ({ params, user }) => ({
      items: await listDrafts(kernel, { userId: user.id, chatId: params.chatId }),
    }),
  )
  app.put(
    '/api/drafts/chat/:chatId/:mode',
    {
      config: write,
      schema: {
        params: Type.Object({ chatId: Id, mode: oneOf(['reply', 'note']) }, closed),
        body: Content,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, body, user }, reply) => {
      await putDraft(kernel, { ...params, userId: user.id }, body)
      return reply.code(204).send(null)
    },
  )
}
