import type { Sql } from './database.ts'
import { keyOf } from './identities.ts'
import type { Item } from './outcomes.ts'
import type { NewMessage, Recorded } from './record.ts'

type Said = Item & { readonly message: NewMessage }

/**
 * Messages whose id is taken by one with other words: the first is kept, and these wait in quarantine for somebody to look.
 * A retry says the same again; our own sends may come back in other words, and so may what was edited meanwhile.
 */
export async function findConflicts(
  sql: Sql,
  said: readonly Said[],
  recorded: readonly Recorded[],
): Promise<ReadonlySet<Item['reading']>> {
  const fresh = new Set(
    recorded.map(({ connectionId, externalId }) => keyOf(connectionId, externalId)),
  )
  const again = said.filter(({ message }) => {
    // the first of an id that came twice in one batch is the one that was recorded
    const isFirst = fresh.delete(keyOf(message.connectionId, message.externalId))
    return !isFirst && message.direction === 'in'
  })
  if (again.length === 0) return new Set()
  const rows = await sql.query<{ n: number }>(
    `select g.n::int from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as g (connection_id, external_id, text, n)
     join messages m on m.connection_id = g.connection_id and m.external_id = g.external_id
     where m.text <> g.text and m.edited_at is null and m.deleted_at is null`,
    [
      again.map(({ message }) => message.connectionId),
      again.map(({ message }) => message.externalId),
      again.map(({ message: { content } }) => ('text' in content ? (content.text ?? null) : null)),
    ],
  )
  return new Set(rows.map(({ n }) => again[n - 1]!.reading))
}
