/** Contacts: people, their files, who may be the same person, what we hold about them and that it goes. */
import { Readable } from 'node:stream'

import {
  eraseContact,
  exportContact,
  getContact,
  listContacts,
  listSharedFiles,
  mergeContacts,
  patchContact,
  suggestMerges,
  unmergeContact,
} from '@parley/core'
import {
  Contact,
  ContactPatch,
  Id,
  MergeSuggestion,
  pageOf,
  Paging,
  SharedFile,
} from '@parley/core/schemas'
import { Type } from 'typebox'

import { actorOf } from '../auth.ts'
import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const ById = Type.Object({ id: Id }, closed)
const Query = Type.Object(
  { ...Paging, q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  closed,
)
const Merge = Type.Object({ contactId: Id }, closed)
const read = { right: 'contacts.read' } as const
const write = { right: 'contacts.write' } as const
const erase = { right: 'contacts.erase' } as const
const one = { 200: Contact }

export async function contactRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/contacts',
    { config: read, schema: { querystring: Query, response: { 200: pageOf(Contact) } } },
    ({ query }) => listContacts(kernel, query),
  )
  app.get(
    '/api/contacts/:id',
    { config: read, schema: { params: ById, response: one } },
    ({ params }) => getContact(kernel, params.id),
  )
  app.patch(
    '/api/contacts/:id',
    { config: write, schema: { params: ById, body: ContactPatch, response: one } },
    ({ params, body }) => patchContact(kernel, params.id, body),
  )
  app.get(
    '/api/contacts/:id/files',
    {
      config: read,
      schema: {
        params: ById,
        querystring: Type.Object(Paging, closed),
        response: { 200: pageOf(SharedFile) },
      },
    },
    ({ params, query }) => listSharedFiles(kernel, params.id, query),
  )
  merging(app)
  subjectRights(app)
}

function merging(app: App): void {
  const { kernel } = app
  app.get(
    '/api/contacts/:id/suggestions',
    {
      config: read,
      schema: {
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(MergeSuggestion) }) },
      },
    },
    async ({ params }) => ({ items: await suggestMerges(kernel, params.id) }),
  )
  app.post(
    '/api/contacts/:id/merge',
    { config: write, schema: { params: ById, body: Merge, response: one } },
    ({ params, body }) => mergeContacts(kernel, params.id, body.contactId),
  )
  app.post(
    '/api/contacts/:id/unmerge',
    { config: write, schema: { params: ById, response: one } },
    ({ params }) => unmergeContact(kernel, params.id),
  )
}

/** What the law gives a person: a copy, and erasure. */
function subjectRights(app: App): void {
  const { kernel } = app
  app.get(
    '/api/contacts/:id/export',
    {
      config: { ...erase, streams: true },
      schema: { params: ById, response: { 200: Type.Unknown() } },
    },
    async ({ params }, reply) => {
      const { id } = await getContact(kernel, params.id)
      return reply
        .type('application/json')
        .header('content-disposition', `attachment; filename="contact-${id}.json"`)
        .send(Readable.from(exportContact(kernel, id)))
    },
  )
  app.delete(
    '/api/contacts/:id',
    { config: erase, schema: { params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await eraseContact(kernel, request.params.id, actorOf(request))
      return reply.code(204).send(null)
    },
  )
}
