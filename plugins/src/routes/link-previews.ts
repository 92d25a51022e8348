/** What is behind a link in a message. */
import { createLinkPreviews, type FindLinkPreview, refuse } from '@parley/core'
import { LinkPreview } from '@parley/core/schemas'
import { Type } from 'typebox'

import type { App } from '../http.ts'

const Query = Type.Object(
  { url: Type.String({ minLength: 1, maxLength: 2000, description: 'An address with https' }) },
  { additionalProperties: false },
)

export async function linkPreviewRoutes(
  app: App,
  { find = createLinkPreviews() }: { find?: FindLinkPreview } = {},
): Promise<void> {
  app.get(
    '/api/link-previews',
    {
      config: { right: 'messages.read' },
      schema: { querystring: Query, response: { 200: LinkPreview } },
    },
    ({ query }) => {
      if (app.kernel.config.linkPreviews === 'off')
        throw refuse('not_found', { detail: 'Links are not looked behind here' })
      return find(query.url)
    },
  )
}
