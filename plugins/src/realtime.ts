/** The socket: `GET /api/realtime`. It only tells; what a person does goes over REST. */
import websocket from '@fastify/websocket'
import { Presence, refuse, type Signals } from '@parley/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Gauge } from 'prom-client'

import type { App } from './http.ts'
import type { Metrics } from './metrics.ts'
import { requireOwnOrigin } from './origin.ts'
import { Conversation } from './realtime/conversation.ts'
import { Hub } from './realtime/hub.ts'

const waitingPerAddress = 10

interface Options {
  metrics?: Metrics
  signals?: Pick<Signals, 'typing'>
}

export const realtime = fp(
  async (app: App, { metrics, signals }: Options) => {
    const { kernel } = app
    const hub = new Hub(kernel, (cause) => metrics?.resets.inc({ cause }))
    const presence = new Presence(kernel.bus)
    await app.register(websocket, {
      options: { maxPayload: 64 * 1024, maxFragments: 256, perMessageDeflate: false },
      // the library itself closes with the right code
      errorHandler: (err, _socket, request) => request.log.debug({ err }, 'a socket failed'),
      async preClose() {
        await hub.close()
        await presence.close()
        app.websocketServer.close()
      },
    })
    presence.onChange((change) => hub.tell('presence.changed', change))
    const unsubscribe = kernel.bus.subscribe('typing', (typing) =>
      hub.tell('typing.changed', typing, typing.user?.id),
    )
    app.addHook('onReady', () => hub.start())
    app.addHook('onClose', async () => unsubscribe())
    if (metrics) observe(metrics, app, hub)
    const room = createWaitingRoom()
    app.get(
      '/api/realtime',
      {
        websocket: true,
        config: { right: 'public', special: 'socket', quiet: true },
        preValidation: [requireOwnOrigin, (request) => room.check(request)],
      },
      (socket, request) => {
        const settled = room.enter(request)
        // it lives as long as its socket does
        return void new Conversation(socket, {
          app,
          request,
          hub,
          presence,
          settled,
          ...(signals && { signals }),
        })
      },
    )
  },
  { name: 'realtime', dependencies: ['tokens', 'auth'] },
)

/** Sockets that have not said who they are: a few from each address. */
function createWaitingRoom() {
  const waiting = new Map<string, number>()
  return {
    async check({ ip }: FastifyRequest): Promise<void> {
      if ((waiting.get(ip) ?? 0) >= waitingPerAddress)
        throw refuse('too_many_requests', { headers: { 'retry-after': '5' } })
    },
    enter({ ip }: FastifyRequest): () => void {
      let isIn = true
      waiting.set(ip, (waiting.get(ip) ?? 0) + 1)
      return () => {
        if (!isIn) return
        isIn = false
        const left = waiting.get(ip)! - 1
        if (left > 0) waiting.set(ip, left)
        else waiting.delete(ip)
      }
    },
  }
}

function observe({ registry }: Metrics, { kernel }: App, hub: Hub): void {
  const sockets = new Gauge({
    name: 'parley_ws_clients',
    help: 'Sockets signed in',
    registers: [],
    collect() {
      this.set(hub.clients.size)
    },
  })
  const lag = new Gauge({
    name: 'parley_event_lag_seconds',
    help: 'Age of the oldest event that the sockets of this process were not told',
    registers: [],
    async collect() {
      const [row] = await kernel.database
        .query<{ age: number }>(
          `select extract(epoch from now() - created_at)::float8 as age from events where id > $1 order by id limit 1`,
          [String(hub.feed.position)],
        )
        .catch(() => [{ age: NaN }])
      this.set(row?.age ?? 0)
    },
  })
  registry.registerMetric(sockets)
  registry.registerMetric(lag)
}
