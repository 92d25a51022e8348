/** Media that a request names by link: the platform fetches them, as Meta's servers would. */
import { storeMedium } from './media.ts'
import type { GraphCall } from './part.ts'
import type { Medium, Shown } from './state.ts'
import type { World } from './world.ts'

export type Links = ReadonlyMap<string, Medium | undefined>

const maxBytes = 100 * 1024 * 1024
const cacheMs = 600_000
const caches = new WeakMap<World, Map<string, Medium>>()

export function hasLinks({ method, path }: GraphCall): boolean {
  return method === 'POST' && ['messages', 'message_attachments'].includes(path.at(-1) ?? '')
}

/** Every link of the request with what lies behind it; nothing where it cannot be had. */
export async function fetchLinks(world: World, params: unknown): Promise<Links> {
  const links = new Map<string, Medium | undefined>()
  for (const url of linksIn(params)) links.set(url, await cachedLink(world, url))
  return links
}

/** Links to media stand as `link`, as `image_url`, or as `url` of a payload; other urls are for people to open. */
function linksIn(value: unknown, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => linksIn(each, name))
  if (!value || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const isMedium = key === 'link' || key === 'image_url' || (key === 'url' && name === 'payload')
    return isMedium && typeof inner === 'string' ? [inner] : linksIn(inner, key)
  })
}

async function cachedLink(world: World, url: string): Promise<Medium | undefined> {
  const cache = caches.get(world) ?? new Map<string, Medium>()
  caches.set(world, cache)
  const known = cache.get(url)
  if (known && known.at > world.now() - cacheMs) return known
  const fetched = await fetchLink(world, url)
  if (fetched) cache.set(url, fetched)
  return fetched
}

async function fetchLink(world: World, url: string): Promise<Medium | undefined> {
  try {
    const response = await fetch(url, {
      headers: { 'user-agent': 'facebookexternalhit/1.1' },
      signal: AbortSignal.timeout(10_000),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (!response.ok || bytes.length === 0 || bytes.length > maxBytes) return undefined
    const mime = response.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream'
    return storeMedium(world, { bytes, mime, name: new URL(url).pathname.split('/').at(-1) ?? '' })
  } catch {
    return undefined
  }
}

/** The phone shows what was fetched, not the link. */
export function placeMedia({ media = [], cards = [] }: Shown, links: Links | undefined): void {
  for (const [url, fetched] of links ?? []) {
    if (!fetched) continue
    const { id, mime } = fetched
    for (const medium of media) if (medium.url === url) Object.assign(medium, { id, mime })
    for (const card of cards) if (card.image === url) card.image = id
  }
}
