/** Links that work once: invitations and password resets. Only the hash of the token is kept. */
import { type Actor, recordAudit } from './audit.ts'
import { randomToken, sha256 } from './crypto.ts'
import type { Sql } from './database.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Role } from './schemas/user.ts'

const inviteDays = 7
const resetHours = 1

interface Ticket {
  email: string
  role: Role | null
  userId: string | null
}
export interface Invite {
  id: string
  email: string
  role: Role
  expiresAt: Date
  createdAt: Date
}
const columns = `encode(hash, 'hex') as id, email, role, expires_at as "expiresAt", created_at as "createdAt"`

/** A new invitation replaces an open one to the same address. */
export async function createInvite(
  kernel: Pick<Kernel, 'database' | 'now'>,
  { email, role }: { email: string; role: Role },
  actor: Actor,
): Promise<{ invite: Invite; token: string }> {
  const token = randomToken()
  const invite = await kernel.database.transaction(async (tx) => {
    const [known] = await tx.query('select id from users where lower(email) = $1', [email])
    if (known) throw refuse('conflict', { detail: 'This person has an account already' })
    await tx.query(
      `delete from tickets where purpose = 'invite' and email = $1 and used_at is null`,
      [email],
    )
    const [row] = await tx.query<Invite>(
      `insert into tickets (hash, purpose, email, role, expires_at)
       values ($1, 'invite', $2, $3, $4::timestamptz + make_interval(days => $5)) returning ${columns}`,
      [sha256(token), email, role, kernel.now(), inviteDays],
    )
    await recordAudit(tx, actor, { action: 'user.invited', subject: row!.id, detail: { role } })
    return row!
  })
  return { invite, token }
}

/** The open ones, newest first. */
export function listInvites(sql: Sql, now: Date): Promise<Invite[]> {
  return sql.query<Invite>(
    `select ${columns} from tickets where purpose = 'invite' and used_at is null and expires_at > $1
     order by created_at desc`,
    [now],
  )
}

/** False when there is no such open invitation. */
export function deleteInvite(
  kernel: Pick<Kernel, 'database'>,
  id: string,
  actor: Actor,
): Promise<boolean> {
  return kernel.database.transaction(async (tx) => {
    const rows = await tx.query(
      `delete from tickets where hash = decode($1, 'hex') and purpose = 'invite' and used_at is null returning 1`,
      [id],
    )
    if (rows.length > 0) await recordAudit(tx, actor, { action: 'user.uninvited', subject: id })
    return rows.length > 0
  })
}

export async function createReset(
  sql: Sql,
  { userId, email, now }: { userId: string; email: string; now: Date },
): Promise<string> {
  const token = randomToken()
  await sql.query(
    `insert into tickets (hash, purpose, email, user_id, expires_at)
     values ($1, 'reset', $2, $3, $4::timestamptz + make_interval(hours => $5))`,
    [sha256(token), email, userId, now, resetHours],
  )
  return token
}

/** Inside the change that it allows: many uses at once, and one wins. */
export async function claimTicket(
  sql: Sql,
  { token, purpose, now }: { token: string; purpose: 'invite' | 'reset'; now: Date },
): Promise<Ticket> {
  const [ticket] = await sql.query<Ticket>(
    `update tickets set used_at = $3 where hash = $1 and purpose = $2 and used_at is null and expires_at > $3
     returning email, role, user_id::text as "userId"`,
    [sha256(token), purpose, now],
  )
  if (!ticket) throw refuse('link_expired')
  return ticket
}
