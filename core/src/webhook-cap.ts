import type { FastifyInstance, FastifyRequest } from 'fastify'

import { refuse } from './errors.ts'

const usual = { atOnce: 1024, timeoutMs: 20_000 }

/**
 * Platforms come from few addresses: no rate is set for them, but how many may be open at once, and how long each may take to arrive.
 * Refused: Fastify's handlerTimeout, whose abort signal costs a request as much as its signature.
 */
export function capWebhooks(app: FastifyInstance, { atOnce, timeoutMs } = usual): void {
  const open = new Map<FastifyRequest, number>()
  app.addHook('onRequest', (request, reply, done) => {
    if (open.size >= atOnce) return done(refuse('busy', { headers: { 'retry-after': '5' } }))
    open.set(request, performance.now())
    // onResponse does not come for a request that was cut off before it was read
    reply.raw.once('close', () => open.delete(request))
    done()
  })
  const sweep = setInterval(() => {
    const oldest = performance.now() - timeoutMs
    for (const [request, since] of open) {
      // the oldest come first
      if (since > oldest) break
      request.raw.destroy()
    }
  }, 1000)
  app.addHook('onClose', async () => clearInterval(sweep))
}
