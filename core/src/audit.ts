import type { Sql } from './database.ts'

/** Who asks, and from where. `userId` is null before sign-in and for the server itself. */
export interface Actor {
  userId: string | null
  address?: string | undefined
  requestId?: string | undefined
}
export interface AuditRow {
  id: string
  user: { id: string; name: string } | null
  action: string
  subject: string | null
  detail: Record<string, unknown>
  address: string | null
  requestId: string | null
  at: string
}

/** One row for a change that matters to security, in the transaction of the change. No secret, no text of a person. */
export async function recordAudit(
  sql: Sql,
  actor: Actor,
  entry: { action: string; subject?: string | undefined; detail?: Record<string, unknown> },
): Promise<void> {
  await sql.query(
    `insert into audit (user_id, action, subject, detail, address, request_id)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      actor.userId,
      entry.action,
      entry.subject ?? null,
      JSON.stringify(entry.detail ?? {}),
      actor.address ?? null,
      actor.requestId ?? null,
    ],
  )
}

/** Newest first; `before` is the id of the last row of the page before. */
export async function listAudit(
  sql: Sql,
  { before, limit }: { before: string | null; limit: number },
): Promise<AuditRow[]> {
  const rows = await sql.query<Omit<AuditRow, 'at'> & { at: Date }>(
    `select a.id::text, a.action, a.subject, a.detail, a.address, a.request_id as "requestId", a.created_at as at,
            case when u.id is null then null else json_build_object('id', u.id::text, 'name', u.name) end as "user"
     from audit a left join users u on u.id = a.user_id
     where $1::bigint is null or a.id < $1 order by a.id desc limit $2`,
    [before, limit],
  )
  return rows.map((row) => Object.assign(row, { at: row.at.toISOString() }))
}
