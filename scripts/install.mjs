// Installs what is missing before `npm start` and `npm test`. Plain JavaScript for whatever Node the machine has; the rest runs on the pinned one.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')

if (!isInstalled()) {
  process.stdout.write('Installing what is missing…\n')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

// A shell remembers where it found `node` the first time: what comes next is started on the pinned one from here.
const [script, ...args] = process.argv.slice(2)
if (script) {
  const node = join(root, 'node_modules/.bin/node')
  const { status } = spawnSync(node, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  process.exit(status ?? 1)
}

/** The lock that npm leaves behind names what is installed; it must not be older than ours, and hold the same packages. */
function isInstalled() {
  const mark = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(mark) || !existsSync(join(root, 'node_modules/.bin/node'))) return false
  if (statSync(mark).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return true
  const [wanted, present] = [join(root, 'package-lock.json'), mark].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  )
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      !path.startsWith('node_modules/') || optional || link || present[path]?.version === version,
  )
}
