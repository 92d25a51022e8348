/** Messages: a thread's pages, sending, sending again, taking back, reacting. */
import {
  cancelMessage,
  getMessage,
  getNative,
  listMessages,
  queueMessage,
  react,
  retryMessage,
} from '@parley/core'
import { Id, Message, NewMessage, pageOf, Paging, Time } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const ById = Type.Object({ id: Id }, closed)
const Thread = Type.Object(
  {
    ...Paging,
    before: Type.Optional(Id),
    after: Type.Optional(Id),
    around: Type.Optional(Id),
    at: Type.Optional(
      Type.Unsafe<string>({ ...Time, description: 'Around the first message from this time on' }),
    ),
  },
  closed,
)
const Reaction = Type.Object({ emoji: Type.String({ minLength: 1, maxLength: 40 }) }, closed)
const read = { right: 'messages.read' } as const
const send = { right: 'messages.send' } as const

export async function messageRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/messages/chat/:chatId',
    {
      config: read,
      schema: {
        params: Type.Object({ chatId: Id }, closed),
        querystring: Thread,
        response: { 200: pageOf(Message) },
      },
    },
    ({ params, query }) =>
      listMessages(kernel, params.chatId, { ...query, limit: query.limit ?? 50 }),
  )
  app.post(
    '/api/messages',
    { config: send, schema: { body: NewMessage, response: { 202: Message } } },
    async ({ body, user }, reply) => reply.code(202).send(await queueMessage(kernel, body, user)),
  )
  app.get(
    '/api/messages/:id',
    { config: read, schema: { params: ById, response: { 200: Message } } },
    ({ params }) => getMessage(kernel, params.id),
  )
  app.get(
    '/api/messages/:id/native',
    {
      config: read,
      schema: { params: ById, response: { 200: Type.Object({ native: Type.Unknown() }) } },
    },
    async ({ params }) => ({ native: await getNative(kernel, params.id) }),
  )
  laterRoutes(app)
}

/** What can still be done with a message that is there. */
function laterRoutes(app: App): void {
  const { kernel } = app
  app.post(
    '/api/messages/:id/retry',
    { config: send, schema: { params: ById, response: { 202: Message } } },
    async ({ params }, reply) => reply.code(202).send(await retryMessage(kernel, params.id)),
  )
  app.delete(
    '/api/messages/:id',
    { config: send, schema: { params: ById, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await cancelMessage(kernel, params.id)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/messages/:id/reactions',
    { config: send, schema: { params: ById, body: Reaction, response: { 200: Message } } },
    ({ params, body, user }) => react(kernel, params.id, { emoji: body.emoji, by: user }),
  )
  app.delete(
    '/api/messages/:id/reactions',
    { config: send, schema: { params: ById, response: { 200: Message } } },
    ({ params, user }) => react(kernel, params.id, { emoji: null, by: user }),
  )
}
