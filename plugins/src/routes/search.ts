/** Search over all messages. */
import { searchMessages } from '@parley/core'
import { Id, pageOf, Paging, SearchHit } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const Query = Type.Object(
  {
    ...Paging,
    q: Type.String({ minLength: 1, maxLength: 200 }),
    chatId: Type.Optional(Id),
  },
  { additionalProperties: false },
)

export async function searchRoutes(app: App): Promise<void> {
  app.get(
    '/api/messages/search',
    {
      config: { right: 'messages.read' },
      schema: { querystring: Query, response: { 200: pageOf(SearchHit) } },
    },
    ({ query }) => searchMessages(app.kernel, query),
  )
}
