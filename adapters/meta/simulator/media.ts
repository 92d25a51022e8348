/** The platform's store of media: bytes by id, links that expire. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

import type { UploadedFile } from './part.ts'
import type { Medium } from './state.ts'
import { newId } from './world.ts'
import type { World } from './world.ts'

const dayMs = 86_400_000
// state is saved whole, so the store is kept small: the oldest bytes go first
const maxStoredBytes = 24 * 1024 * 1024

export function storeMedium(world: World, file: UploadedFile, lifeMs = 30 * dayMs): Medium {
  const medium: Medium = {
    id: newId(world, 'object'),
    mime: file.mime,
    name: file.name,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    size: file.bytes.length,
    at: world.now(),
    expiresAt: world.now() + lifeMs,
    bytes: Buffer.from(file.bytes).toString('base64'),
  }
  world.state.media.push(medium)
  dropOldest(world.state.media)
  world.changed()
  return medium
}

function dropOldest(media: Medium[]): void {
  let total = media.reduce((sum, each) => sum + (each.bytes ? each.size : 0), 0)
  for (const medium of media) {
    if (total <= maxStoredBytes) return
    if (!medium.bytes) continue
    total -= medium.size
    delete medium.bytes
  }
}

export function findMedium(world: World, id: string): Medium | undefined {
  return world.state.media.find((medium) => medium.id === id)
}

/** A link that needs no token, as the CDN of Messenger and Instagram has; it dies when it says. */
export function cdnUrl(world: World, medium: Medium, lifeMs = 3 * dayMs): string {
  const expires = Math.floor((world.now() + lifeMs) / 1000).toString(16)
  const name = medium.name && /^[\w.-]+$/.test(medium.name) ? medium.name : 'file'
  return `${world.baseUrl}/cdn/${medium.id}/${name}?oe=${expires}&oh=${linkHash(world, medium.id, expires)}`
}

/** A link that lives five minutes and wants the token as well, as WhatsApp gives. */
export function lookasideUrl(world: World, medium: Medium): string {
  const expires = Math.floor((world.now() + 300_000) / 1000).toString(16)
  return `${world.baseUrl}/lookaside/${medium.id}?ext=${expires}&hash=${linkHash(world, medium.id, expires)}`
}

/** Is the link one that we made, and still alive? */
export function isLiveLink(
  world: World,
  id: string,
  link: { expires: string; hash: string },
): boolean {
  const expected = Buffer.from(linkHash(world, id, link.expires))
  const given = Buffer.from(link.hash)
  return (
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    Number.parseInt(link.expires, 16) * 1000 > world.now()
  )
}

function linkHash(world: World, id: string, expires: string): string {
  return createHmac('sha256', `${world.app.secret}:${world.state.seed}`)
    .update(`${id}:${expires}`)
    .digest('base64url')
}
