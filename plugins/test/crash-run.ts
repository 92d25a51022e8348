import type { Test } from 'tap'

import { type Chance, openChance } from './chance.ts'
import { judge, type Site, startLoad, untilSettled } from './crash-site.ts'
import type { Behaviour } from './fake-graph.ts'
import { until } from './until.ts'

// one in four goes wrong, in one way or another
const behaviours: readonly Behaviour[] = [
  ...Array<Behaviour>(15).fill('answer'),
  'cut',
  'lose',
  'hang',
  'fail',
  'slow down',
]

/** Kills under load, `times` times; then nothing may be lost or doubled, also when everything is delivered once more. */
export async function crashAndJudge(
  t: Test,
  site: Site,
  {
    times,
    kill,
    faults = behaviours,
  }: { times: number; kill: (n: number) => Promise<void>; faults?: readonly Behaviour[] },
): Promise<void> {
  const chance = openChance()
  t.comment(`TEST_SEED=${chance.seed}`)
  site.graph.behave = () => chance.pick(faults)
  const load = await startLoad(site, chance)
  for (let n = 0; n < times; n++) {
    await underLoad(site, chance)
    await kill(n)
    t.comment(`kill ${n + 1}: ${load.said.size} messages in, ${site.graph.ledger.length} out`)
  }
  await underLoad(site, chance)
  await load.stop()
  await untilSettled(site)
  await judge(t, site, load)
  t.ok(site.graph.ledger.length > 0 && site.meta.refused > 0, 'there was something to lose')
  await Promise.all(load.bodies.map((body) => site.meta.deliver(body)))
  await judge(t, site, load)
}

/** Until some deliveries and sends more went through, and then a moment that chance decides. */
async function underLoad({ meta, graph }: Site, chance: Chance): Promise<void> {
  const heard = meta.acknowledged.size + 1 + chance.below(40)
  const called = graph.calls + 1 + chance.below(8)
  await until(async () => meta.acknowledged.size >= heard && graph.calls >= called, 60)
  await new Promise((resolve) => setTimeout(resolve, chance.below(50)))
}
