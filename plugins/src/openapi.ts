/** The API described by its own schemas: OpenAPI 3.1 at /openapi.json, and a page to read and try it at /docs. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { Problem } from '@parley/core/schemas'
import type { FastifySchema, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'

import type { App } from './http.ts'
import { versionOf } from './setup.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Registered before the routes that it describes. */
export const openapi = fp(
  async (app: App) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Parley',
          version: versionOf(app.kernel),
          description:
            'Answer Messenger, Instagram and WhatsApp from one inbox that you host yourself.',
        },
        servers: [{ url: app.kernel.config.frontendUrl }],
        components: {
          securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        },
      },
      transform: ({ schema, url, route }) => ({ schema: describe(schema, url, route), url }),
    })
    const config = { right: 'public', special: 'static', quiet: true } as const
    app.get(
      '/openapi.json',
      { config, schema: { hide: true, response: { 200: Type.Any() } } },
      async () => app.swagger(),
    )
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, ...config }
      })
      await scope.register(swaggerUi, {
        routePrefix: '/docs',
        staticCSP: policy,
        uiConfig: { deepLinking: true, persistAuthorization: false },
      })
    })
  },
  { name: 'openapi' },
)

/** Each operation gets a name, a group, the problem it may answer with, and whether it needs a session. */
function describe(schema: FastifySchema | undefined, url: string, route: RouteOptions) {
  if (!schema || route.config?.special) return { ...schema, hide: true }
  const { response, ...rest } = schema as FastifySchema & { response?: object }
  return {
    ...rest,
    tags: [url.split('/')[url.startsWith('/api/') ? 2 : 1] || 'server'],
    operationId: operationIdOf(route, url),
    response: { ...response, default: problem },
    security: route.config?.right === 'public' ? [] : [{ session: [] }],
  }
}

const problem = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: Problem } },
}

/** `GET /api/chats/:chatId` is getChatsByChatId. */
function operationIdOf({ method }: RouteOptions, url: string): string {
  const words = url
    .replace(/^\/api/, '')
    .split(/[/.-]/)
    .filter(Boolean)
    .map((part) => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)))
  return [method].flat()[0]!.toLowerCase() + words.join('')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
