import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'

import t from 'tap'

const root = resolve(import.meta.dirname, '../..')

t.test('the table of channels in docs/adapters.md is what the adapters say', (t) => {
  const script = join(root, 'scripts/channel-matrix.ts')
  execFile(process.execPath, [script, '--check'], { cwd: root }, (error, _out, err) => {
    t.equal(error, null, err.slice(0, 300))
    t.end()
  })
})
