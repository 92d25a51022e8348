import { refuse } from '@parley/core'
import type { FastifyRequest } from 'fastify'

/** Requests that carry the cookie or open a socket must come from our own page, or from no browser at all. */
export async function requireOwnOrigin(request: FastifyRequest): Promise<void> {
  const { origin, cookie } = request.headers
  const isBrowser = request.headers['sec-fetch-site'] !== undefined || cookie !== undefined
  const site = request.headers['sec-fetch-site'] ?? 'same-origin'
  // browsers leave Origin out of same-origin GETs only; a socket always carries it
  if (origin === undefined && (!isBrowser || (site === 'same-origin' && !request.headers.upgrade)))
    return
  if (origin === undefined || !isOwn(origin, request)) throw refuse('wrong_origin')
}

function isOwn(origin: string, request: FastifyRequest): boolean {
  const { config } = request.server.kernel
  if (origin === config.frontendUrl) return true
  // a development server answers on every name of its machine
  return !config.isProduction && URL.canParse(origin) && new URL(origin).host === request.host
}
