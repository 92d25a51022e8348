/** Deliveries: every webhook POST as received, with what became of it. */
import { openCursor, pageFrom, sealCursor } from './cursors.ts'
import type { HotSql } from './database.ts'
import { refuse } from './errors.ts'
import { columnsOf, eventLock, type NewEvent } from './events.ts'
import type { Kernel } from './kernel.ts'
import { cleanJson, type ReadDelivery } from './reading.ts'
import type {
  Delivery,
  DeliveryDetail,
  DeliveryQuery,
  DeliveryState,
  Outcome,
} from './schemas/delivery.ts'

const statement = `
  with stored as (
    insert into deliveries (path, body, headers, state, reason, outcome, connection_ids)
    select d.path, substring($7::bytea from d.start for d.bytes), d.headers, d.state, d.reason, d.outcome, d.connection_ids::bigint[]
    from unnest($6::text[], $14::int[], $15::int[], $8::jsonb[], $9::text[], $10::text[], $11::jsonb[], $12::text[])
      as d (path, start, bytes, headers, state, reason, outcome, connection_ids)
  ), heard as (
    update connections set last_event_at = now() where id = any($13::bigint[]) and (last_event_at is null or last_event_at < now() - interval '5 seconds')
  )
  insert into events (type, subject, chat_id, user_id, data)
  select e.type, e.subject, e.chat_id, e.user_id, e.data
  from ${eventLock}, unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[])
    with ordinality as e (type, subject, chat_id, user_id, data, n)
  order by e.n`

/** The raw bytes and the event log in one statement, the last of the transaction: it takes the lock that orders all commits. */
export function storeDeliveries(
  sql: HotSql,
  deliveries: readonly ReadDelivery[],
  events: readonly NewEvent[],
): void {
  const connectionIds = deliveries.map(({ readings }) => [
    ...new Set(readings.flatMap(({ connections }) => connections.map(({ id }) => id))),
  ])
  sql.send(statement, [
    ...columnsOf(events),
    deliveries.map(({ path }) => path),
    // one value that travels as bytes: each in an array of its own would be written as hex, twice as long
    Buffer.concat(deliveries.map(({ body }) => body)),
    deliveries.map(({ headers }) => cleanJson(JSON.stringify(headers))),
    deliveries.map(stateOf),
    deliveries.map(({ reason }) => (reason ? JSON.parse(cleanJson(JSON.stringify(reason))) : null)),
    deliveries.map(({ readings }) =>
      cleanJson(JSON.stringify(readings.map(({ outcome }) => outcome))),
    ),
    connectionIds.map((ids) => `{${ids.join(',')}}`),
    [...new Set(connectionIds.flat())],
    startsOf(deliveries),
    deliveries.map(({ body }) => body.length),
  ])
}

/** Where each body begins, counted from 1 as SQL does. */
function startsOf(deliveries: readonly ReadDelivery[]): number[] {
  let start = 1
  return deliveries.map(({ body }) => {
    const here = start
    start += body.length
    return here
  })
}

export function stateOf({
  readings,
  reason,
}: Pick<ReadDelivery, 'readings' | 'reason'>): DeliveryState {
  if (reason) return 'quarantined'
  const outcomes = readings.map(({ outcome }) => outcome.outcome)
  const bad = outcomes.filter((each) => each === 'quarantined').length
  const lost = outcomes.filter((each) => each === 'unrouted').length
  if (bad + lost === 0) return 'processed'
  if (bad === outcomes.length) return 'quarantined'
  return lost === outcomes.length ? 'unrouted' : 'partial'
}

type ListRow = Omit<Delivery, 'receivedAt' | 'replayedAt'> & {
  receivedAt: Date
  replayedAt: Date | null
}
const columns = `id::text, path, state, reason, connection_ids::text[] as "connectionIds", octet_length(body) as bytes,
  jsonb_array_length(outcome) as events, received_at as "receivedAt", replayed_at as "replayedAt"`

/** Newest first. `q` finds an id of the platform, a person or any word in what came. */
export async function listDeliveries(
  kernel: Pick<Kernel, 'database' | 'config'>,
  query: DeliveryQuery,
): Promise<{ items: Delivery[]; nextCursor: string | null }> {
  const { limit = 50, cursor, state, connectionId, q } = query
  const scope = ['deliveries', state, connectionId, q]
  const [before] = cursor ? openCursor(kernel.config, scope, cursor) : [null]
  const rows = await kernel.database.query<ListRow>(
    `select ${columns} from deliveries
     where ($1::text is null or state = $1) and ($2::bigint is null or connection_ids @> array[$2::bigint]) and ($3::bigint is null or id < $3)
       and ($4::text is null or strpos(outcome::text, $4) > 0 or position(convert_to($4, 'UTF8') in body) > 0)
     order by deliveries.id desc limit $5`,
    [state ?? null, connectionId ?? null, before, q ?? null, limit + 1],
  )
  return pageFrom(rows, limit, {
    toItem: toDelivery,
    toCursor: ({ id }) => sealCursor(kernel.config, scope, [id]),
  })
}

function toDelivery({ receivedAt, replayedAt, ...row }: ListRow): Delivery {
  return {
    ...row,
    receivedAt: receivedAt.toISOString(),
    replayedAt: replayedAt?.toISOString() ?? null,
  }
}

export async function getDelivery(
  kernel: Pick<Kernel, 'database'>,
  id: string,
): Promise<DeliveryDetail> {
  const [row] = await kernel.database.query<
    ListRow & { body: Buffer; headers: Record<string, string>; outcome: Outcome[] }
  >(`select ${columns}, body, headers, outcome from deliveries where id = $1`, [id])
  if (!row) throw refuse('not_found')
  const { body, headers, outcome } = row
  const text = body.toString('utf8')
  const isText = Buffer.from(text).equals(body)
  return {
    ...toDelivery(row),
    headers,
    outcome,
    body: text,
    ...(!isText && { bodyBase64: body.toString('base64') }),
  }
}
