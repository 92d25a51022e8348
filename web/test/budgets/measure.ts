/** Measures the inbox in a real browser against its budgets and prints a table: `npm run budgets`, or only parts of it with `-- lists history traffic`. Takes some minutes; a machine that does other work meanwhile measures that work too. */
import { spawnSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'

import { measureBundle } from '../../../scripts/check-bundle.ts'
import { type Measured, note, openBench } from './bench.ts'
import { measureHistory } from './history.ts'
import { measureLists } from './lists.ts'
import { measureTraffic } from './traffic.ts'

const CHATS = 10_000
const MESSAGES = 100_000
const parts = { lists: measureLists, history: measureHistory, traffic: measureTraffic }

const wanted = process.argv.slice(2)
const load = (loadavg()[0] ?? 0) / availableParallelism()
if (load > 0.5)
  note(
    `this machine is busy (${load.toFixed(1)} a processor): the times will not be the inbox's own`,
  )
const results: Measured[] = [...bundle()]
const bench = await openBench()
try {
  const { longChat } = seed(bench.folder)
  await bench.untilFound(`"${MESSAGES}: "`)
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name))
      results.push(...(await measure(bench, longChat)))
  }
} finally {
  await bench.close()
}
process.stdout.write(`\n${tableOf(results)}\n`)
process.exitCode = results.some(isOver) ? 1 : 0

function bundle(): readonly Measured[] {
  return measureBundle()
    .filter(({ name }) => name.startsWith('first page'))
    .map(({ name, bytes, budget }) => ({
      name,
      value: bytes / 1024,
      budget: budget / 1024,
      unit: 'KB',
    }))
}

function seed(folder: string): { readonly longChat: string } {
  const script = join(import.meta.dirname, '../../../scripts/seed.ts')
  const words = [script, '--chats', String(CHATS), '--long', String(MESSAGES), '--json']
  const env = { ...process.env, DATA_DIR: folder }
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the chats could not be made: ${stderr}`)
  return JSON.parse(stdout) as { longChat: string }
}

function tableOf(measured: readonly Measured[]): string {
  const width = Math.max(...measured.map(({ name }) => name.length))
  return measured
    .map((each) => {
      const [value, budget] = [each.value, each.budget].map((n) => `${round(n)} ${each.unit}`)
      return `${each.name.padEnd(width)} ${value!.padStart(10)}  of ${budget!.padStart(8)}${isOver(each) ? '  OVER' : ''}`
    })
    .join('\n')
}

function isOver({ value, budget }: Measured): boolean {
  return !(value <= budget)
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}
