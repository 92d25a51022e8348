import { getHeapStatistics } from 'node:v8'

import underPressure from '@fastify/under-pressure'
import { refuse } from '@parley/core'
import fp from 'fastify-plugin'

import type { App } from './http.ts'

/**
 * Sheds load before it falls over; platforms send their webhooks again. Utilisation of the event loop is not asked:
 * a server that ingests at full speed uses all of it and still answers in time.
 */
export const pressure = fp(
  async (app: App) => {
    await app.register(underPressure, {
      maxEventLoopDelay: 1000,
      maxHeapUsedBytes: Math.round(getHeapStatistics().heap_size_limit * 0.9),
      async pressureHandler(request) {
        // who watches must still be answered
        if (request.routeOptions.config.quiet && request.routeOptions.config.special !== 'webhook')
          return
        throw refuse('busy', { headers: { 'retry-after': '5' } })
      },
    })
  },
  { name: 'pressure' },
)
