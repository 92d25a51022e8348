/** Reading a stored delivery again, with the adapters of today: after a fix, or when its connection has come. */
import { itemsOf, writeItems } from './batch.ts'
import { stateOf } from './deliveries.ts'
import { refuse } from './errors.ts'
import { append } from './events.ts'
import { openKnown } from './identities.ts'
import type { Kernel } from './kernel.ts'
import { cleanJson, read } from './reading.ts'

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
