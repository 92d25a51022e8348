import t from 'tap'

import { startKernel } from './rig.ts'

t.test('a transaction whose connection dies leaves its place in the pool to others', async (t) => {
  const { database } = await startKernel(t, { env: { DB_POOL_MAX: '2' } })
  const die = 'select pg_terminate_backend(pg_backend_pid())'
  for (let n = 0; n < 3; n++) {
    await t.rejects(database.transaction((tx) => tx.query(die)))
    await t.rejects(database.hotTransaction((sql) => sql.query(die)))
    await t.rejects(database.query(die))
  }
  const [row] = await database.transaction((tx) => tx.query<{ n: number }>('select 1 as n'))
  t.equal(row!.n, 1)
})

t.test('a second connection inside a transaction is refused, not waited for', async (t) => {
  const { database } = await startKernel(t, { env: { DB_POOL_MAX: '1' } })
  for (const kind of ['transaction', 'hotTransaction'] as const) {
    await t.rejects(
      database[kind](() => database.query('select 1')),
      { message: /second database connection/ },
    )
    await t.rejects(
      database[kind](() => database.transaction(async () => undefined)),
      { message: /second database connection/ },
    )
  }
  t.equal((await database.query('select 1')).length, 1)
})
