/** Chats: the list, its counts, one chat, changing one or many, starting one, read marks. */
import {
  countChats,
  getChat,
  handOver,
  listChats,
  markRead,
  markUnread,
  patchChat,
  patchChats,
  type Signals,
  startChat,
} from '@parley/core'
import {
  Chat,
  ChatPatch,
  ChatQuery,
  ChatsPatch,
  ChatsPatched,
  Counts,
  Handover,
  Id,
  NewChat,
  pageOf,
} from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const ByChat = Type.Object({ chatId: Id }, { additionalProperties: false })
const read = { right: 'chats.read' } as const
const write = { right: 'chats.write' } as const
const nothing = { 204: Type.Null() }

/** `signals` tells the contact's side that their words were read. */
export async function chatRoutes(
  app: App,
  { signals }: { signals: Pick<Signals, 'read'> },
): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/chats',
    { config: read, schema: { querystring: ChatQuery, response: { 200: pageOf(Chat) } } },
    ({ query, user }) => listChats(kernel, user.id, query),
  )
  app.get('/api/counts', { config: read, schema: { response: { 200: Counts } } }, ({ user }) =>
    countChats(kernel, user.id),
  )
  app.post(
    '/api/chats',
    { config: write, schema: { body: NewChat, response: { 200: Chat, 201: Chat } } },
    async ({ body, user }, reply) => {
      const { chatId, isNew } = await startChat(kernel, body)
      return reply.code(isNew ? 201 : 200).send(await getChat(kernel, chatId, user.id))
    },
  )
  app.patch(
    '/api/chats',
    { config: write, schema: { body: ChatsPatch, response: { 200: ChatsPatched } } },
    ({ body, user }) => patchChats(kernel, body, user),
  )
  oneChat(app)
  app.post(
    '/api/chats/:chatId/read',
    { config: write, schema: { params: ByChat, response: nothing } },
    async ({ params, user }, reply) => {
      await markRead(kernel, params.chatId, user.id)
      signals.read(params.chatId)
      return reply.code(204).send(null)
    },
  )
}

function oneChat(app: App): void {
  const { kernel } = app
  app.get(
    '/api/chats/:chatId',
    { config: read, schema: { params: ByChat, response: { 200: Chat } } },
    ({ params, user }) => getChat(kernel, params.chatId, user.id),
  )
  app.patch(
    '/api/chats/:chatId',
    { config: write, schema: { params: ByChat, body: ChatPatch, response: { 200: Chat } } },
    ({ params, body, user }) => patchChat(kernel, params.chatId, { patch: body, user }),
  )
  app.post(
    '/api/chats/:chatId/unread',
    { config: write, schema: { params: ByChat, response: nothing } },
    async ({ params, user }, reply) => {
      await markUnread(kernel, params.chatId, user.id)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/chats/:chatId/handover',
    {
      config: { right: 'messages.send' },
      schema: { params: ByChat, body: Handover, response: { 200: Chat } },
    },
    async ({ params, body, user }) => {
      await handOver(kernel, params.chatId, body)
      return getChat(kernel, params.chatId, user.id)
    },
  )
}
