/** Opening the files of a message that goes out: a link where the platform can fetch it, else the bytes. */
import { isIP } from 'node:net'
import { buffer } from 'node:stream/consumers'

import { refuse } from './errors.ts'
import { fileUrl } from './file-links.ts'
import { findFile, openFile } from './files.ts'
import { trustedOrigins } from './http-guard.ts'
import type { Kernel } from './kernel.ts'
import type { OpenMedia } from './outbox.ts'
import { isPublicAddress } from './public-address.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'now' | 'adapters'>
const hourMs = 3_600_000

export function openMedia(kernel: Part): OpenMedia {
  return async ({ attachmentId }, channel) => {
    const file = await findFile(kernel, attachmentId)
    if (!file) throw refuse('not_found', { detail: 'The file is not here any more' })
    return {
      url: publicUrl(kernel, attachmentId),
      isPublic: isReachable(
        kernel.config.frontendUrl,
        trustedOrigins(kernel.adapters.appOf(channel)),
      ),
      mime: file.mime,
      bytes: file.bytes,
      name: file.name ?? 'file',
      open: async () => new Uint8Array(await buffer(await openFile(kernel, file))),
    }
  }
}

/** A link for platforms, good for an hour and more: they may fetch it late. */
export function publicUrl(kernel: Pick<Kernel, 'config' | 'now'>, attachmentId: string): string {
  return `${kernel.config.frontendUrl}${fileUrl(kernel, attachmentId, { lifeMs: hourMs })}`
}

/** Whether the platform could follow a link to this server: over the internet, or as a neighbour that the operator named. */
export function isReachable(frontendUrl: string, platforms: readonly string[]): boolean {
  const { protocol, hostname } = new URL(frontendUrl)
  if (platforms.some((origin) => isNeighbour(new URL(origin).hostname, hostname))) return true
  const isName = /[^.\d]\.[a-z]{2,}$/i.test(hostname)
  return protocol === 'https:' && isName && !isLocalName(hostname)
}

function isNeighbour(platform: string, hostname: string): boolean {
  if (isLoopback(platform)) return true
  // in another container or machine our own loopback is somebody else
  return isPrivate(platform) && !isLoopback(hostname)
}

function isLoopback(hostname: string): boolean {
  return /^(?:127\.[\d.]+|\[::1\]|(?:.+\.)?localhost)$/i.test(hostname)
}

function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) > 0) return !isPublicAddress(address)
  return !hostname.includes('.') || isLocalName(hostname)
}

function isLocalName(hostname: string): boolean {
  return /\.(?:local|localhost|test|internal|lan|home|invalid|example)$/i.test(hostname)
}
