/** Access tokens: made and read here only, for REST and the socket alike. */
import { randomUUID } from 'node:crypto'

import jwt from '@fastify/jwt'
import { openSessionChecks, refuse, type SessionChecks, sha256, type SignedIn } from '@parley/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

import { can, type Right } from './rights.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sessions: SessionChecks
  }
}
declare module '@fastify/jwt' {
  interface FastifyJWT {
    user: SignedIn
  }
}

export const accessTokenSeconds = 600

export interface Claims {
  sub: string
  sid: string
  ver: number
  iat: number
  exp: number
}
interface Read {
  header: { kid?: unknown }
  payload: Claims & { typ?: unknown }
}

export const tokens = fp(
  async (app: FastifyInstance) => {
    const { config } = app.kernel
    await app.register(jwt, {
      secret: config.jwtSecret,
      sign: {
        algorithm: 'HS256',
        kid: keyIdOf(config.jwtSecret),
        iss: 'parley',
        aud: config.frontendUrl,
        expiresIn: accessTokenSeconds,
      },
      verify: {
        algorithms: ['HS256'],
        allowedIss: 'parley',
        allowedAud: config.frontendUrl,
        requiredClaims: ['iss', 'aud', 'sub', 'jti', 'sid', 'ver', 'iat', 'exp', 'typ'],
        maxAge: accessTokenSeconds,
        complete: true,
        // a cached verdict would outlive its reasons
        cache: false,
      },
    })
    app.decorate('sessions', openSessionChecks(app.kernel))
  },
  { name: 'tokens' },
)

export function signAccessToken(app: FastifyInstance, user: SignedIn): string {
  return app.jwt.sign({
    sub: user.id,
    jti: randomUUID(),
    sid: user.sessionId,
    ver: user.version,
    typ: 'access',
  })
}

/** Whose token this is, if it is good and its session lives with the same rights. Throws a refusal otherwise. */
export async function authenticate(
  app: FastifyInstance,
  token: string,
): Promise<{ user: SignedIn; claims: Claims }> {
  const claims = readClaims(app, token)
  if (!claims) throw refuse('unauthorized')
  return { user: await findUser(app, claims), claims }
}

async function findUser(app: FastifyInstance, claims: Claims): Promise<SignedIn> {
  const user = await app.sessions.find(claims.sid)
  if (!user || !isCurrent(user, claims)) throw refuse('session_ended')
  return user
}

/** A session whose person changed role or password since the token was made. */
export function isCurrent(user: SignedIn, claims: Claims): boolean {
  return user.id === claims.sub && user.version === claims.ver
}

/** Signature, times and claims; never throws. */
function readClaims(app: FastifyInstance, token: string): Claims | undefined {
  try {
    const { header, payload } = app.jwt.verify<Read>(token)
    const isOurs = header.kid === keyIdOf(app.kernel.config.jwtSecret) && payload.typ === 'access'
    return isOurs && isWellFormed(payload) ? payload : undefined
  } catch {
    return undefined
  }
}

function isWellFormed({ sub, sid, ver, iat }: Claims): boolean {
  const isText = /^[1-9]\d{0,17}$/.test(sub) && /^[0-9a-f-]{36}$/.test(sid)
  // a token from the future was made by a clock that we cannot trust
  return isText && Number.isInteger(ver) && iat * 1000 < Date.now() + 60_000
}

// the limiter asks first, then the rights; the signature is checked once
const claimsOfRequests = new WeakMap<FastifyRequest, Claims | undefined>()

/** What the bearer token of a request claims, if it is good; its session may have ended. */
export function claimsOf(request: FastifyRequest): Claims | undefined {
  if (!claimsOfRequests.has(request)) {
    const token = /^Bearer ([\w.-]{1,8192})$/i.exec(request.headers.authorization ?? '')?.[1]
    claimsOfRequests.set(request, token ? readClaims(request.server, token) : undefined)
  }
  return claimsOfRequests.get(request)
}

/** The user of a request that may do this, or a refusal. */
export async function authorise(request: FastifyRequest, right: Right): Promise<SignedIn> {
  const claims = claimsOf(request)
  if (!claims) throw refuse('unauthorized')
  const user = await findUser(request.server, claims)
  if (!can(user, right)) throw refuse('forbidden')
  return user
}

function keyIdOf(secret: string): string {
  return sha256(`kid:${secret}`).toString('hex').slice(0, 8)
}
