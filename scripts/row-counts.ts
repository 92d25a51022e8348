/** Rows by table, named as in the MANIFEST of a backup: `chats`, `pgboss.job`. */
import type { Sql } from '@parley/core'

export async function countRows(sql: Sql): Promise<[table: string, rows: string][]> {
  const tables = await sql.query<{ table: string; quoted: string }>(
    `select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as table,
            format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'
     order by 1`,
  )
  const counts: [string, string][] = []
  for (const { table, quoted } of tables) {
    const [row] = await sql.query<{ rows: string }>(`select count(*)::text as rows from ${quoted}`)
    counts.push([table, row!.rows])
  }
  return counts
}
