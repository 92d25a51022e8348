/** The HTTP server itself: limits, one JSON parser, strict schemas, request ids and problem+json. Routes come as plugins. */
import { randomUUID } from 'node:crypto'

import AjvCompiler from '@fastify/ajv-compiler'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type Kernel, refuse } from '@parley/core'
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { TSchema } from 'typebox'

import { parseJson } from './json-body.ts'
import { answerClientError, answerProblem, sendNotFound } from './problems.ts'
import { checkRoutes, type Seen } from './routes-check.ts'
import { serializerFor } from './serialize.ts'

declare module 'fastify' {
  interface FastifyInstance {
    kernel: Kernel
    /** Switched off first when the server stops: balancers look elsewhere before it stops answering. */
    readiness: { isOn: boolean }
    /** Every route with what it declares, for whoever must go through all of them. */
    routeTable: readonly Seen[]
  }
}
export type App = ReturnType<typeof createServer>

/** Requests are read whole within this time, uploads apart. */
const answerTimeoutMs = 20_000
const uploadTimeoutMs = 10 * 60_000

export function createServer(kernel: Kernel) {
  const { config } = kernel
  const loggerInstance: FastifyBaseLogger = kernel.log
  const app = fastify({
    loggerInstance,
    logController: new RequestLog(),
    bodyLimit: 256 * 1024,
    // of the whole request; the routes' handlerTimeout ends a slow body earlier, uploads apart
    requestTimeout: uploadTimeoutMs,
    // longer than a proxy's, so that it never sends into a connection that is closing here
    keepAliveTimeout: 75_000,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16_384,
      // any other upgrade is an ordinary request
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    // what is being answered is finished; whoever stops the server ends what takes too long
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 100 },
    // ours, not the caller's: an id in the log can be trusted
    genReqId: () => randomUUID(),
    frameworkErrors: answerProblem,
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate('kernel', kernel)
  app.decorate('readiness', { isOn: false })
  app.setValidatorCompiler(strictValidator())
  app.setSerializerCompiler(({ schema }) => serializerFor(schema as TSchema))
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler((request, reply) => sendNotFound(request, reply))
  // JSON and nothing else: a form of another site can send text/plain with JSON in it
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  refuseWhileClosing(app)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.special !== 'webhook') reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onRequest', refuseUpgrade)
  app.addHook('onRequest', refuseEncoding)
  app.decorate(
    'routeTable',
    checkRoutes(app, { streamMs: uploadTimeoutMs, answerMs: answerTimeoutMs }),
  )
  return app
}

function refuseWhileClosing(app: Hooks): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    done(isClosing ? refuse('busy', { headers: { 'retry-after': '2' } }) : undefined)
  })
  // a connection that stays open would hold up the stop
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}
type Done = (error?: Error) => void
interface Hooks {
  addHook(name: 'preClose', hook: () => Promise<void>): unknown
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: Done) => void,
  ): unknown
  addHook(
    name: 'onSend',
    hook: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
  ): unknown
}

// the websocket plugin would accept an upgrade on every route, and close it then
function refuseUpgrade(request: FastifyRequest, reply: FastifyReply, done: Done): void {
  const { upgrade, connection } = request.headers
  const isUpgrade = upgrade?.toLowerCase() === 'websocket' && /upgrade/i.test(connection ?? '')
  if (!isUpgrade || request.routeOptions.config.special === 'socket') return done()
  // the HTTP server has let go of this connection
  reply.raw.once('finish', () => request.raw.socket.end())
  done(refuse('not_found', { headers: { connection: 'close' } }))
}

// compressed bodies are never inflated: a bomb is small on the wire
function refuseEncoding(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  const encoding = request.headers['content-encoding']
  const isRefused =
    encoding && encoding !== 'identity' && request.routeOptions.config.special !== 'webhook'
  done(
    isRefused
      ? refuse('unsupported_media_type', { detail: 'Send the body without Content-Encoding' })
      : undefined,
  )
}

// bodies exactly as typed; only what comes as text in the URL is converted
function strictValidator() {
  const build = AjvCompiler()
  const common = { removeAdditional: false, allErrors: false, strict: true, strictTypes: false }
  const keywords = ['x-ui', 'x-env', 'x-list', 'x-secret', 'x-required', 'x-production']
  const plugins = [
    (ajv: { addVocabulary(words: string[]): unknown }) => ajv.addVocabulary(keywords),
  ]
  const body = build({}, { customOptions: { ...common, coerceTypes: false }, plugins } as never)
  const url = build({}, { customOptions: { ...common, coerceTypes: true }, plugins } as never)
  return (route: { httpPart?: string; schema: unknown }) =>
    (route.httpPart === 'body' ? body : url)(route as never) as never
}

/** One line a request, with the path but without the query: it may hold what a person typed. */
class RequestLog extends LogController {
  override incomingRequest(): void {
    // the answer's line says it all
  }

  override requestCompleted(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const theirs = String(request.headers['x-request-id'] ?? '')
    const line = {
      req: request,
      res: reply,
      ms: Math.round(reply.elapsedTime),
      ...(/^[\w-]{1,64}$/.test(theirs) && { theirs }),
      ...(error ? { err: error } : {}),
    }
    const { quiet } = request.routeOptions.config
    if (quiet) request.log.debug(line, 'request')
    else request.log.info(line, 'request')
  }

  override routeNotFound(): void {
    // a 404 is a line like any other
  }
}
