import { ChangedMigrationError, migrate, migrations, NewerDatabaseError } from '@parley/core'
import t from 'tap'

import { startKernel } from './rig.ts'

const first = migrations[0]!

t.test('a migration that was changed after it ran is refused, and nothing is run', async (t) => {
  const { database } = await startKernel(t)
  t.same(await migrate(database), [], 'the same migrations have nothing to do')
  const sums = await database.query<{ name: string; value: string }>(
    "select name, value from facts where name like 'migration:%' order by name",
  )
  t.same(
    sums.map(({ name }) => name),
    migrations.map(({ name }) => `migration:${name}`),
  )
  for (const { value } of sums) t.match(value, /^[0-9a-f]{64}$/)
  await database.query('update facts set value = $2 where name = $1', [
    `migration:${first.name}`,
    'of another text',
  ])
  const refused = await migrate(database).catch((error: unknown) => error)
  t.ok(refused instanceof ChangedMigrationError)
  t.match((refused as Error).message, first.name)
  t.notMatch((refused as Error).message, migrations.at(-1)!.name)
})

t.test('a database from before the sums were kept gets those of today', async (t) => {
  const { database } = await startKernel(t)
  await database.query("delete from facts where name like 'migration:%'")
  await migrate(database)
  const [kept] = await database.query<{ n: number }>(
    "select count(*)::int as n from facts where name like 'migration:%'",
  )
  t.equal(kept!.n, migrations.length)
})

t.test('a database that is newer than the code is refused', async (t) => {
  const { database } = await startKernel(t)
  await database.query("insert into migrations (name) values ('9999-from-the-future')")
  const refused = await migrate(database).catch((error: unknown) => error)
  t.ok(refused instanceof NewerDatabaseError)
  t.match((refused as Error).message, '9999-from-the-future')
})
