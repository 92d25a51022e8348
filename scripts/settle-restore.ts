/** What a database from the past must not do: send again, let old sessions in, or go on from a cursor of a time that never was. */
import type { Database } from '@parley/core'
import type { Failure } from '@parley/core/adapter'

const doubt: Failure = {
  kind: 'unknown',
  retry: 'no',
  scope: 'message',
  certain: false,
  message: 'restored from a backup',
  userMessage: 'This comes from a backup and may have been sent already. Look, then send it again.',
}

/** Says in words what it changed. */
export function settle(database: Database, backupAt?: string): Promise<string[]> {
  return database.transaction(async (tx) => {
    // whether these went out after the backup nobody here can know, and that is what `unknown` means
    const held = await tx.query(
      `update messages set status = 'unknown', lease_until = null, fence = fence + 1, status_at = now(), failure = $1
       where status in ('queued', 'sending') returning 1`,
      [JSON.stringify(doubt)],
    )
    const sessions = await tx.query(
      'update sessions set revoked_at = now() where revoked_at is null returning 1',
    )
    await tx.query('update users set version = version + 1')
    const links = await tx.query('delete from tickets where used_at is null returning 1')
    // beyond every cursor that a client may hold: each is told to reload
    await tx.query('delete from events')
    await tx.query(
      `select setval('events_id_seq', (select last_value from events_id_seq) + 1000000000)`,
    )
    // the backup that this comes from is the newest one it can know of
    if (backupAt)
      await tx.query(
        `insert into facts (name, value) values ('backup_at', $1) on conflict (name) do update set value = excluded.value`,
        [backupAt],
      )
    await tx.query(
      `insert into audit (action, detail) values ('backup.restored', jsonb_build_object('held', $1::int))`,
      [held.length],
    )
    return [
      `messages held until a person sends them again: ${held.length}`,
      `sessions ended: ${sessions.length}; invitations and reset links withdrawn: ${links.length}`,
    ]
  })
}
