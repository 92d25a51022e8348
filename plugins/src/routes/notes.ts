/** Notes: what colleagues write about a chat. */
import { createNote, deleteNote, listNotes, patchNote } from '@parley/core'
import { Id, NewNote, Note, NotePatch, pageOf, Paging } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const ById = Type.Object({ id: Id }, closed)
const write = { right: 'notes.write' } as const

export async function noteRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/notes/chat/:chatId',
    {
      config: { right: 'notes.read' },
      schema: {
        params: Type.Object({ chatId: Id }, closed),
        querystring: Type.Object(Paging, closed),
        response: { 200: pageOf(Note) },
      },
    },
    ({ params, query }) => listNotes(kernel, params.chatId, query),
  )
  app.post(
    '/api/notes',
    { config: write, schema: { body: NewNote, response: { 201: Note } } },
    async ({ body, user }, reply) => reply.code(201).send(await createNote(kernel, body, user)),
  )
  app.patch(
    '/api/notes/:id',
    { config: write, schema: { params: ById, body: NotePatch, response: { 200: Note } } },
    ({ params, body, user }) => patchNote(kernel, params.id, { text: body.text, user }),
  )
  app.delete(
    '/api/notes/:id',
    { config: write, schema: { params: ById, response: { 204: Type.Null() } } },
    async ({ params, user }, reply) => {
      await deleteNote(kernel, params.id, user)
      return reply.code(204).send(null)
    },
  )
}
