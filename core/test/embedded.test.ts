/** The embedded database is killed from outside, and starts again over what that left. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

t.test(
  'a number that lives on in the lock of a dead database does not keep it from starting',
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-embedded-'))
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
    const { config } = loadConfig({ DATA_DIR: dataDir }, dataDir)
    await (await openDatabase(config)).close()
    const [lock, stranger] = [join(dataDir, 'postgres/postmaster.pid'), 'nobody']
    const owner = process.getuid?.() === 0 ? { uid: uidOf(stranger) } : {}
    const other = spawn('sleep', ['60'], { ...owner, stdio: 'ignore' })
    t.teardown(() => other.kill())
    writeFileSync(lock, `${other.pid}\n${dataDir}/postgres\n`)
    const database = await openDatabase(config)
    t.not(programsIn(dataDir)[0], other.pid)
    t.equal(other.exitCode, null)
    await database.close()
  },
)

function uidOf(user: string): number {
  return Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }))
}

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
