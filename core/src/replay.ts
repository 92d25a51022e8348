/** Reading a stored delivery again, with the adapters of today: after a fix, or when its connection has come. */
import { itemsOf, writeItems } from './batch.ts'
import { stateOf } from './deliveries.ts'
import { refuse } from './errors.ts'
import { append } from './events.ts'
import { openKnown } from './identities.ts'
import type { Kernel } from './kernel.ts'
import { cleanJson, read } from './reading.ts'

/** What came for a connection before it was there: platforms tell of an account from the moment that its webhooks are asked for. */
export async function replayUnrouted(
  kernel: Kernel,
  { externalId, accountId }: { externalId: string; accountId?: string | undefined },
): Promise<void> {
  const rows = await kernel.database.query<{ id: string }>(
    `select id::text from deliveries
     where state in ('unrouted', 'partial') and received_at > now() - interval '1 hour' and exists (
       select from jsonb_array_elements(outcome) o
       where o->>'outcome' = 'unrouted' and o->>'connection' = any($1::text[]))
     order by deliveries.id limit 1000`,
    [[externalId, ...(accountId ? [accountId] : [])]],
  )
  for (const { id } of rows) await replayDelivery(kernel, id)
}

/** What was read just before its connection was there, and stored just after its replay. Every few seconds; only what came in the last minutes. */
export async function replayLate(kernel: Kernel): Promise<void> {
  const rows = await kernel.database.query<{ id: string }>(
    `select id::text from deliveries
     where state in ('unrouted', 'partial') and replayed_at is null and received_at > now() - interval '2 minutes' and exists (
       select from jsonb_array_elements(outcome) o
       join connections c on o->>'connection' in (c.external_id, c.account_id)
       where o->>'outcome' = 'unrouted')
     order by deliveries.id limit 1000`,
  )
  for (const { id } of rows) await replayDelivery(kernel, id)
}

/** Everything it says is applied; what was known already stays one message. */
export async function replayDelivery(kernel: Kernel, id: string): Promise<void> {
  const [row] = await kernel.database.query<{
    path: string
    body: Buffer
    headers: Record<string, string>
    receivedAt: Date
  }>('select path, body, headers, received_at as "receivedAt" from deliveries where id = $1', [id])
  if (!row) throw refuse('not_found')
  const name = row.path.split('/').at(-1)
  const owners = [...kernel.adapters.byChannel.values()].filter(
    ({ webhook }) => webhook.path === name,
  )
  const request = {
    method: 'POST',
    path: row.path,
    query: {},
    headers: row.headers,
    body: row.body,
    receivedAt: row.receivedAt.getTime(),
  } as const
  const delivery = await read(request, owners, kernel.connections)
  await kernel.database.hotTransaction(async (sql) => {
    const { events } = await writeItems(sql, itemsOf([delivery]), {
      known: openKnown(),
      now: kernel.now(),
    })
    const connectionIds = [
      ...new Set(
        delivery.readings.flatMap(({ connections }) => connections.map((each) => each.id)),
      ),
    ]
    await sql.query(
      'update deliveries set state = $2, reason = $3, outcome = $4, connection_ids = $5::bigint[], replayed_at = now() where id = $1',
      [
        id,
        stateOf(delivery),
        delivery.reason ?? null,
        cleanJson(JSON.stringify(delivery.readings.map(({ outcome }) => outcome))),
        connectionIds,
      ],
    )
    await append(sql, events)
  })
  kernel.bus.publish('events', null)
  kernel.bus.publish('media', null)
}
