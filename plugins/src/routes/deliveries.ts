/** Deliveries: what the platforms sent, what became of it, and reading it again. */
import { getDelivery, listDeliveries, replayDelivery } from '@parley/core'
import { Delivery, DeliveryDetail, DeliveryQuery, Id, pageOf } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const ById = Type.Object({ id: Id }, { additionalProperties: false })
const read = { right: 'deliveries.read' } as const

export async function deliveryRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/deliveries',
    { config: read, schema: { querystring: DeliveryQuery, response: { 200: pageOf(Delivery) } } },
    ({ query }) => listDeliveries(kernel, query),
  )
  app.get(
    '/api/deliveries/:id',
    { config: read, schema: { params: ById, response: { 200: DeliveryDetail } } },
    ({ params }) => getDelivery(kernel, params.id),
  )
  app.post(
    '/api/deliveries/:id/replay',
    {
      config: { right: 'deliveries.replay' },
      schema: { params: ById, response: { 200: DeliveryDetail } },
    },
    async ({ params }) => {
      await replayDelivery(kernel, params.id)
      return getDelivery(kernel, params.id)
    },
  )
}
