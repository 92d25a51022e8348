import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

// the package shows only what starts a database with it
import { takeLock } from '../src/data-folder.ts'

t.test('a folder is locked by a living process, and by no other', async (t) => {
  const lock = join(t.testdir(), 'lock')
  takeLock(lock)
  const mine = readFileSync(lock, 'utf8')
  t.match(JSON.parse(mine), { pid: process.pid, started: String })
  t.throws(() => takeLock(lock), { message: new RegExp(`process ${process.pid}`) })
  t.equal(readFileSync(lock, 'utf8'), mine)
  for (const [left, what] of [
    [JSON.stringify({ pid: 2 ** 22 + 1, started: 'then' }), 'of a dead process'],
    [
      JSON.stringify({ pid: process.pid, started: 'then' }),
      'of a process whose number is used again',
    ],
    ['', 'that was never written to its end'],
  ] as const) {
    writeFileSync(lock, left)
    takeLock(lock)
    t.equal(readFileSync(lock, 'utf8'), mine, `a lock ${what} is taken over`)
  }
  t.same(readdirSync(join(lock, '..')), ['lock'])
})
