import { type MetaApp, readPast } from '@parley/adapter-meta'
import type { Failure, PastContext, PastPage } from '@parley/core/adapter'

import { routeOf } from './route.ts'
import type { Account } from './schemas.ts'

/** The account may stand in its chats by its Page's id, or by one of the app: its name tells it then. */
export function past(
  { config, name, secrets }: Account,
  context: PastContext<MetaApp>,
): Promise<PastPage | { readonly failure: Failure }> {
  const { instagramId, pageId } = config
  const own = [instagramId, pageId, name.replace(/^@/, '')]
  const request = { ...routeOf(config), token: secrets.accessToken }
  return readPast({ request, platform: 'instagram', connection: instagramId, own }, context)
}
