/** How much one person or address may ask for. Platforms come from few addresses: they have a cap on how many at once instead. */
import limiter, { normalizeIP } from '@fastify/rate-limit'
import { refuse } from '@parley/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

import type { App } from './http.ts'
import { claimsOf } from './tokens.ts'

const webhooksAtOnce = 1024
const webhookTimeoutMs = 20_000

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
    capWebhooks(app)
  },
  { name: 'rate-limit', dependencies: ['tokens'] },
)

function keyOf(request: FastifyRequest): string {
  const claims = claimsOf(request)
  // a household or a provider's customer holds a whole /64
  return claims ? `user:${claims.sub}` : `ip:${normalizeIP(request.ip, 64)}`
}

/** How many at once, and how long each may take to arrive. Refused: Fastify's handlerTimeout, whose abort signal a request costs as much as its signature. */
function capWebhooks(app: App): void {
  const open = new Map<FastifyRequest, number>()
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.special !== 'webhook') return done()
    if (open.size >= webhooksAtOnce)
      return done(refuse('busy', { headers: { 'retry-after': '5' } }))
    open.set(request, performance.now())
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    open.delete(request)
    done()
  })
  const sweep = setInterval(() => {
    const oldest = performance.now() - webhookTimeoutMs
    for (const [request, since] of open) {
      // the oldest come first
      if (since > oldest) break
      request.raw.destroy()
    }
  }, 1000)
  app.addHook('onClose', async () => clearInterval(sweep))
}
