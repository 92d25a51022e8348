/** Traces for OpenTelemetry while OTEL_EXPORTER_OTLP_ENDPOINT is set: requests, statements, calls of platforms. Nothing of it is loaded otherwise. */
import type { Context, Span as OpenSpan, Tracer } from '@opentelemetry/api'
import { type Config, type Logger, noTrace, scrub, type Trace } from '@parley/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

import type { App } from './http.ts'
import { versionOf } from './setup.ts'

export interface Tracing {
  /** For the kernel. */
  readonly trace: Trace
  /** A span for each request, to be registered before the routes. */
  readonly requests: (app: App) => Promise<void>
  /** Sends what is left, if the collector takes it soon. */
  close(): Promise<void>
}
type Api = typeof import('@opentelemetry/api')

const patienceMs = 2000

/**
 * Spans of our own, not the instrumentation packages: those hook into every module that is loaded, and put whole URLs
 * into attributes, whose queries hold what people search for and the signatures of file links.
 */
export async function openTracing(config: Config): Promise<Tracing> {
  if (isOff(config)) return off
  const api = await import('@opentelemetry/api')
  const provider = await startProvider(config)
  const tracer = provider.getTracer('parley')
  return {
    trace: tracing(api, tracer),
    requests: fp(async (app: App) => traceRequests(app, api, tracer), { name: 'tracing' }),
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, patienceMs).unref())
      await Promise.race([provider.shutdown().catch(() => undefined), late])
    },
  }
}

const off: Tracing = {
  trace: noTrace,
  requests: async () => undefined,
  close: async () => undefined,
}

function isOff({ otelEndpoint, env }: Config): boolean {
  return (
    !otelEndpoint || env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none'
  )
}

/** Sampler, batches, limits, headers and time-outs are read by the packages from the other OTEL_ variables. */
async function startProvider(config: Config) {
  const [sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
  ])
  const own = { 'service.name': 'parley', 'service.version': versionOf({ config }) }
  const given = resources.detectResources({ detectors: [resources.envDetector] })
  const url =
    config.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ??
    `${config.otelEndpoint!.replace(/\/$/, '')}/v1/traces`
  const provider = new sdk.NodeTracerProvider({
    resource: resources.defaultResource().merge(resources.resourceFromAttributes(own)).merge(given),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  })
  provider.register()
  return provider
}

function tracing({ trace, SpanKind, SpanStatusCode }: Api, tracer: Tracer): Trace {
  return async ({ name, attributes = {}, isCall, isPart, isShared = false }, work) => {
    if (isPart && !trace.getActiveSpan()) return work(() => undefined)
    const kind = isCall ? SpanKind.CLIENT : SpanKind.INTERNAL
    return tracer.startActiveSpan(name, { kind, attributes, root: isShared }, async (span) => {
      try {
        return await work((more) => span.setAttributes(more))
      } catch (error) {
        const { code, name: type } = error as Error & { code?: unknown }
        // its message may hold a value
        span.setAttribute('error.type', typeof code === 'string' ? code : type)
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    })
  }
}

function traceRequests(app: App, api: Api, tracer: Tracer): void {
  const { context, diag, DiagLogLevel, ROOT_CONTEXT, trace, SpanStatusCode } = api
  const open = new WeakMap<FastifyRequest, { span: OpenSpan; inside: Context }>()
  diag.setLogger(reportTo(app.kernel.log), DiagLogLevel.ERROR)
  app.addHook('onRequest', (request, _reply, done) => {
    if (isUntold(request)) return done()
    const span = startSpan(api, tracer, request)
    const inside = trace.setSpan(ROOT_CONTEXT, span)
    open.set(request, { span, inside })
    context.with(inside, done)
  })
  // the body came in by events of the connection, which know nothing of this request
  app.addHook('preValidation', (request, _reply, done) => {
    context.with(open.get(request)?.inside ?? context.active(), done)
  })
  app.addHook('onResponse', async (request, { statusCode }) => {
    const span = open.get(request)?.span
    span?.setAttribute('http.response.status_code', statusCode)
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
  })
}

/** A trace begins here: what strangers send decides neither its id nor whether it is kept. */
function startSpan({ ROOT_CONTEXT, SpanKind }: Api, tracer: Tracer, request: FastifyRequest) {
  const { url: route = '' } = request.routeOptions
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'parley.request_id': request.id,
  }
  const name = `${request.method} ${route}`.trim()
  return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT)
}

/** Probes, scrapes and pages; and sockets, which last for hours. */
function isUntold({ routeOptions }: FastifyRequest): boolean {
  const { quiet, special } = routeOptions.config
  return special === 'socket' || (quiet === true && special !== 'webhook')
}

function reportTo(log: Logger) {
  function warn(message: string): void {
    log.warn({ detail: scrub(message).slice(0, 500) }, 'traces could not be sent')
  }
  return { error: warn, warn, info: nothing, debug: nothing, verbose: nothing }
}

function nothing(): void {
  // below what is asked for
}
