/** Notifications of the signed-in person. */
import { listNotifications, readNotifications } from '@parley/core'
import { Id, Notification, pageOf, Paging } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const closed = { additionalProperties: false }
const config = { right: 'account' } as const
const Query = Type.Object({ ...Paging, unread: Type.Optional(Type.Boolean()) }, closed)
const Page = Type.Object({ ...pageOf(Notification).properties, unreadCount: Type.Integer() })
/** Without ids, all of them. */
const Read = Type.Object(
  { ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })) },
  closed,
)

export async function notificationRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/notifications',
    { config, schema: { querystring: Query, response: { 200: Page } } },
    ({ query, user }) => listNotifications(kernel, user.id, query),
  )
  app.post(
    '/api/notifications/read',
    { config, schema: { body: Read, response: { 204: Type.Null() } } },
    async ({ body, user }, reply) => {
      await readNotifications(kernel, user.id, body.ids)
      return reply.code(204).send(null)
    },
  )
}
