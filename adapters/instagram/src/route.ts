import type { Config } from './schemas.ts'

/** The two ways to one account: its own host and token, or the Page behind it. */
export function routeOf({ login, instagramId, pageId }: Config): {
  readonly host: 'facebook' | 'instagram'
  readonly node: string
} {
  return login === 'instagram'
    ? { host: 'instagram', node: instagramId }
    : // a Page token knows its Page
      { host: 'facebook', node: pageId ?? 'me' }
}
