/** Media that a request names by link: the platform fetches them, as Meta's servers would. */
import { GraphError } from './graph-error.ts'
import { storeMedium } from './media.ts'
import type { GraphCall } from './part.ts'
import type { Account, Medium, Shown } from './state.ts'
import { findMessage, partOf } from './world.ts'
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

/** The Messenger Platform fetches before it answers, and refuses what it cannot have; WhatsApp tells later. */
export function judgeLinks(world: World, account: Account | undefined, links: Links): void {
  if (!account || !partOf(world, account.channel).messaging) return
  for (const [url, medium] of links)
    if (!medium)
      throw new GraphError({
        code: 100,
        subcode: 2018008,
        message: `(#100) Failed to fetch the file from the url ${url}`,
      })
}

/** The phone shows what was fetched, not the link. */
export function placeLinks(world: World, id: string, links: Links): void {
  const message = findMessage(world, id)
  if (!message) return
  placeMedia(message.shown, links)
  if ([...links.values()].includes(undefined))
    message.error = { code: 131053, title: 'Media upload error' }
}

function placeMedia({ media = [], cards = [] }: Shown, links: Links): void {
  for (const medium of media) {
    const fetched = links.get(medium.url ?? '')
    if (fetched) Object.assign(medium, { id: fetched.id, mime: fetched.mime })
  }
  for (const card of cards) card.image = links.get(card.image ?? '')?.id ?? ''
}
