/** The server and its database are killed in the middle of everything. `TEST_KILLS=100` for a long run, `TEST_SEED` to repeat one. */
import t from 'tap'

import { openChance } from './chance.ts'
import { judge, openSite, startLoad, untilSettled } from './crash-site.ts'
import type { Behaviour } from './fake-graph.ts'
import { databasePid } from './server-process.ts'
import { until } from './until.ts'

const kills = Number(process.env['TEST_KILLS'] ?? 5)
// one in four goes wrong, in one way or another
const behaviours: readonly Behaviour[] = [
  ...Array<Behaviour>(15).fill('answer'),
  'cut',
  'lose',
  'hang',
  'fail',
  'slow down',
]

t.test('a server that is killed at any moment loses nothing and doubles nothing', async (t) => {
  const chance = openChance()
  t.comment(`TEST_SEED=${chance.seed}`)
  const site = await openSite(t)
  site.graph.behave = () => chance.pick(behaviours)
  const load = await startLoad(site, chance)
  for (let n = 0; n < kills; n++) {
    await underLoad()
    // the second one hits the database, and then every fourth
    if (n % 4 === 1) await killDatabase()
    else await site.crash()
    t.comment(`kill ${n + 1}: ${load.said.size} messages in, ${site.graph.ledger.length} out`)
  }
  await underLoad()
  await load.stop()
  await untilSettled(site)
  await judge(t, site, load)
  t.ok(site.graph.ledger.length > 0 && site.meta.refused > 0, 'there was something to lose')
  await Promise.all(load.bodies.map((body) => site.meta.deliver(body)))
  await judge(t, site, load)

  /** Until some deliveries and sends more went through, and then a moment that chance decides. */
  async function underLoad(): Promise<void> {
    const [heard, sent] = [site.meta.acknowledged.size, site.graph.calls]
    const [more, calls] = [1 + chance.below(40), 1 + chance.below(8)]
    await until(
      async () => site.meta.acknowledged.size >= heard + more && site.graph.calls >= sent + calls,
    )
    await new Promise((resolve) => setTimeout(resolve, chance.below(50)))
  }
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
