/** The server and its database are killed in the middle of everything. `TEST_KILLS=100` for a long run, `TEST_SEED` to repeat one. */
import t from 'tap'

import { crashAndJudge } from './crash-run.ts'
import { openSite } from './crash-site.ts'
import { databasePid } from './server-process.ts'
import { until } from './until.ts'

t.test('a server that is killed at any moment loses nothing and doubles nothing', async (t) => {
  const site = await openSite(t)
  await crashAndJudge(t, site, {
    times: Number(process.env['TEST_KILLS'] ?? 5),
    // the second one hits the database, and then every fourth
    kill: (n) => (n % 4 === 1 ? killDatabase() : site.crash()),
  })

  async function killDatabase(): Promise<void> {
    const before = databasePid(site.dataDir)!
    const { pid } = site.server()
    process.kill(before, 'SIGKILL')
    await until(async () => {
      const now = databasePid(site.dataDir)
      return now !== undefined && now !== before
    })
    await until(async () => (await fetch(`${site.origin}/readyz`)).status === 200)
    t.equal(site.server().pid, pid, 'the server lives on and starts its database again')
  }
})
