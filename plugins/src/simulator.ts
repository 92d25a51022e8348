import type { Platform } from '@parley/core/adapter'
import type { FastifyRequest } from 'fastify'

import type { App } from './http.ts'

const bodyLimit = 128 * 1024 * 1024
// pages of simulated platforms are ours too, but drawn by adapters: they may style themselves
const policy =
  "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

/** Mounts platforms that adapters bring along. Everything below a mount goes to its platform as it came. */
export async function simulator(
  app: App,
  { platforms }: { platforms: readonly { mount: string; platform: Platform }[] },
): Promise<void> {
  const { config } = app.kernel
  if (platforms.length > 0 && config.isProduction)
    throw new Error('a simulated platform must not run in production')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  )
  for (const { mount, platform } of platforms) {
    for (const url of [mount, `${mount}/*`]) {
      app.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url,
        bodyLimit,
        config: { right: 'public', special: 'simulator', streams: true, quiet: true },
        async handler(request, reply) {
          const { status, headers, body } = await platform.handle({
            method: request.method,
            url: new URL(request.raw.url!, `${request.protocol}://${request.host}`),
            headers: headersOf(request),
            body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          })
          if (status === 0) {
            request.raw.socket.destroy()
            return reply.hijack()
          }
          return reply
            .code(status)
            .header('content-security-policy', policy)
            .headers(headers ?? {})
            .send(typeof body === 'string' ? body : Buffer.from(body))
        },
      })
    }
    app.addHook('onClose', () => platform.close())
  }
}

function headersOf({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  )
}
