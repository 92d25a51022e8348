/** Deny by default: a route without a right, or without schemas for all that comes in and goes out, stops the start. */
import type { FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'

import type { Right } from './rights.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be allowed; `public` asks for no session. */
    right?: Right
    /** Routes that read no JSON of ours: raw deliveries, the socket, files and pages. They check their input themselves. */
    special?: 'webhook' | 'socket' | 'static' | 'simulator'
    /** Reads or writes for longer than an answer takes: uploads, downloads. */
    streams?: boolean
    /** Waits for a platform. */
    isSlow?: boolean
    /** Logged at debug only. */
    quiet?: boolean
  }
}
type OnRoute = (this: { hasDecorator(name: string): boolean }, route: RouteOptions) => void
interface Checkable {
  addHook(name: 'onRoute', hook: OnRoute): unknown
  addHook(name: 'onReady', hook: () => Promise<void>): unknown
}
export interface Seen {
  readonly route: RouteOptions
  readonly isGuarded: boolean
}
/** What auth puts on the server when its hook is in place: a route that came earlier would be open. */
export const guard = 'isGuarded'
const nothing = Type.Object({}, { additionalProperties: false })
const emptyBody = Type.Union([nothing, Type.Null()])

/** Registered before every route. A part that a route does not describe accepts nothing. */
export function checkRoutes(
  app: Checkable,
  timeouts: { streamMs: number; answerMs: number },
): readonly Seen[] {
  const routes: Seen[] = []
  app.addHook('onRoute', function remember(route) {
    routes.push({ route, isGuarded: this.hasDecorator(guard) })
    if (route.config?.special !== 'webhook')
      route.handlerTimeout = isLong(route) ? timeouts.streamMs : timeouts.answerMs
    if (!isOrdinary(route)) return
    const schema: FastifySchema = { ...route.schema }
    schema.querystring ??= nothing
    if (takesBody(route)) schema.body ??= emptyBody
    route.schema = schema
  })
  app.addHook('onReady', async () => {
    const faults = routes.flatMap(faultsOf)
    if (faults.length > 0) throw new Error(`routes are not complete:\n${faults.join('\n')}`)
  })
  return routes
}

function isLong({ config }: RouteOptions): boolean {
  return Boolean(config?.streams || config?.isSlow)
}

function isOrdinary(route: RouteOptions): boolean {
  return !route.config?.special && !isPreflight(route)
}

// the CORS plugin answers OPTIONS for every path
function isPreflight(route: RouteOptions): boolean {
  return route.method === 'OPTIONS' && route.url === '*'
}

function takesBody({ method, config }: RouteOptions): boolean {
  return !config?.streams && [method].flat().some((each) => ['POST', 'PUT', 'PATCH'].includes(each))
}

function faultsOf({ route, isGuarded }: Seen): string[] {
  const name = `${[route.method].flat().join(',')} ${route.url}`
  return [...rightFaults(route, isGuarded), ...schemaFaults(route)].map(
    (fault) => `${name} ${fault}`,
  )
}

function rightFaults(route: RouteOptions, isGuarded: boolean): string[] {
  const right = route.config?.right
  if (!right) return isPreflight(route) ? [] : ['declares no right']
  return right === 'public' || isGuarded ? [] : ['is registered before auth']
}

function schemaFaults(route: RouteOptions): string[] {
  if (!isOrdinary(route)) return []
  return [
    ...(route.url.includes(':') && !route.schema?.params ? ['declares no params'] : []),
    ...(route.schema?.response ? [] : ['declares no response']),
  ]
}
