/** Connections as the API shows them; never a secret. */
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Connection } from './schemas/connection.ts'

const columns = `id::text, channel, external_id as "externalId", name, status, problem, checks, detail, config, expires_at as "expiresAt",
  last_event_at as "lastEventAt",
  (select jsonb_build_object('state', p.v->'state', 'chats', p.v->'chats', 'messages', p.v->'messages')
     from (select value::jsonb as v from facts where name = 'past:' || connections.id) p) as past,
  checked_at as "checkedAt", created_at as "createdAt"`
type Row = Omit<Connection, 'expiresAt' | 'lastEventAt' | 'checkedAt' | 'createdAt'> &
  Record<'expiresAt' | 'lastEventAt' | 'checkedAt' | 'createdAt', Date | null>

export async function listConnections(
  kernel: Pick<Kernel, 'database'>,
  ids?: readonly string[],
): Promise<Connection[]> {
  const rows = await kernel.database.query<Row>(
    `select ${columns} from connections where $1::bigint[] is null or id = any($1::bigint[]) order by connections.id`,
    [ids ?? null],
  )
  return rows.map((row) => ({
    ...row,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt!.toISOString(),
  }))
}

export async function getConnection(
  kernel: Pick<Kernel, 'database'>,
  id: string,
): Promise<Connection> {
  const [connection] = await listConnections(kernel, [id])
  if (!connection) throw refuse('not_found')
  return connection
}
