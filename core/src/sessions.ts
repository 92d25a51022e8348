/** Sessions: a refresh token that changes with every use, and the check that every access token passes. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { type Actor, recordAudit } from './audit.ts'
import { randomToken, sha256 } from './crypto.ts'
import type { Sql, Transaction } from './database.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Role } from './schemas/user.ts'

const lifeDays = 30
const idleDays = 7
const graceMs = 10_000
/** How long a revocation may go unseen where no hint arrives. */
const trustMs = 15_000

/** A person with a living session. */
export interface SignedIn {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly sessionId: string
  /** Rises when role, password or state change: older access tokens end. */
  readonly version: number
}
export interface OpenedSession {
  user: SignedIn
  refreshToken: string
}
type Part = Pick<Kernel, 'database' | 'bus' | 'config' | 'now'>

/** Begins a family of refresh tokens; its id is new with every sign-in. */
export async function createSession(
  sql: Sql,
  { userId, address, agent, now }: { userId: string; address?: string; agent?: string; now: Date },
): Promise<OpenedSession> {
  const id = randomUUID()
  const refreshToken = `${id}.${randomToken()}`
  await sql.query(
    `delete from sessions where user_id = $1 and (expires_at < $2 or revoked_at < $2::timestamptz - interval '1 day')`,
    [userId, now],
  )
  await sql.query(
    `insert into sessions (id, user_id, current_hash, rotated_at, expires_at, address, agent)
     values ($1, $2, $3, $4, $4::timestamptz + make_interval(days => $5), $6, $7)`,
    [
      id,
      userId,
      sha256(refreshToken),
      now,
      lifeDays,
      address ?? null,
      agent?.slice(0, 300) ?? null,
    ],
  )
  return { user: (await findSignedIn(sql, id, now))!, refreshToken }
}

interface Family {
  id: string
  userId: string
  current: Buffer
  previous: Buffer | null
  rotatedAt: Date
  isAlive: boolean
}

/**
 * Takes a refresh token and gives its successor. The successor is derived, not drawn: whoever repeats the immediate
 * predecessor within the grace (tabs that race, a lost answer) gets the same one from any process. Any other token of
 * the family has leaked, so the family ends.
 */
export async function rotateSession(
  kernel: Part,
  token: string,
  actor: Actor,
): Promise<OpenedSession> {
  const now = kernel.now()
  const id = familyOf(token)
  if (!id) throw refuse('session_ended')
  const rotated = await kernel.database.transaction(async (tx) => {
    const family = await lockFamily(tx, id, now)
    if (!family?.isAlive) return undefined
    const refreshToken = successorOf(token, kernel.config.jwtRefreshSecret)
    if (isSame(family.current, token)) await advance(tx, id, { token, refreshToken, now })
    else if (!isGrace(family, token, now)) return endLeaked(tx, family, actor)
    const user = await findSignedIn(tx, id, now)
    return user && { user, refreshToken }
  })
  if (rotated) return rotated
  kernel.bus.publish('stale', { what: 'session', id })
  throw refuse('session_ended')
}

function familyOf(token: string): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.[\w-]{43}$)/.exec(token)?.[0]
}

async function lockFamily(tx: Transaction, id: string, now: Date): Promise<Family | undefined> {
  const [family] = await tx.query<Family>(
    `select id::text, user_id::text as "userId", current_hash as current, previous_hash as previous,
            rotated_at as "rotatedAt",
            revoked_at is null and expires_at > $2 and rotated_at > $2::timestamptz - make_interval(days => $3) as "isAlive"
     from sessions where id = $1 for update`,
    [id, now, idleDays],
  )
  return family
}

async function advance(
  tx: Transaction,
  id: string,
  { token, refreshToken, now }: { token: string; refreshToken: string; now: Date },
): Promise<void> {
  await tx.query(
    `with rotated as (
       update sessions set previous_hash = $2, current_hash = $3, rotated_at = $4 where id = $1 returning user_id)
     update users set last_seen_at = $4 from rotated where users.id = rotated.user_id`,
    [id, sha256(token), sha256(refreshToken), now],
  )
}

async function endLeaked(tx: Transaction, family: Family, actor: Actor): Promise<undefined> {
  await tx.query('update sessions set revoked_at = now() where id = $1', [family.id])
  await recordAudit(
    tx,
    { ...actor, userId: family.userId },
    { action: 'session.reused', subject: family.id },
  )
}

function isGrace({ previous, rotatedAt }: Family, token: string, now: Date): boolean {
  const isFresh = now.getTime() - rotatedAt.getTime() <= graceMs
  return isFresh && previous !== null && isSame(previous, token)
}

function isSame(hash: Buffer, token: string): boolean {
  return timingSafeEqual(hash, sha256(token))
}

function successorOf(token: string, secret: string): string {
  const [id] = token.split('.')
  return `${id}.${createHmac('sha256', secret).update(token).digest('base64url')}`
}

