/** Starting: interrupted, twice at once, on a folder whose owner died. */
import t from 'tap'

import { programsIn } from '../../core/test/programs.ts'
import { openChance } from './chance.ts'
import { freePort } from './ports.ts'
import { databasePid, type Env, makeDataDir, spawnServer, untilReady } from './server-process.ts'
import { until } from './until.ts'

async function environment(dataDir: string): Promise<Env & { PORT: string }> {
  return { PORT: String(await freePort()), DATA_DIR: dataDir, LOG_LEVEL: 'warn', SIMULATOR: 'off' }
}

t.test('a first start that is cut off at any moment can be made again', async (t) => {
  const chance = openChance()
  t.comment(`TEST_SEED=${chance.seed}`)
  const dataDir = makeDataDir(t)
  const env = await environment(dataDir)
  for (const program of ['initdb', 'initdb', 'postgres']) {
    const server = spawnServer(t, env)
    await until(async () => programsIn(dataDir, program).length > 0)
    await new Promise((resolve) => setTimeout(resolve, chance.below(500)))
    // a container that is killed, a machine without power: everything goes at once
    for (const pid of [server.pid, ...programsIn(dataDir, 'initdb'), ...programsIn(dataDir)])
      process.kill(pid, 'SIGKILL')
    await server.ended
    await until(async () => programsIn(dataDir).length === 0)
  }
  const server = spawnServer(t, env)
  await untilReady(server, `http://127.0.0.1:${env.PORT}`)
  t.same(await server.kill('SIGTERM'), { code: 0, signal: null })
  t.equal(databasePid(dataDir), undefined)
})
