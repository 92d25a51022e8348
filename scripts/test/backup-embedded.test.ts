/** Backup and restore of the embedded database, whose packages hold no pg_dump. */
import { existsSync, readdirSync, rmSync } from 'node:fs'

import type { Database } from '@parley/core'
import t from 'tap'

import { fileOf, fill, siteOf, texts, withDatabase } from './backup-site.ts'

t.test('the embedded database backs up by a physical copy, and comes back', async (t) => {
  const site = siteOf(t)
  await fill(site)
  const backup = await site.run('backup-db.sh')
  t.equal(backup.code, 0, backup.err)
  await withDatabase(site.config, (database) =>
    database.query('truncate connections, users, files cascade'),
  )
  rmSync(fileOf(site))
  const drill = await site.run('restore-db.sh', ['--drill', backup.out])
  t.equal(drill.code, 0, drill.err)
  t.same(await texts(site), [], 'the drill changed nothing')
  const restore = await site.run('restore-db.sh', ['--yes', backup.out])
  t.equal(restore.code, 0, restore.err)
  t.match(await texts(site), [{ text: 'hello\n\\.\nthere' }, { status: 'unknown' }])
  t.ok(readdirSync(site.config.dataDir).some((name) => name.startsWith('postgres.before-')))
  t.ok(existsSync(fileOf(site)))
})

t.test(
  'the embedded database is copied while it is written to, and not replaced while it runs',
  async (t) => {
    const site = siteOf(t)
    await fill(site)
    await withDatabase(site.config, async (database) => {
      const stop = new AbortController()
      const writing = write(database, stop.signal)
      const backup = await site.run('backup-db.sh')
      stop.abort()
      await writing
      t.equal(backup.code, 0, backup.err)
      t.equal((await site.run('restore-db.sh', ['--drill', backup.out])).code, 0)
      const restore = await site.run('restore-db.sh', ['--yes', backup.out])
      t.equal(restore.code, 75, restore.err)
      t.same(await database.query(`select count(*)::int as slots from pg_replication_slots`), [
        { slots: 0 },
      ])
    })
  },
)

async function write(database: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await database.query(`insert into events (type, subject) values ('x', 1)`)
}
