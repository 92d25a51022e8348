/** Runs every test and ends with one line that counts them. `npm test -- core/test/ingest.test.ts` runs some. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const root = new URL('..', import.meta.url).pathname
const tap = spawn(
  `${root}node_modules/.bin/tap`,
  ['run', '--reporter=tap', ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  },
)
const counts = { passed: 0, failed: 0, skipped: 0 }
let isExplaining = false
for await (const line of createInterface({ input: tap.stdout })) read(line)
const code = await new Promise<number>((resolve) => {
  if (tap.exitCode !== null) resolve(tap.exitCode)
  tap.on('close', (status) => resolve(status ?? 1))
})
// a file that crashed before its first assertion has failed none
if (code !== 0 && counts.failed === 0) counts.failed = 1
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
process.exitCode = counts.failed > 0 ? 1 : 0

/** Only assertions count: the lines of tests and files, which carry a time, sum them up. */
function read(line: string): void {
  const file = /^(?:not ok|ok) \d+ - (\S+\.test\.tsx?.*)$/.exec(line)
  if (file) process.stdout.write(`${line}\n`)
  const [, verdict, rest = ''] = /^\s*(not ok|ok) \d+(.*)$/.exec(line) ?? []
  if (verdict && !rest.includes('# time=')) count(verdict === 'ok', rest)
  if (verdict === 'not ok') isExplaining = true
  if (isExplaining || /# SKIP/i.test(rest)) process.stdout.write(`${line}\n`)
  if (/^\s*\.\.\.$/.test(line)) isExplaining = false
}

function count(isOk: boolean, rest: string): void {
  if (/# SKIP/i.test(rest)) counts.skipped++
  else if (isOk) counts.passed++
  else counts.failed++
}
