/** The deployment checklist as a program: `npm run doctor [-- --json]`. Exit code 1 when something failed. */
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

import { type Config, loadAdapters, loadConfig } from '@parley/core'

import { checkConnections } from './checks/connections.ts'
import { type Finding, type Patient, unchecked } from './checks/finding.ts'
import { reasonOf } from './checks/http.ts'
import { checkSettings } from './checks/settings.ts'
import { checkSite } from './checks/site.ts'
import { checkSound } from './checks/sound.ts'
import { checkDatabase, checkFiles, checkRedis } from './checks/stores.ts'
import { checkWebhooks } from './checks/webhooks.ts'

if (import.meta.main) await main(new URL('..', import.meta.url).pathname)

async function main(root: string): Promise<void> {
  const findings = await examine({ root, env: { ...readEnvFile(root), ...process.env } })
  const counts = { passed: 0, failed: 0, unchecked: 0 }
  for (const { state } of findings) counts[state]++
  const isJson = process.argv.includes('--json')
  process.stdout.write(
    isJson ? `${JSON.stringify({ ...counts, findings }, null, 2)}\n` : report(findings, counts),
  )
  process.exit(counts.failed > 0 ? 1 : 0)
}

/** Every item of the checklist, in its order. Changes nothing. */
export async function examine({ root, env }: Pick<Patient, 'root' | 'env'>): Promise<Finding[]> {
  const { config } = loadConfig(env, root)
  const patient: Patient = { config, env, root, isBesideStack: await isBesideStack(config) }
  const adapters = await loadAdapters(config.adapters, { root, env })
  const { findings: ofDatabase, database } = await checkDatabase(config)
  try {
    return [
      ...checkSettings(patient, adapters),
      ...ofDatabase,
      ...(await safely('redis', checkRedis(config))),
      ...(await safely('uploads', checkFiles(patient))),
      ...(await checkSound(patient)),
      ...(await safely('domain', checkSite(patient))),
      ...(await safely('webhook', checkWebhooks(patient, adapters))),
      ...(await safely('connections', checkConnections({ config, adapters, database }))),
    ]
  } finally {
    await database?.close()
  }
}

// a setting so wrong that a check cannot even begin is among the findings already
function safely(id: string, findings: Promise<Finding[]>): Promise<Finding[]> {
  return findings.catch((error: unknown) => [
    unchecked(id, reasonOf(error), 'correct the settings first'),
  ])
}

/** The settings of the stack, where the doctor runs beside it. What the environment says goes before. */
function readEnvFile(root: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(join(root, '.env'), 'utf8'))
  } catch {
    return {}
  }
}

// inside the stack the database has a name that nobody else knows
async function isBesideStack({ databaseUrl }: Config): Promise<boolean> {
  if (!databaseUrl || !URL.canParse(databaseUrl)) return false
  const { hostname } = new URL(databaseUrl)
  const isPlain = /^[a-z][\w-]*$/i.test(hostname)
  return (
    isPlain &&
    (await lookup(hostname).then(
      () => false,
      () => true,
    ))
  )
}

function report(all: readonly Finding[], counts: Record<Finding['state'], number>): string {
  const marks = { passed: 'ok     ', failed: 'FAILED ', unchecked: '–      ' }
  const lines = all.map(({ state, id, found, advice }) => {
    const hint = state === 'failed' ? '→' : 'not checked:'
    return `${marks[state]} ${id.padEnd(22)} ${found}${advice ? `\n${' '.repeat(31)}${hint} ${advice}` : ''}`
  })
  return `${lines.join('\n')}\n\n${counts.passed} passed, ${counts.failed} failed, ${counts.unchecked} not checkable from here\n`
}
