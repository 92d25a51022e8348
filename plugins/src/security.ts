/** Headers and origins. The server sets every header but HSTS, so that it is as safe without a proxy in front. */
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

import type { App } from './http.ts'

const nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

export const security = fp(
  async (app: App) => {
    const { config } = app.kernel
    await app.register(helmet, {
      // pages, files and answers differ: each sets its own, this is the one of an answer
      contentSecurityPolicy: false,
      // the proxy that ends TLS adds it, once
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      frameguard: { action: 'deny' },
    })
    app.addHook('onRequest', (request, reply, done) => {
      const { special } = request.routeOptions.config
      if (special === 'webhook') return done()
      reply.header('content-security-policy', nothing)
      reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(self)')
      if (!special) reply.header('cache-control', 'no-store')
      done()
    })
    await app.register(cors, {
      origin: [config.frontendUrl],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'x-token-delivery', 'x-request-id'],
      exposedHeaders: ['x-request-id', 'retry-after'],
      maxAge: 600,
      strictPreflight: false,
    })
  },
  { name: 'security' },
)

/** Of the inbox's page: its own files only. The nonce lets in the one style that its widgets add. */
export function pagePolicy(frontendUrl: string, nonce: string): string {
  const socket = frontendUrl.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    // 'self' covers sockets too, except in browsers before 2022
    `connect-src 'self' ${socket}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}
