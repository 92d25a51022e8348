/** Starting: interrupted, twice at once, on a folder whose owner died. */
import { readdirSync, readFileSync } from 'node:fs'

import t from 'tap'

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
    await until(async () => programsOf(dataDir, program).length > 0)
    await new Promise((resolve) => setTimeout(resolve, chance.below(500)))
    // a container that is killed, a machine without power: everything goes at once
    for (const pid of [
      server.pid,
      ...programsOf(dataDir, 'initdb'),
      ...programsOf(dataDir, 'postgres'),
    ])
      process.kill(pid, 'SIGKILL')
    await server.ended
    await until(async () => programsOf(dataDir, 'postgres').length === 0)
  }
  const server = spawnServer(t, env)
  await untilReady(server, `http://127.0.0.1:${env.PORT}`)
  t.same(await server.kill('SIGTERM'), { code: 0, signal: null })
  t.equal(databasePid(dataDir), undefined)
})

/** Processes of the embedded database that work in this folder. */
function programsOf(dataDir: string, program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        return command.includes(`/bin/${program}\0`) && command.includes(dataDir)
          ? [Number(name)]
          : []
      } catch {
        return []
      }
    })
}
