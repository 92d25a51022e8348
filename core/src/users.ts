/** Users: who may sign in, as what. The first person becomes the admin; later ones need an invitation. */
import { type Actor, recordAudit } from './audit.ts'
import type { Sql, Transaction } from './database.ts'
import { refuse } from './errors.ts'
import { change, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import { hashPassword, isOutdated, isPassword, refuseCommon } from './passwords.ts'
import type { Me, Member, Role, User } from './schemas/user.ts'
import { revokeSessions } from './sessions.ts'
import { createReset, claimTicket } from './tickets.ts'

type Part = Pick<Kernel, 'database' | 'bus' | 'config' | 'now'>

/** One spelling of an address, so that it is unique. */
export function normalEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase()
}

export interface NewUser {
  email: string
  password: string
  name: string
  invite?: string | undefined
}
/** Signs a person up. Any number of them at once on an empty database: one becomes the admin. */
export async function registerUser(kernel: Part, person: NewUser, actor: Actor): Promise<string> {
  const email = normalEmail(person.email)
  await refuseCommon(person.password, kernel.config)
  const passwordHash = await hashPassword(person.password)
  return change(kernel, async (tx, events) => {
    const role = await roleOfNew(kernel, tx, { email, invite: person.invite })
    const id = await insertUser(tx, { email, name: person.name.trim(), role, passwordHash })
    events.push({ type: 'users.updated', subject: id })
    await recordAudit(
      tx,
      { ...actor, userId: id },
      { action: 'user.registered', subject: id, detail: { role } },
    )
    return id
  })
}

async function roleOfNew(
  kernel: Part,
  tx: Transaction,
  { email, invite }: { email: string; invite: string | undefined },
): Promise<Role> {
  // until the commit nobody else can be the first
  await tx.query('select pg_advisory_xact_lock(7204)')
  if (!(await hasUsers(tx))) return 'admin'
  if (invite !== undefined) {
    const ticket = await claimTicket(tx, { token: invite, purpose: 'invite', now: kernel.now() })
    if (ticket.email !== email) throw refuse('link_expired')
    return ticket.role ?? 'agent'
  }
  if (kernel.config.registration === 'open') return 'agent'
  throw refuse('registration_closed')
}

export async function hasUsers(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ some: boolean }>('select exists (select from users) as some')
  return row!.some
}

/** For the first start and the command line. Refuses an address that has an account. */
export async function insertUser(
  sql: Sql,
  user: { email: string; name: string; role: Role; passwordHash: string },
): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `insert into users (email, name, role, password_hash) values ($1, $2, $3, $4)
     on conflict (lower(email)) do nothing returning id::text`,
    [normalEmail(user.email), user.name, user.role, user.passwordHash],
  )
  if (!row) throw refuse('conflict', { detail: 'This address has an account already' })
  return row.id
}

/** The user with this password, or a refusal that does not say what was wrong. */
export async function checkPassword(
  kernel: Part,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const [row] = await kernel.database.query<{ id: string; hash: string; disabled: boolean }>(
    `select id::text, password_hash as hash, disabled_at is not null as disabled
     from users where lower(email) = $1`,
    [normalEmail(email)],
  )
  const isRight = await isPassword(password, row?.hash)
  if (!row || !isRight || row.disabled) throw refuse('wrong_credentials')
  if (isOutdated(row.hash))
    await kernel.database.query(
      'update users set password_hash = $2 where id = $1 and password_hash = $3',
      [row.id, await hashPassword(password), row.hash],
    )
  return row.id
}

/** A new password ends every other session; the one that changed it goes on. */
export async function changePassword(
  kernel: Part,
  { userId, sessionId, current, next }: Record<'userId' | 'sessionId' | 'current' | 'next', string>,
  actor: Actor,
): Promise<void> {
  const [row] = await kernel.database.query<{ hash: string }>(
    'select password_hash as hash from users where id = $1',
    [userId],
  )
  if (!(await isPassword(current, row?.hash))) throw refuse('wrong_credentials')
  await refuseCommon(next, kernel.config, '/next')
  const passwordHash = await hashPassword(next)
  await kernel.database.transaction(async (tx) => {
    await tx.query('update users set password_hash = $2 where id = $1', [userId, passwordHash])
    await revokeSessions(tx, userId, sessionId)
    await recordAudit(tx, actor, { action: 'user.password_changed', subject: userId })
  })
  kernel.bus.publish('stale', { what: 'session', id: userId })
}

/** The token for a reset, or undefined where nobody has this address. */
export async function askForReset(
  kernel: Part,
  email: string,
  actor: Actor,
): Promise<{ token: string; email: string; name: string } | undefined> {
  return kernel.database.transaction(async (tx) => {
    const [user] = await tx.query<{ id: string; email: string; name: string }>(
      'select id::text, email, name from users where lower(email) = $1 and disabled_at is null',
      [normalEmail(email)],
    )
    if (!user) return undefined
    await recordAudit(tx, actor, { action: 'user.reset_asked', subject: user.id })
    const token = await createReset(tx, { userId: user.id, email: user.email, now: kernel.now() })
    return { token, email: user.email, name: user.name }
  })
}

