/** Signing up, in and out; the refresh cookie; and the hook that lets nobody past without the right a route declares. */
import cookie from '@fastify/cookie'
import {
  type Actor,
  askForReset,
  checkPassword,
  createSession,
  endByRefreshToken,
  endSession,
  normalEmail,
  type OpenedSession,
  recordAudit,
  refuse,
  registerUser,
  resetPassword,
  rotateSession,
} from '@parley/core'
import { Email, Password, PersonName, Session } from '@parley/core/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type Static, Type } from 'typebox'

import type { App } from './http.ts'
import { openMailer } from './mail.ts'
import { requireOwnOrigin } from './origin.ts'
import { guard } from './routes-check.ts'
import { openSignInLimit, type SignInLimit } from './sign-in-limit.ts'
import { accessTokenSeconds, authorise, claimsOf, signAccessToken } from './tokens.ts'

const cookieName = 'refresh_token'
const closed = { additionalProperties: false }
const Credentials = Type.Object({ email: Email, password: Type.String({ maxLength: 256 }) }, closed)
const Registration = Type.Object(
  {
    email: Email,
    password: Password,
    name: PersonName,
    invite: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
)
const Refresh = Type.Union([
  Type.Object({ refreshToken: Type.Optional(Type.String({ maxLength: 200 })) }, closed),
  Type.Null(),
])
const Token = Type.String({ minLength: 1, maxLength: 100 })

export const auth = fp(
  async (app: App) => {
    await app.register(cookie)
    app.decorate(guard, true)
    // deny by default: a path that is no route has no right and ends as 404
    app.addHook('onRequest', async (request) => {
      const { right } = request.routeOptions.config
      if (right === 'public' || request.is404 || request.method === 'OPTIONS') return
      if (!right) throw refuse('forbidden')
      request.user = await authorise(request, right)
    })
    const limit = openSignInLimit(app.kernel)
    sessionRoutes(app, limit)
    passwordRoutes(app, limit)
  },
  { name: 'auth', dependencies: ['tokens'] },
)

function sessionRoutes(app: App, limit: SignInLimit): void {
  const { kernel } = app
  const config = { right: 'public' } as const
  const common = { config, preValidation: requireOwnOrigin }
  const answers = { 200: Session }
  app.post(
    '/api/auth/register',
    { ...common, schema: { body: Registration, response: { 201: Session } } },
    async (request, reply) => {
      await limit.take({ address: request.ip })
      const userId = await registerUser(kernel, request.body, actorOf(request))
      return reply.code(201).send(await begin(request, reply, userId))
    },
  )
  app.post(
    '/api/auth/login',
    { ...common, schema: { body: Credentials, response: answers } },
    async (request, reply) => {
      const userId = await signIn(request, request.body, limit)
      return begin(request, reply, userId)
    },
  )
  app.post(
    '/api/auth/refresh',
    { ...common, schema: { body: Refresh, response: answers } },
    async (request, reply) => {
      const token = refreshTokenOf(request, request.body)
      if (!token) throw refuse('session_ended')
      return deliver(request, reply, await rotateSession(kernel, token, actorOf(request)))
    },
  )
  app.post(
    '/api/auth/logout',
    { ...common, schema: { body: Refresh, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const token = refreshTokenOf(request, request.body)
      const claims = claimsOf(request)
      const actor = { ...actorOf(request), userId: claims?.sub ?? null }
      if (claims) await endSession(kernel, { id: claims.sid, userId: claims.sub }, actor)
      if (token) await endByRefreshToken(kernel, token, actor)
      reply.clearCookie(cookieName, cookieOptions(request))
      return reply.code(204).send(null)
    },
  )
}

function passwordRoutes(app: App, limit: SignInLimit): void {
  const { kernel } = app
  const mailer = openMailer(kernel)
  const config = { right: 'public' } as const
  app.post(
    '/api/auth/password/forgot',
    {
      config,
      schema: { body: Type.Object({ email: Email }, closed), response: { 202: Type.Null() } },
    },
    async (request, reply) => {
      await limit.take({ address: request.ip })
      // after the answer: its time must not tell whether the address is known
      setImmediate(() => void sendReset(request.body.email, actorOf(request)))
      return reply.code(202).send(null)
    },
  )
  app.post(
    '/api/auth/password/reset',
    {
      config,
      schema: {
        body: Type.Object({ token: Token, password: Password }, closed),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await limit.take({ address: request.ip })
      await resetPassword(kernel, request.body, actorOf(request))
      return reply.code(204).send(null)
    },
  )
  async function sendReset(email: string, actor: Actor): Promise<void> {
    try {
      const reset = await askForReset(kernel, email, actor)
      if (!reset) return
      const link = `${kernel.config.frontendUrl}/reset?token=${reset.token}`
      const text = `Somebody asked for a new password for ${reset.name}. The link works once, for an hour. If it was not you, nothing changes.`
      await mailer.send({ to: reset.email, subject: 'Your new Parley password', text, link })
    } catch (err) {
      kernel.log.error({ err }, 'a password reset was not sent')
    }
  }
}

async function signIn(
  request: FastifyRequest,
  credentials: Static<typeof Credentials>,
  limit: SignInLimit,
): Promise<string> {
  const { kernel } = request.server
  const attempt = { address: request.ip, email: normalEmail(credentials.email) }
  await limit.take(attempt)
  try {
    const userId = await checkPassword(kernel, credentials)
    limit.forgive(attempt)
    return userId
  } catch (error) {
    await recordAudit(kernel.database, actorOf(request), { action: 'session.refused' })
    throw error
  }
}

async function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  userId: string,
): Promise<Session> {
  const { kernel } = request.server
  const agent = request.headers['user-agent']
  const opened = await kernel.database.transaction(async (tx) => {
    const session = await createSession(tx, {
      userId,
      address: request.ip,
      ...(agent && { agent }),
      now: kernel.now(),
    })
    await recordAudit(
      tx,
      { ...actorOf(request), userId },
      { action: 'session.begun', subject: session.user.sessionId },
    )
    return session
  })
  return deliver(request, reply, opened)
}

/** In a cookie that scripts cannot read, or in the body for clients that are no browser. */
function deliver(
  request: FastifyRequest,
  reply: FastifyReply,
  { user, refreshToken }: OpenedSession,
): Session {
  const isBody = request.headers['x-token-delivery'] === 'body'
  if (!isBody) reply.setCookie(cookieName, refreshToken, cookieOptions(request))
  reply.header('cache-control', 'no-store')
  return {
    user: { id: user.id, email: user.email, name: user.name, role: user.role },
    accessToken: signAccessToken(request.server, user),
    expiresIn: accessTokenSeconds,
    ...(isBody && { refreshToken }),
  }
}

function cookieOptions(request: FastifyRequest) {
  const isTls = request.protocol === 'https' || request.server.kernel.config.isProduction
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure: isTls,
    path: '/api/auth',
    maxAge: 30 * 86_400,
  } as const
}

function refreshTokenOf(request: FastifyRequest, body: Static<typeof Refresh>): string | undefined {
  return body?.refreshToken ?? request.cookies[cookieName]
}

/** Who asks, for the audit. */
export function actorOf(request: FastifyRequest): Actor {
  const user = request.user as FastifyRequest['user'] | null
  return { userId: user?.id ?? null, address: request.ip, requestId: request.id }
}
