/** Makes a change of the audit log show: a chain of sums over its rows, whose links leave the machine with the log lines. */
import { sha256 } from './crypto.ts'
import type { Sql } from './database.ts'
import type { Kernel } from './kernel.ts'

// a transaction that began earlier has ended by now, so that no row comes in behind a seal
const settled = `
  id < coalesce((select min(id) from audit where id > $1 and created_at > now() - interval '10 minutes'), 9223372036854775807)`
const batch = 5000

/** Seals what has settled since the last seal. Who can write to the database can forge a chain, but not the one in the log. */
export async function sealAudit({ database, log }: Pick<Kernel, 'database' | 'log'>) {
  const sealed = await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(7207)')
    const [last = { lastId: '0', seal: '' }] = await tx.query<Link>(
      `select last_id::text as "lastId", seal from audit_seals order by id desc limit 1`,
    )
    const rows = await linesAfter(tx, last.lastId, settled)
    if (rows.length === 0) return undefined
    const link = { lastId: rows.at(-1)!.id, seal: sealOf(last.seal, rows) }
    await tx.query('insert into audit_seals (last_id, rows, seal) values ($1, $2, $3)', [
      link.lastId,
      rows.length,
      link.seal,
    ])
    return link
  })
  if (sealed) log.info(sealed, 'the audit log is sealed')
}

interface Link {
  lastId: string
  seal: string
}
interface Line {
  id: string
  line: string
}
export interface AuditProof {
  sealed: number
  /** Since the last seal. */
  open: number
  /** The newest link, to be found in the log as well. */
  seal: string | null
  /** The first stretch of rows that is not what was sealed. */
  broken: { afterId: string; lastId: string; sealedAt: Date } | null
}

/** Goes along the whole chain. */
export async function proveAudit(sql: Sql): Promise<AuditProof> {
  const links = await sql.query<Link & { at: Date }>(
    `select last_id::text as "lastId", seal, at from audit_seals order by audit_seals.id`,
  )
  let before: Link = { lastId: '0', seal: '' }
  let sealed = 0
  let broken: AuditProof['broken'] = null
  for (const { at, ...link } of links) {
    const rows = await linesAfter(sql, before.lastId, `id <= ${BigInt(link.lastId)}`)
    sealed += rows.length
    if (sealOf(before.seal, rows) !== link.seal) {
      broken = { afterId: before.lastId, lastId: link.lastId, sealedAt: at }
      break
    }
    before = link
  }
  const [open] = await sql.query<{ n: number }>(
    'select count(*)::int as n from audit where id > $1',
    [links.at(-1)?.lastId ?? '0'],
  )
  return { sealed, open: open!.n, seal: links.at(-1)?.seal ?? null, broken }
}

// named one by one: a column that is added later must not break old seals
function linesAfter(sql: Sql, afterId: string, condition: string): Promise<Line[]> {
  return sql.query<Line>(
    `select id::text, jsonb_build_array(id, user_id, action, subject, detail, address, request_id,
       extract(epoch from created_at))::text as line
     from audit where id > $1 and ${condition} order by audit.id limit ${batch}`,
    [afterId],
  )
}

function sealOf(before: string, rows: readonly Line[]): string {
  return sha256([before, ...rows.map(({ line }) => line)].join('\n')).toString('hex')
}