/** Ends all sessions; the link works once, and older links of the same person end with it. */
export async function resetPassword(
  kernel: Part,
  { token, password }: { token: string; password: string },
  actor: Actor,
): Promise<void> {
  await refuseCommon(password, kernel.config)
  const passwordHash = await hashPassword(password)
  const now = kernel.now()
  const userId = await kernel.database.transaction(async (tx) => {
    const ticket = await claimTicket(tx, { token, purpose: 'reset', now })
    await setPassword(tx, ticket.userId!, passwordHash)
    await tx.query(
      `update tickets set used_at = $2 where user_id = $1 and purpose = 'reset' and used_at is null`,
      [ticket.userId, now],
    )
    await recordAudit(
      tx,
      { ...actor, userId: ticket.userId },
      { action: 'user.password_reset', subject: ticket.userId! },
    )
    return ticket.userId!
  })
  kernel.bus.publish('stale', { what: 'session', id: userId })
}

/** Sets a password and ends every session and access token of its owner. */
export async function setPassword(sql: Sql, userId: string, passwordHash: string): Promise<void> {
  await sql.query('update users set password_hash = $2, version = version + 1 where id = $1', [
    userId,
    passwordHash,
  ])
  await revokeSessions(sql, userId)
}

export interface UserPatch {
  role?: Role
  disabled?: boolean
  name?: string
}
/** By an admin. A change of rights ends the access tokens at once; disabling ends the sessions too. */
export async function patchUser(
  kernel: Part,
  { id, patch }: { id: string; patch: UserPatch },
  actor: Actor,
): Promise<Member> {
  const member = await change(kernel, async (tx, events) => {
    // one admin at a time: two of them must not take the role from each other
    await tx.query('select pg_advisory_xact_lock(7204)')
    const [before] = await tx.query<MemberRow>(`${members} where id = $1 for update`, [id])
    if (!before) throw refuse('not_found')
    await keepAnAdmin(tx, before, patch)
    await tx.query(
      `update users set name = coalesce($2, name), role = coalesce($3, role),
              disabled_at = case when $4::boolean then coalesce(disabled_at, now()) when not $4 then null else disabled_at end,
              version = version + case when $5 then 1 else 0 end
       where id = $1`,
      [id, patch.name?.trim(), patch.role, patch.disabled, changesRights(before, patch)],
    )
    if (patch.disabled) await revokeSessions(tx, id)
    await recordAudit(tx, actor, {
      action: 'user.changed',
      subject: id,
      detail: { ...patch, ...(patch.name !== undefined && { name: true }) },
    })
    events.push({ type: 'users.updated', subject: id })
    const [after] = await tx.query<MemberRow>(`${members} where id = $1`, [id])
    return presentMember(after!)
  })
  kernel.bus.publish('stale', { what: 'session', id })
  return member
}

function changesRights(before: MemberRow, { role, disabled }: UserPatch): boolean {
  return (role !== undefined && role !== before.role) || disabled === true
}

async function keepAnAdmin(tx: Transaction, before: MemberRow, patch: UserPatch): Promise<void> {
  const stays = (patch.role ?? before.role) === 'admin' && !(patch.disabled ?? before.disabled)
  if (before.role !== 'admin' || before.disabled || stays) return
  const [other] = await tx.query(
    `select id from users where role = 'admin' and disabled_at is null and id <> $1 limit 1`,
    [before.id],
  )
  if (!other) throw refuse('last_admin')
}

/** The own profile. */
export async function patchMe(
  kernel: Part,
  { id, name, preferences }: { id: string; name?: string; preferences?: Record<string, unknown> },
): Promise<Me> {
  const me = await change(kernel, async (tx, events) => {
    const [row] = await tx.query<Me>(
      `update users set name = coalesce($2, name), preferences = preferences || coalesce($3::jsonb, '{}')
       where id = $1 returning id::text, email, name, role, preferences`,
      [id, name?.trim(), preferences && JSON.stringify(preferences)],
    )
    if (name !== undefined) events.push({ type: 'users.updated', subject: id } satisfies NewEvent)
    return row!
  })
  kernel.bus.publish('stale', { what: 'session', id })
  return me
}

export async function getMe(sql: Sql, id: string): Promise<Me> {
  const [me] = await sql.query<Me>(
    'select id::text, email, name, role, preferences from users where id = $1',
    [id],
  )
  if (!me) throw refuse('unauthorized')
  return me
}

interface MemberRow extends Omit<Member, 'lastSeenAt' | 'createdAt'> {
  lastSeenAt: Date | null
  createdAt: Date
}
const members = `select id::text, email, name, role, disabled_at is not null as disabled,
  last_seen_at as "lastSeenAt", created_at as "createdAt" from users`

/** Everybody, for admins. */
export async function listMembers(sql: Sql): Promise<Member[]> {
  return (await sql.query<MemberRow>(`${members} order by lower(name), id`)).map(presentMember)
}

/** Those who can sign in, for everybody. */
export function listUsers(sql: Sql): Promise<User[]> {
  return sql.query<User>(
    'select id::text, email, name, role from users where disabled_at is null order by lower(name), id',
  )
}

function presentMember({ lastSeenAt, createdAt, ...row }: MemberRow): Member {
  return {
    ...row,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
