/** How much one person or address may ask for. Platforms come from few addresses: webhooks have a cap of their own instead. */
import limiter, { normalizeIP } from '@fastify/rate-limit'
import { refuse } from '@parley/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

import type { App } from './http.ts'
import { claimsOf } from './tokens.ts'

export const rateLimit = fp(
  async (app: App) => {
    const { config, bus } = app.kernel
    await app.register(limiter, {
      global: false,
      ...(bus.redis && { redis: bus.redis, nameSpace: 'parley:rate:' }),
      // Redis away: the general limit opens, the one of sign-ins counts on by itself
      skipOnError: true,
    })
    const count = app.createRateLimit({
      max: config.rateLimitMax,
      timeWindow: config.rateLimitWindowMs,
      keyGenerator: keyOf,
    })
    app.addHook('onRequest', async (request) => {
      const { special, quiet } = request.routeOptions.config
      if (special === 'webhook' || special === 'simulator' || quiet) return
      const { isAllowed, ...verdict } = await count(request)
      if (!isAllowed && 'isExceeded' in verdict && verdict.isExceeded)
        throw refuse('too_many_requests', {
          headers: { 'retry-after': String(Math.max(1, verdict.ttlInSeconds)) },
        })
    })
  },
  { name: 'rate-limit', dependencies: ['tokens'] },
)

function keyOf(request: FastifyRequest): string {
  const claims = claimsOf(request)
  // a household or a provider's customer holds a whole /64
  return claims ? `user:${claims.sub}` : `ip:${normalizeIP(request.ip, 64)}`
}
