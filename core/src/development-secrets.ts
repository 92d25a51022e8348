import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeFolder } from './data-folder.ts'

export const secretNames = [
  'jwtSecret',
  'jwtRefreshSecret',
  'sessionSecret',
  'encryptionKey',
] as const
type Given = { readonly dataDir: string } & Readonly<
  Partial<Record<(typeof secretNames)[number], string>>
>

/** Outside production, secrets are made once and kept in DATA_DIR, so that a second start opens what the first one sealed. */
export function developmentSecrets(config: Given): Record<string, string> {
  const file = join(config.dataDir, 'secrets.json')
  const kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
    : {}
  const made = Object.fromEntries(
    secretNames.map((name) => [name, kept[name] ?? randomBytes(24).toString('base64url')]),
  )
  if (secretNames.some((name) => kept[name] === undefined)) {
    makeFolder(config.dataDir)
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 })
    chmodSync(file, 0o600)
  }
  return Object.fromEntries(secretNames.map((name) => [name, config[name] ?? made[name]!]))
}
