/** Files: taking them in, and giving them out in a way that nothing in them runs in our pages. */
import multipart, { type MultipartFile } from '@fastify/multipart'
import {
  checkFileLink,
  copyAttachment,
  createUpload,
  findFile,
  mayRead,
  openFile,
  refuse,
  retryAttachment,
  type Servable,
  toAttachment,
} from '@parley/core'
import { Attachment, Uuid } from '@parley/core/schemas'
import { create as disposition } from 'content-disposition'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'

import type { App } from '../http.ts'
import { authorise } from '../tokens.ts'

const closed = { additionalProperties: false }
const ById = Type.Object({ id: Uuid }, closed)
const Link = Type.Object(
  {
    thumb: Type.Optional(Type.Literal('1')),
    e: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999_999_999 })),
    s: Type.Optional(Type.String({ pattern: '^[\\w-]{27}$' })),
  },
  closed,
)
type LinkQuery = Static<typeof Link>

export async function uploadRoutes(app: App): Promise<void> {
  const { kernel } = app
  await app.register(multipart, { limits: limitsOf(kernel.config.maxFileSize) })
  app.post(
    '/api/uploads',
    { config: { right: 'files.write', streams: true }, schema: { response: { 201: Attachment } } },
    async (request, reply) => {
      const upload = await takeFile(request, ({ file, filename, mimetype }) =>
        createUpload(kernel, {
          stream: file,
          name: filename ?? null,
          mime: mimetype ?? null,
          userId: request.user.id,
        }),
      )
      return reply.code(201).send(upload)
    },
  )
  app.get(
    '/api/files/:id',
    // a signed link needs no session; without one the handler asks for it
    {
      config: { right: 'public', streams: true },
      schema: {
        params: ById,
        querystring: Link,
        response: { 200: Type.Unknown({ description: 'The bytes; 206 with a Range' }) },
      },
    },
    async (request, reply) => {
      const { params, query } = request
      const file = await permitted(request, { id: params.id, query })
      return serve(reply, file, { thumb: query.thumb === '1', asked: request.headers.range })
    },
  )
  attachments(app)
}

function attachments(app: App): void {
  const { kernel } = app
  // a page that stays open longer than a link lives asks for a new one
  app.get(
    '/api/attachments/:id',
    {
      config: { right: 'files.read' },
      schema: { params: ById, response: { 200: Attachment } },
    },
    async ({ params, user }) => {
      const file = found(await findFile(kernel, params.id))
      return toAttachment(kernel, found(mayRead(file, user.id) ? file : undefined))
    },
  )
  app.post(
    '/api/attachments/:id/retry',
    {
      config: { right: 'messages.read' },
      schema: { params: ById, response: { 202: Type.Null() } },
    },
    async ({ params }, reply) => {
      await retryAttachment(kernel, params.id)
      return reply.code(202).send(null)
    },
  )
  // what was sent or received once may go out again, in another message
  app.post(
    '/api/attachments/:id/copy',
    {
      config: { right: 'files.write' },
      schema: { params: ById, response: { 201: Attachment } },
    },
    async ({ params, user }, reply) =>
      reply.code(201).send(await copyAttachment(kernel, params.id, user.id)),
  )
}

// One file; a form of thousands of parts or endless headers is a form of somebody else.
// The reader cuts a file at its limit without a word: one byte more lets us see that it is too large.
function limitsOf(maxFileSize: number) {
  const fields = { fields: 10, fieldNameSize: 100, fieldSize: 1024 }
  return { fileSize: maxFileSize + 1, files: 1, parts: 11, headerPairs: 50, ...fields }
}

/** The form is read to its end: a second file is refused by the limit, not dropped without a word. */
async function takeFile<T>(
  request: FastifyRequest,
  take: (part: MultipartFile) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart())
    throw refuse('unsupported_media_type', { detail: 'Send a multipart form' })
  let taken: T | undefined
  for await (const part of request.parts()) {
    if (part.type === 'file' && part.fieldname === 'file') taken = await take(part)
    else if (part.type === 'file') part.file.resume()
    else if (part.valueTruncated) throw refuse('too_large', { detail: 'A field is too long' })
  }
  if (taken !== undefined) return taken
  throw refuse('bad_request', {
    detail: 'The form holds no file',
    errors: [{ pointer: '/file', message: 'is missing' }],
  })
}

/** By a link that was signed for a while, or by the right of whoever asks. */
async function permitted(
  request: FastifyRequest,
  { id, query }: { id: string; query: LinkQuery },
): Promise<Servable> {
  const { kernel } = request.server
  const { e, s } = query
  if (e !== undefined || s !== undefined) {
    const link = { id, thumb: query.thumb === '1', e: e ?? 0, s: s ?? '' }
    if (checkFileLink(kernel, link) !== 'good') throw refuse('link_expired')
    return found(await findFile(kernel, id))
  }
  const user = await authorise(request, 'files.read')
  const file = found(await findFile(kernel, id))
  return found(mayRead(file, user.id) ? file : undefined)
}

function found(file: Servable | undefined): Servable {
  if (!file) throw refuse('not_found')
  return file
}

const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

/** Only what was written anew here is shown in place; everything else is saved, and opens elsewhere. */
async function serve(
  reply: FastifyReply,
  file: Servable,
  { thumb, asked }: { thumb: boolean; asked: string | undefined },
): Promise<FastifyReply> {
  const { kernel } = reply.server
  if (thumb && !file.hasThumbnail) throw refuse('not_found')
  reply.headers(headersOf(file, thumb))
  if (thumb) return reply.send(await openFile(kernel, file, { thumb }))
  const range = asked?.startsWith('bytes=') ? rangeOf(asked, file.bytes) : undefined
  if (range === null)
    return reply.code(416).header('content-range', `bytes */${file.bytes}`).send('')
  if (range)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  const length = range ? range.end - range.start + 1 : file.bytes
  return reply
    .headers({ 'accept-ranges': 'bytes', 'content-length': length })
    .send(await openFile(kernel, file, range ? { range } : {}))
}

function headersOf(file: Servable, thumb: boolean): Record<string, string> {
  const isShown = thumb || (file.kind !== 'document' && pictures.has(file.mime))
  const type = isShown ? 'inline' : 'attachment'
  return {
    'content-type': thumb ? 'image/webp' : file.mime,
    'content-disposition': disposition(file.name ?? 'file', { type }),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-site',
    'cache-control': 'private, max-age=600',
    etag: `"${file.sha256.slice(0, 32)}${thumb ? '-thumb' : ''}"`,
  }
}

/** One range, as players ask for it; null for what cannot be given. */
export function rangeOf(asked: string, bytes: number): { start: number; end: number } | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(asked) ?? []
  if (!first && !last) return null
  const start = first ? Number(first) : Math.max(0, bytes - Number(last))
  const end = first && last ? Math.min(Number(last), bytes - 1) : bytes - 1
  return start > end ? null : { start, end }
}
