/** Access tokens: who they speak for, and what is wrong with one. */
import { createHmac } from 'node:crypto'

import { GraphError } from './graph-error.ts'
import { idOf } from './ids.ts'
import type { IdKind } from './ids.ts'
import type { GraphCall } from './part.ts'
import type { Token } from './state.ts'
import { refuseDeadToken } from './trigger.ts'
import { newId } from './world.ts'
import type { World } from './world.ts'

const dayMs = 86_400_000

/** Never for a token that does not expire, as Graph writes it. */
export const never = 0

export const lifetimes = { shortMs: 3_600_000, longMs: 60 * dayMs } as const

export function createToken(
  world: World,
  given: Pick<Token, 'kind' | 'subject' | 'scopes'> & Partial<Token>,
): Token {
  const token: Token = {
    value: newId(world, kindOfValue(given)),
    at: world.now(),
    expiresAt: never,
    ...given,
  }
  world.state.tokens.push(token)
  world.changed()
  return token
}

function kindOfValue({ kind, isInstagramLogin }: Partial<Token>): IdKind {
  if (kind === 'code') return 'code'
  return isInstagramLogin ? 'instagram-token' : 'user-token'
}

/** The token of a connection that works at once: always the same, so that it outlives a lost state. */
export function readyToken(
  world: World,
  given: Pick<Token, 'kind' | 'subject' | 'scopes'> & Partial<Token>,
): string {
  const kind = given.isInstagramLogin ? 'instagram-token' : 'user-token'
  const value = idOf(kind, `ready:${world.app.secret}:${given.subject}`)
  if (!findToken(world, value)) createToken(world, { ...given, value })
  return value
}

export function findToken(world: World, value: string | undefined): Token | undefined {
  return world.state.tokens.find((token) => token.value === value)
}

/** Refuses a call whose token is missing, unknown, expired or revoked. */
export function judgeToken(world: World, call: GraphCall): void {
  if (world.isOpen || !call.token) return refuseDeadToken(call.token)
  judgeProof(world, call)
  if (isAppToken(world, call.token)) return
  const token = findToken(world, call.token)
  const fault = token ? deadReason(world, token) : 'unknown'
  if (fault === 'unknown')
    throw new GraphError({
      code: 190,
      message: 'Invalid OAuth access token - Cannot parse access token',
    })
  if (fault) throw new GraphError({ code: 190, subcode: fault })
}

function judgeProof(world: World, { token = '', proof }: GraphCall): void {
  const expected = createHmac('sha256', world.app.secret).update(token).digest('hex')
  if (proof !== undefined && proof !== expected)
    throw new GraphError({
      code: 100,
      message: 'Invalid appsecret_proof provided in the API argument',
    })
}

/** The subcode of 190 that a call with this token gets. */
export function deadReason(world: World, token: Token): number | undefined {
  if (token.revoked) return token.revoked
  return token.expiresAt !== never && token.expiresAt <= world.now() ? 463 : undefined
}

/** `{app-id}|{app-secret}` speaks for the app. */
export function isAppToken(world: World, value: string | undefined): boolean {
  const { id, instagramId, secret } = world.app
  return value === `${id}|${secret}` || value === `${instagramId}|${secret}`
}

/** What `me` means for this token. */
export function tokenSubject(world: World, call: GraphCall): string {
  return findToken(world, call.token)?.subject ?? 'me'
}

/** Refuses a token that does not reach this account, or lacks the permission. Without owners only the permissions count. */
export function judgeReach(
  world: World,
  call: GraphCall,
  { owners, scopes }: { owners?: readonly string[]; scopes: readonly string[] },
): void {
  if (world.isOpen || isAppToken(world, call.token)) return
  const token = findToken(world, call.token)
  if (!token) return
  if (owners && !reaches(token, owners))
    throw new GraphError({ code: 100, subcode: 33, type: 'GraphMethodException' })
  const missing = scopes.find((scope) => !token.scopes.includes(scope))
  if (missing === undefined) return
  const code = missing.startsWith('whatsapp') ? 10 : 200
  throw new GraphError({ code, message: `(#${code}) Requires the ${missing} permission` })
}

/** A person's token reaches what they shared, an account's token its own. */
function reaches({ kind, subject, targets }: Token, owners: readonly string[]): boolean {
  const isPersonal = kind === 'user' || (kind === 'system' && targets !== undefined)
  if (!isPersonal) return owners.includes(subject)
  return targets === undefined || targets.some((target) => owners.includes(target))
}
