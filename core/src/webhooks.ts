/** The front door of the platforms: raw bytes in, verified, committed, and only then a 200. */
import type { IncomingHttpHeaders } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Ack, Headers, RawRequest, Verdict } from './adapter.ts'
import type { Adapter, Adapters } from './adapters.ts'
import { eraseIdentities } from './contact-erase.ts'
import { findErasure, recordErasure } from './erasures.ts'
import { refuse } from './errors.ts'
import type { Ingest } from './ingest.ts'
import type { Kernel } from './kernel.ts'
import { read, readEvents } from './reading.ts'
import { openTurns } from './turns.ts'
import { capWebhooks } from './webhook-cap.ts'

const bodyLimit = 4 * 1024 * 1024
// the one parser reads everything: the signed bytes decide, not what the sender calls them
const config = { right: 'public', special: 'webhook', quiet: true } as object
// programs read the answer: a dozen headers for browsers would cost more than the check of the signature
const plain = { helmet: false } as object
interface Params {
  path: string
  callback?: string
}

/** `GET|POST /api/webhooks/:path`, and an adapter's callbacks below it. */
export function webhooks(kernel: Kernel, ingest: Ingest) {
  const inTurn = openTurns()
  return async function routes(app: FastifyInstance): Promise<void> {
    capWebhooks(app)
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
    app.get<{ Params: Params }>('/api/webhooks/:path', { config }, async (request, reply) =>
      shakeHands(kernel, request, reply),
    )
    app.post<{ Params: Params }>(
      '/api/webhooks/:path',
      { config, bodyLimit, ...plain },
      async (request, reply) => {
        const startedAt = performance.now()
        const { ack, stored } = await inTurn(async () => {
          const { raw, owners } = verified(kernel, request)
          const delivery = await read(raw, owners, kernel.connections)
          return { ack: owners[0]!.webhook.ack, stored: ingest.add(delivery) }
        })
        await stored
        kernel.meters.acknowledged((performance.now() - startedAt) / 1000)
        return reply
          .code(ack?.status ?? 200)
          .header('content-type', ack?.type ?? 'text/plain; charset=utf-8')
          .send(ack?.body ?? 'ok')
      },
    )
    app.get<{ Params: Params }>(
      '/api/webhooks/:path/:callback',
      { config },
      async (request, reply) => tellErasure(kernel, request, reply),
    )
    app.post<{ Params: Params }>(
      '/api/webhooks/:path/:callback',
      { config, bodyLimit: 64 * 1024 },
      async (request, reply) => {
        const { status, type, body } = await callBack(kernel, ingest, request)
        return reply
          .code(status)
          .type(type ?? 'text/plain')
          .send(body)
      },
    )
  }
}

function mounted(adapters: Adapters, path: string): Adapter[] {
  const found = [...adapters.byChannel.values()].filter(({ webhook }) => webhook.path === path)
  if (found.length === 0) throw refuse('not_found')
  return found
}

function verified(
  kernel: Kernel,
  request: FastifyRequest<{ Params: Params }>,
): { raw: RawRequest; owners: Adapter[] } {
  const raw = rawRequest(request)
  // adapters that share the check and the keys share its verdict: three of them hash a large body once
  const verdicts = new Map<unknown, Verdict>()
  let reason = 'bad_signature'
  const owners = mounted(kernel.adapters, request.params.path).filter((adapter) => {
    const verdict =
      verdicts.get(adapter.verify) ??
      adapter.verify(raw.body, raw.headers, { app: kernel.adapters.appOf(adapter.manifest.id) })
    verdicts.set(adapter.verify, verdict)
    if (!verdict.ok) reason = verdict.reason
    return verdict.ok
  })
  if (owners.length > 0) return { raw, owners }
  kernel.meters.rejected(reason)
  throw refuse('unauthorized', { detail: 'The signature is missing or wrong' })
}

async function shakeHands(
  kernel: Kernel,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const raw = rawRequest(request)
  for (const adapter of mounted(kernel.adapters, request.params.path)) {
    const ack = adapter.webhook.handshake?.(raw, {
      app: kernel.adapters.appOf(adapter.manifest.id),
    })
    if (ack)
      return reply
        .code(ack.status)
        .header('x-content-type-options', 'nosniff')
        .type(ack.type ?? 'text/plain')
        .send(ack.body)
  }
  return reply.code(403).send()
}

/** Deauthorise, data deletion: signed in the adapter's own way. Adapters that share a path are all asked, since each has accounts and people of its own. */
async function callBack(
  kernel: Kernel,
  ingest: Ingest,
  request: FastifyRequest<{ Params: Params }>,
): Promise<Ack> {
  const raw = rawRequest(request)
  const { callback = '' } = request.params
  const acks: Ack[] = []
  for (const { manifest, callbacks } of calledBy(kernel, request)) {
    const channel = manifest.id
    const answer = callbacks?.[callback]?.(raw, { app: kernel.adapters.appOf(channel) })
    if (!answer) continue
    acks.push(answer.ack)
    const erased = answer.erase ? await eraseIdentities(kernel, channel, answer.erase) : 0
    if (answer.erasureCode) await recordErasure(kernel, answer.erasureCode, erased)
    await ingest.add(await readEvents({ raw, channel, ...answer }, kernel.connections))
  }
  const [ack] = acks
  if (!ack) throw refuse('unauthorized', { detail: 'The signature is missing or wrong' })
  return ack
}

function calledBy(kernel: Kernel, { params }: FastifyRequest<{ Params: Params }>): Adapter[] {
  const { path, callback = '' } = params
  const found = mounted(kernel.adapters, path).filter(({ callbacks }) =>
    Object.hasOwn(callbacks ?? {}, callback),
  )
  if (found.length === 0) throw refuse('not_found')
  return found
}

/** For the person who asked the platform that their data go: the link that the platform shows them leads here. */
async function tellErasure(
  kernel: Kernel,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  calledBy(kernel, request)
  const { code = '' } = plainQuery(request.query)
  const erasure = await findErasure(kernel, code)
  if (!erasure) throw refuse('not_found', { detail: 'No deletion is known by this code' })
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  if (request.headers.accept?.includes('json')) return reply.send(erasure)
  return reply
    .type('text/plain; charset=utf-8')
    .send(`Your data was deleted on ${erasure.at}. Confirmation code: ${erasure.code}\n`)
}

function rawRequest(request: FastifyRequest): RawRequest {
  const { method, url } = request
  return {
    method: method as 'GET' | 'POST',
    path: url.split('?', 1)[0]!,
    query: url.includes('?') ? plainQuery(request.query) : {},
    headers: { ...plainHeaders(request.raw.headers), ':method': method, ':path': url },
    body: (request.body as Buffer | undefined) ?? new Uint8Array(),
    receivedAt: Date.now(),
  }
}

// Node joins a header that came twice, except this one
function plainHeaders({ 'set-cookie': _never, ...headers }: IncomingHttpHeaders): Headers {
  return headers as Headers
}

/** A parameter given twice is no parameter: nobody should have to guess which one counts. */
function plainQuery(query: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
