/** Token endpoints: codes and tokens exchanged, prolonged and inspected. */
import { allScopes, inspectToken } from './debug-token.ts'
import { GraphError } from './graph-error.ts'
import type { Endpoint, GraphCall } from './part.ts'
import type { Token } from './state.ts'
import { textOf } from './text.ts'
import { createToken, deadReason, findToken, lifetimes, never } from './token.ts'
import { newId } from './world.ts'
import type { World } from './world.ts'

/** By `METHOD path`: the endpoints that need no token of a user. */
export const oauthEndpoints: Readonly<Record<string, Endpoint>> = {
  'GET oauth/access_token': exchange,
  'POST oauth/access_token': exchange,
  'GET access_token': extendInstagram,
  'GET refresh_access_token': refreshInstagram,
  'GET debug_token': inspectToken,
}

const dayMs = 86_400_000

function exchange(world: World, call: GraphCall): object {
  const { grant_type: grant } = call.params
  if (grant === 'fb_exchange_token') return extendFacebook(world, call)
  if (grant === 'client_credentials') return appToken(world, call)
  return grant === 'authorization_code' || isInstagramClient(world, call)
    ? instagramToken(world, call)
    : facebookToken(world, call)
}

function isInstagramClient(world: World, { params }: GraphCall): boolean {
  return textOf(params['client_id']) === world.app.instagramId
}

function facebookToken(world: World, call: GraphCall): object {
  judgeClient(world, call)
  const code = spendCode(world, call)
  // Embedded Signup gives a business integration token that does not expire; Facebook Login one of an hour
  const isBusiness =
    code.kind === 'code' && code.scopes.some((scope) => scope.startsWith('whatsapp'))
  const token = createToken(world, {
    kind: isBusiness ? 'system' : 'user',
    ...sharedBy(code),
    expiresAt: isBusiness ? never : world.now() + lifetimes.shortMs,
  })
  return {
    access_token: token.value,
    token_type: 'bearer',
    ...(token.expiresAt !== never && { expires_in: secondsLeft(world, token) }),
  }
}

function instagramToken(world: World, call: GraphCall): object {
  try {
    judgeClient(world, call)
    const code = spendCode(world, call)
    const token = createToken(world, {
      kind: 'instagram',
      subject: code.subject,
      scopes: code.scopes,
      expiresAt: world.now() + lifetimes.shortMs,
      isInstagramLogin: true,
    })
    return {
      data: [
        {
          access_token: token.value,
          user_id: token.subject,
          permissions: token.scopes.join(','),
        },
      ],
    }
  } catch (thrown) {
    if (thrown instanceof GraphError) throw new InstagramOauthError(thrown.message)
    throw thrown
  }
}

function sharedBy({
  subject,
  scopes,
  targets,
}: Token): Pick<Token, 'subject' | 'scopes' | 'targets'> {
  return { subject, scopes, ...(targets && { targets }) }
}

/** Instagram's OAuth host has an error shape of its own. */
export class InstagramOauthError extends Error {
  override name = 'InstagramOauthError'
}

function extendFacebook(world: World, call: GraphCall): object {
  judgeClient(world, call)
  const old = liveToken(world, call.params['fb_exchange_token'])
  const token = createToken(world, {
    kind: 'user',
    ...sharedBy(old),
    expiresAt: world.now() + lifetimes.longMs,
    isLongLived: true,
  })
  return { access_token: token.value, token_type: 'bearer', expires_in: secondsLeft(world, token) }
}

function extendInstagram(world: World, call: GraphCall): object {
  if (call.params['grant_type'] !== 'ig_exchange_token') throw badGrant(call)
  judgeSecret(world, call)
  const old = liveToken(world, call.token)
  return longInstagramToken(world, old)
}

function refreshInstagram(world: World, call: GraphCall): object {
  if (call.params['grant_type'] !== 'ig_refresh_token') throw badGrant(call)
  const old = liveToken(world, call.token)
  if (!world.isOpen && world.now() - old.at < dayMs)
    throw new GraphError({
      code: 100,
      message: '(#100) The access token must be at least 24 hours old to be refreshed',
    })
  return longInstagramToken(world, old)
}

function longInstagramToken(world: World, old: Token): object {
  const token = createToken(world, {
    kind: 'instagram',
    subject: old.subject,
    scopes: old.scopes,
    expiresAt: world.now() + lifetimes.longMs,
    isLongLived: true,
    isInstagramLogin: true,
  })
  return {
    access_token: token.value,
    token_type: 'bearer',
    expires_in: secondsLeft(world, token),
    permissions: token.scopes.join(','),
  }
}

function appToken(world: World, call: GraphCall): object {
  judgeClient(world, call)
  return { access_token: `${world.app.id}|${world.app.secret}`, token_type: 'bearer' }
}

function judgeClient(world: World, call: GraphCall): void {
  const { client_id: id } = call.params
  const isKnown = textOf(id) === world.app.id || textOf(id) === world.app.instagramId
  if (!world.isOpen && !isKnown)
    throw new GraphError({
      code: 101,
      message: 'Error validating application. Cannot get application info due to a system error.',
    })
  judgeSecret(world, call)
}

function judgeSecret(world: World, { params }: GraphCall): void {
  if (!world.isOpen && params['client_secret'] !== world.app.secret)
    throw new GraphError({ code: 1, status: 400, message: 'Error validating client secret.' })
}

function spendCode(world: World, call: GraphCall): Token {
  const { code: given, redirect_uri: redirect } = call.params
  const value = textOf(given ?? '').replace(/#_$/, '')
  if (world.isOpen) return openToken(world, value)
  const code = findToken(world, value)
  if (!code || code.kind !== 'code')
    throw new GraphError({
      code: 100,
      subcode: 36009,
      message: 'This authorization code has been used, or is not valid.',
    })
  world.state.tokens = world.state.tokens.filter((token) => token !== code)
  if (code.expiresAt <= world.now())
    throw new GraphError({
      code: 100,
      subcode: 36007,
      message: 'This authorization code has expired.',
    })
  if (code.redirect !== undefined && code.redirect !== redirect)
    throw new GraphError({
      code: 100,
      subcode: 36008,
      message:
        'Error validating verification code. Make sure that redirect_uri is the one of the login dialog',
    })
  return code
}

function liveToken(world: World, value: unknown): Token {
  if (world.isOpen) return openToken(world, textOf(value ?? ''))
  const token = typeof value === 'string' ? findToken(world, value) : undefined
  if (!token) throw new GraphError({ code: 190 })
  const dead = deadReason(world, token)
  if (dead) throw new GraphError({ code: 190, subcode: dead })
  return token
}

function openToken(world: World, value: string): Token {
  if (/expired|revoked|invalid/.test(value)) throw new GraphError({ code: 190, subcode: 463 })
  return {
    value: newId(world, 'code'),
    kind: 'code',
    subject: '17841400000000001',
    scopes: allScopes,
    at: 0,
    expiresAt: never,
  }
}

function badGrant({ params }: GraphCall): GraphError {
  return new GraphError({
    code: 100,
    message: `(#100) Unsupported grant_type ${textOf(params['grant_type'])}`,
  })
}

function secondsLeft(world: World, token: Token): number {
  // a token just made has its whole life, however long the answer took
  return Math.ceil((token.expiresAt - world.now()) / 1000)
}
