import { type Kernel, proveAudit, sealAudit } from '@parley/core'
import t, { type Test } from 'tap'

import { startKernel } from './rig.ts'

/** A log of some actions, each so many minutes ago. */
async function logOf(t: Test, ...minutes: number[]) {
  const kernel = await startKernel(t)
  for (const ago of minutes) await write(kernel, ago)
  return kernel
}
function write({ database }: Kernel, ago: number) {
  return database.query(
    `insert into audit (action, created_at) values ('user.changed', now() - make_interval(mins => $1))`,
    [ago],
  )
}
/** As somebody does who owns the database. */
async function forge({ database }: Kernel, sql: string) {
  await database.query('alter table audit disable trigger audit_grows')
  await database.query(sql)
  await database.query('alter table audit enable trigger audit_grows')
}

t.test('rows are sealed once they have settled, and prove to be what they were', async (t) => {
  const kernel = await logOf(t, 30, 20, 1)
  await sealAudit(kernel)
  const first = await proveAudit(kernel.database)
  t.match(first, { sealed: 2, open: 1, seal: /^[0-9a-f]{64}$/, broken: null })
  await sealAudit(kernel)
  t.same(await proveAudit(kernel.database), first, 'nothing new has settled')
})

t.test('an old row behind a young one waits for it', async (t) => {
  const kernel = await logOf(t, 30, 1, 20)
  await sealAudit(kernel)
  t.match(await proveAudit(kernel.database), { sealed: 1, open: 2, broken: null })
})

t.test('the server cannot change its own log', async (t) => {
  const { database } = await logOf(t, 30)
  for (const sql of [`update audit set action = 'x'`, 'delete from audit', 'truncate audit'])
    await t.rejects(database.query(sql), { message: /never changed/ })
})

t.test('who goes around that is found out', async (t) => {
  const forgeries = {
    'a row that says something else': `update audit set detail = '{"role":"admin"}' where id = 2`,
    'a row taken out': 'delete from audit where id = 2',
    'the last row taken out': 'delete from audit where id = 3',
  }
  for (const [what, sql] of Object.entries(forgeries)) {
    const kernel = await logOf(t, 40, 30, 20)
    await sealAudit(kernel)
    await forge(kernel, sql)
    t.match(await proveAudit(kernel.database), { broken: { afterId: '0', lastId: '3' } }, what)
  }
})

t.test('each seal holds the one before it', async (t) => {
  const kernel = await logOf(t, 40)
  await sealAudit(kernel)
  await write(kernel, 30)
  await sealAudit(kernel)
  t.match(await proveAudit(kernel.database), { sealed: 2, broken: null })
  await forge(kernel, `update audit_seals set seal = repeat('0', 64) where id = 1`)
  t.match(await proveAudit(kernel.database), { broken: { lastId: '1' } })
})
