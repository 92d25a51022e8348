/**
 * Runs every test and ends with one line that counts them. `npm test -- core/test/ingest.test.ts` runs some.
 * A file that fails beside others runs once more alone, which is said: what is broken fails again, what was starved does not.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

interface Counts {
  passed: number
  failed: number
  skipped: number
}
const root = new URL('..', import.meta.url).pathname
const files = new Map<string, Counts>()

await run(process.argv.slice(2))
const failed = [...files].flatMap(([file, counts]) => (counts.failed > 0 ? [file] : []))
if (failed.length > 0 && failed.length < 12) {
  process.stdout.write(`\nonce more, each alone: ${failed.join(' ')}\n`)
  for (const file of failed) await run([file])
}
const total = { passed: 0, failed: 0, skipped: 0 }
for (const counts of files.values())
  for (const name of ['passed', 'failed', 'skipped'] as const) total[name] += counts[name]
if (files.size === 0) total.failed = 1
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exitCode = total.failed > 0 ? 1 : 0

async function run(args: string[]): Promise<void> {
  const tap = spawn(`${root}node_modules/.bin/tap`, ['run', '--reporter=tap', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  })
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  let isExplaining = false
  for await (const line of createInterface({ input: tap.stdout })) {
    const [, begun] = /^# Subtest: (\S+\.test\.tsx?)$/.exec(line) ?? []
    if (begun) {
      counts = { passed: 0, failed: 0, skipped: 0 }
      files.set(begun, counts)
    }
    const [, verdict, rest = ''] = /^\s*(not ok|ok) \d+(.*)$/.exec(line) ?? []
    if (verdict) count(counts, verdict === 'ok', { rest, isFile: /^\S/.test(line) })
    if (verdict === 'not ok') isExplaining = true
    const isWorthIt = isExplaining || /# SKIP/i.test(rest) || (verdict && /^\S/.test(line))
    if (isWorthIt) process.stdout.write(`${line}\n`)
    if (/^\s*\.\.\.$/.test(line)) isExplaining = false
  }
}

/** Only assertions count: the lines of tests and files, which carry a time, sum them up. */
function count(counts: Counts, isOk: boolean, line: { rest: string; isFile: boolean }): void {
  if (/# SKIP/i.test(line.rest)) counts.skipped++
  else if (!line.rest.includes('# time=')) counts[isOk ? 'passed' : 'failed']++
  // a file that crashed before its first assertion has failed none
  else if (line.isFile && !isOk && counts.failed === 0) counts.failed = 1
}
