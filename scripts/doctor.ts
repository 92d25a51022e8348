/** The deployment checklist as a program: `npm run doctor [-- --json]`. Exit code 1 when something failed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

import { loadAdapters, loadConfig } from '@parley/core'

import { checkConnections } from './checks/connections.ts'
import type { Finding, Patient } from './checks/finding.ts'
import { checkSettings } from './checks/settings.ts'
import { checkSite } from './checks/site.ts'
import { checkDatabase, checkFiles, checkRedis } from './checks/stores.ts'
import { checkWebhooks } from './checks/webhooks.ts'
import { besideServer } from './open-kernel.ts'

const root = new URL('..', import.meta.url).pathname
const findings = await examine(root)
const counts = { passed: 0, failed: 0, unchecked: 0 }
for (const { state } of findings) counts[state]++
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ ...counts, findings }, null, 2)}\n`
    : report(findings),
)
process.exit(counts.failed > 0 ? 1 : 0)

async function examine(folder: string): Promise<Finding[]> {
  const env = { ...readEnvFile(folder), ...process.env }
  const { config } = loadConfig(env, folder)
  const patient: Patient = { config, env, root: folder }
  const adapters = await loadAdapters(config.adapters, { root: folder, env })
  const settings = checkSettings(patient, adapters)
  const beside = await besideServer(config)
  const { findings: ofDatabase, database } = await checkDatabase(beside)
  try {
    return [
      ...settings,
      ...ofDatabase,
      ...(await checkRedis(config)),
      ...(await checkFiles(config)),
      ...(await checkSite(patient)),
      ...(await checkWebhooks(patient, adapters)),
      ...(await checkConnections({ config, adapters, database })),
    ]
  } finally {
    await database?.close()
  }
}

/** The stack's settings, where the doctor runs beside it. What the environment says goes before. */
function readEnvFile(folder: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
  } catch {
    return {}
  }
}

function report(all: readonly Finding[]): string {
  const marks = { passed: 'ok     ', failed: 'FAILED ', unchecked: '–      ' }
  const lines = all.map(
    ({ state, id, found, advice }) =>
      `${marks[state]} ${id.padEnd(22)} ${found}${advice ? `\n${' '.repeat(31)}${state === 'failed' ? '→' : 'not checked:'} ${advice}` : ''}`,
  )
  return `${lines.join('\n')}\n\n${counts.passed} passed, ${counts.failed} failed, ${counts.unchecked} not checkable from here\n`
}
