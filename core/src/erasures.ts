/** What became of erasures that a platform asked for: a person may look it up by the code that the platform gave them. */
import type { Kernel } from './kernel.ts'

type Part = Pick<Kernel, 'database'>
export interface Erasure {
  readonly code: string
  readonly state: 'done'
  readonly chats: number
  readonly at: string
}

/** Channels that share an app erase under one code; asked again, nothing is left to erase. */
export async function recordErasure(
  { database }: Part,
  code: string,
  chats: number,
): Promise<void> {
  await database.query(
    `insert into erasures (code, chats) values ($1, $2)
     on conflict (code) do update set chats = erasures.chats + excluded.chats`,
    [code, chats],
  )
}

export async function findErasure({ database }: Part, code: string): Promise<Erasure | undefined> {
  const [row] = await database.query<{ code: string; chats: number; at: Date }>(
    'select code, chats, at from erasures where code = $1',
    [code],
  )
  return row && { ...row, state: 'done', at: row.at.toISOString() }
}
