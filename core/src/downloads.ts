/** Downloads what a platform keeps for us: from its own hosts only, capped, into a file. */
import { Readable } from 'node:stream'

import { receive, type Received } from './file-store.ts'
import { guardedHttp, trustedOrigins } from './http-guard.ts'
import type { Kernel } from './kernel.ts'

export interface Source {
  readonly url: string
  readonly headers?: Record<string, string> | undefined
  readonly channel: string
}
/** The platform answered, but not with the file. */
export class DownloadError extends Error {
  override name = 'DownloadError'
  readonly status: number

  constructor(status: number) {
    super(`the platform answered ${status}`)
    this.status = status
  }
}

export async function download(
  { config, adapters }: Pick<Kernel, 'config' | 'adapters'>,
  { url, headers, channel }: Source,
  maxBytes: number,
): Promise<Received> {
  const http = guardedHttp({
    allowHosts: adapters.byChannel.get(channel)?.mediaHosts ?? [],
    allowPrivate: trustedOrigins(adapters.appOf(channel)),
    timeoutMs: 30_000,
    maxBytes,
  })
  const answer = await http(url, headers ? { headers } : {})
  if (answer.status !== 200 || !answer.body) {
    await answer.body?.cancel()
    throw new DownloadError(answer.status)
  }
  return receive(config, Readable.fromWeb(answer.body), maxBytes)
}
