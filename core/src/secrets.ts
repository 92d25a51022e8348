/** The key that seals secrets: proven at every start, and changed without a gap. */
import { isSealedWith, type Keys, open, type Place, seal } from './crypto.ts'
import type { Database } from './database.ts'

const canary: Place = ['facts', 'key', 'value']

export class WrongKeyError extends Error {
  override name = 'WrongKeyError'
}

/** A canary sealed on the first start must open: a wrong key is noticed before the first request. */
export async function checkKey(database: Database, keys: Keys): Promise<void> {
  const [kept] = await database.query<{ value: string }>(
    "select value from facts where name = 'key'",
  )
  if (!kept) {
    await database.query(
      "insert into facts (name, value) values ('key', $1) on conflict do nothing",
      [seal('canary', canary, keys)],
    )
    return
  }
  try {
    open(kept.value, canary, keys)
  } catch (cause) {
    throw new WrongKeyError('ENCRYPTION_KEY is not the key that sealed this database', { cause })
  }
}

/** Seals every secret with the current key; afterwards the previous one can go. Returns how many were re-sealed. */
export async function rotateKeys(database: Database, keys: Keys): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.query<{ id: string; secrets: string }>(
      'select id::text, secrets from connections where secrets is not null order by connections.id for update',
    )
    const old = rows.filter(({ secrets }) => !isSealedWith(secrets, keys.current))
    for (const { id, secrets } of old) {
      const place: Place = ['connections', id, 'secrets']
      await tx.query('update connections set secrets = $2 where id = $1', [
        id,
        seal(open(secrets, place, keys), place, keys),
      ])
    }
    await tx.query("update facts set value = $1 where name = 'key'", [seal('canary', canary, keys)])
    return old.length
  })
}
