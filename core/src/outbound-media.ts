/** Opening the files of a message that goes out: a link where the platform can fetch it, else the bytes. */
import { buffer } from 'node:stream/consumers'

import { refuse } from './errors.ts'
import { fileUrl } from './file-links.ts'
import { findFile, openFile } from './files.ts'
import type { Kernel } from './kernel.ts'
import type { OpenMedia } from './outbox.ts'

const hourMs = 3_600_000

export function openMedia(kernel: Pick<Kernel, 'database' | 'config' | 'now'>): OpenMedia {
  return async ({ attachmentId }) => {
    const file = await findFile(kernel, attachmentId)
    if (!file) throw refuse('not_found', { detail: 'The file is not here any more' })
    return {
      url: publicUrl(kernel, attachmentId),
      isPublic: isReachable(kernel.config.frontendUrl),
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

/** Whether a machine elsewhere could follow a link to this server. */
function isReachable(frontendUrl: string): boolean {
  const { protocol, hostname } = new URL(frontendUrl)
  const isName = /[^.\d]\.[a-z]{2,}$/i.test(hostname)
  return (
    protocol === 'https:' &&
    isName &&
    !/\.(?:local|localhost|test|internal|lan|home|invalid|example)$/i.test(hostname)
  )
}