/** Ends one session: its access tokens are refused from now on. False when it was not this user's. */
export async function endSession(
  kernel: Part,
  { id, userId }: { id: string; userId: string },
  actor: Actor,
): Promise<boolean> {
  const ended = await kernel.database.transaction(async (tx) => {
    const rows = await tx.query(
      'update sessions set revoked_at = now() where id = $1 and user_id = $2 and revoked_at is null returning id',
      [id, userId],
    )
    if (rows.length > 0) await recordAudit(tx, actor, { action: 'session.ended', subject: id })
    return rows.length > 0
  })
  if (ended) kernel.bus.publish('stale', { what: 'session', id })
  return ended
}

/** The same by the refresh token, for a person whose access token has run out. */
export async function endByRefreshToken(kernel: Part, token: string, actor: Actor): Promise<void> {
  const id = familyOf(token)
  if (!id) return
  const [session] = await kernel.database.query<{ userId: string }>(
    `select user_id::text as "userId" from sessions where id = $1 and (current_hash = $2 or previous_hash = $2)`,
    [id, sha256(token)],
  )
  if (session)
    await endSession(kernel, { id, userId: session.userId }, { ...actor, userId: session.userId })
}

/** Inside a change of the user. The caller publishes `stale` with the user's id after the commit. */
export async function revokeSessions(sql: Sql, userId: string, except?: string): Promise<void> {
  await sql.query(
    `update sessions set revoked_at = now()
     where user_id = $1 and revoked_at is null and id is distinct from $2::uuid`,
    [userId, except ?? null],
  )
}

export interface SessionRow {
  id: string
  address: string | null
  agent: string | null
  createdAt: Date
  lastUsedAt: Date
}
/** The living sessions of a person, latest first. */
export function listSessions(sql: Sql, userId: string, now: Date): Promise<SessionRow[]> {
  return sql.query<SessionRow>(
    `select id::text, address, agent, created_at as "createdAt", rotated_at as "lastUsedAt" from sessions
     where user_id = $1 and revoked_at is null and expires_at > $2 and rotated_at > $2::timestamptz - make_interval(days => $3)
     order by rotated_at desc`,
    [userId, now, idleDays],
  )
}

/** The person behind a session that lives. */
export async function findSignedIn(
  sql: Sql,
  sessionId: string,
  now: Date,
): Promise<SignedIn | undefined> {
  return (await findSignedIns(sql, [sessionId], now)).get(sessionId)
}

/** The same for many sessions, by session id; those that have ended are left out. */
export async function findSignedIns(
  sql: Sql,
  sessionIds: readonly string[],
  now: Date,
): Promise<Map<string, SignedIn>> {
  const rows = await sql.query<SignedIn>(
    `select u.id::text, u.email, u.name, u.role, u.version, s.id::text as "sessionId"
     from sessions s join users u on u.id = s.user_id
     where s.id = any($1::uuid[]) and s.revoked_at is null and s.expires_at > $2 and u.disabled_at is null`,
    [sessionIds, now],
  )
  return new Map(rows.map((row) => [row.sessionId, row]))
}

export interface SessionChecks {
  find(sessionId: string): Promise<SignedIn | undefined>
  /** Told of a session id, or of a user id for all sessions of that person. */
  onStale(listener: (id: string) => void): () => void
}

/** What every request asks; one query per session in 15 seconds, none after a hint that it changed. */
export function openSessionChecks({
  database,
  bus,
  now,
  meters,
}: Omit<Part, 'config'> & Pick<Kernel, 'meters'>): SessionChecks {
  interface Held {
    reading: Promise<SignedIn | undefined>
    at: number
    userId?: string
  }
  const held = new LRUCache<string, Held>({ max: 10_000 })
  bus.subscribe('stale', ({ what, id }) => {
    if (what !== 'session') return
    held.delete(id)
    // a reading that is still under way may have come too early
    for (const [key, { userId }] of held.entries())
      if (userId === undefined || userId === id) held.delete(key)
  })
  async function read(sessionId: string): Promise<SignedIn | undefined> {
    const entry: Held = { reading: findSignedIn(database, sessionId, now()), at: now().getTime() }
    held.set(sessionId, entry)
    try {
      const user = await entry.reading
      if (user) entry.userId = user.id
      return user
    } catch (error) {
      held.delete(sessionId)
      throw error
    }
  }
  return {
    async find(sessionId) {
      const entry = held.get(sessionId)
      const isFresh = entry && Math.abs(now().getTime() - entry.at) < trustMs
      meters.cached('sessions', { hits: isFresh ? 1 : 0, misses: isFresh ? 0 : 1 })
      return isFresh ? entry.reading : read(sessionId)
    },
    onStale(listener) {
      return bus.subscribe('stale', ({ what, id }) => {
        if (what === 'session') listener(id)
      })
    },
  }
}
