import { type MetaApp, readPast } from '@parley/adapter-meta'
import type { Failure, PastContext, PastPage } from '@parley/core/adapter'

import type { Page } from './schemas.ts'

export function past(
  { config: { pageId }, secrets }: Page,
  context: PastContext<MetaApp>,
): Promise<PastPage | { readonly failure: Failure }> {
  const request = { node: pageId, token: secrets.accessToken }
  return readPast({ request, platform: 'messenger', connection: pageId, own: [pageId] }, context)
}
