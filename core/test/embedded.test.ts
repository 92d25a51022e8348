/** The embedded database is killed from outside. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { loadConfig, openDatabase } from '@parley/core'
import t from 'tap'

import { programsIn } from './programs.ts'

t.test('a stop while the database is starting again leaves no server behind', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-embedded-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const { config } = loadConfig({ DATA_DIR: dataDir }, dataDir)
  const database = await openDatabase(config)
  const [first] = programsIn(dataDir)
  process.kill(first!, 'SIGKILL')
  while (!programsIn(dataDir).some((pid) => pid !== first)) await nextLook()
  await database.close()
  t.same(programsIn(dataDir), [])
})

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
