/** Reads settings from variables: one TypeBox object says name, type, default and rules, for the kernel and for every adapter's `app` schema. */
import { readFileSync } from 'node:fs'

import type { TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'

export type Env = Readonly<Record<string, string | undefined>>
export interface Settings {
  values: Record<string, unknown>
  faults: string[]
}
interface Row extends TSchema {
  'x-env'?: string
  'x-required'?: 'production'
  'x-secret'?: { length: number; exact?: boolean }
  /** A stricter pattern where it counts: tests and trials take any text. */
  'x-production'?: { pattern: string; hint: string }
  'x-list'?: true
  default?: unknown
  type?: string
}

/** Every fault at once; a value that is not there takes its default. Values are never quoted in a fault. */
export function readSettings(schema: TObject, env: Env): Settings {
  const values: Record<string, unknown> = {}
  const faults: string[] = []
  for (const [property, row] of rowsOf(schema)) {
    const name = row['x-env']!
    const given = readVariable(name, env)
    if (given.fault) faults.push(given.fault)
    const fault =
      given.value === undefined
        ? missing(name, row, env)
        : wrong(name, row, { given: given.value, env })
    if (fault) faults.push(fault)
    const value = given.value === undefined ? row.default : convert(given.value, row)
    if (value !== undefined) values[property] = value
  }
  return { values, faults: [...faults, ...equalSecrets(schema, values, env)] }
}

/** The rows of a settings schema that come from a variable. */
export function rowsOf(schema: TObject): [string, Row][] {
  return Object.entries(schema.properties as Record<string, Row>).filter(([, row]) => row['x-env'])
}

/** `NAME`, or the contents of the file that `NAME_FILE` names. Surrounding white space never belongs to a value. */
function readVariable(name: string, env: Env): { value?: string; fault?: string } {
  const file = env[`${name}_FILE`]
  if (file && env[name]) return { fault: `${name} and ${name}_FILE are both set: keep one` }
  try {
    const text = (file ? readFileSync(file, 'utf8') : env[name])?.trim()
    return text ? { value: text } : {}
  } catch {
    return { fault: `${name}_FILE names a file that cannot be read` }
  }
}

function missing(name: string, row: Row, env: Env): string | undefined {
  const isRequired =
    isProduction(env) && (row['x-required'] || row['x-secret']) && row.default === undefined
  return isRequired ? `${name} is missing` : undefined
}

function wrong(
  name: string,
  row: Row,
  { given, env }: { given: string; env: Env },
): string | undefined {
  const value = convert(given, row)
  if (!Value.Check(row, value)) return `${name} ${expectation(row)}`
  return isProduction(env) || row['x-secret']?.exact ? weak(name, row, given) : undefined
}

function weak(name: string, row: Row, given: string): string | undefined {
  if (/change[_-]?(this|me)/i.test(given)) return `${name} still holds the placeholder`
  const strict = row['x-production']
  if (strict && !new RegExp(strict.pattern).test(given)) return `${name} must be ${strict.hint}`
  const secret = row['x-secret']
  if (!secret) return undefined
  if (secret.exact && given.length !== secret.length)
    return `${name} must have exactly ${secret.length} characters`
  if (given.length < secret.length) return `${name} must have at least ${secret.length} characters`
  return new Set(given).size < Math.min(8, secret.length / 2)
    ? `${name} is too easy to guess`
    : undefined
}

function equalSecrets(schema: TObject, values: Record<string, unknown>, env: Env): string[] {
  if (!isProduction(env)) return []
  const seen = new Map<unknown, string>()
  const faults: string[] = []
  for (const [property, row] of rowsOf(schema)) {
    const value = values[property]
    if (!row['x-secret'] || value === undefined) continue
    const twin = seen.get(value)
    if (twin) faults.push(`${row['x-env']} must differ from ${twin}`)
    seen.set(value, row['x-env']!)
  }
  return faults
}

function convert(text: string, row: Row): unknown {
  if (row['x-list'])
    return text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean)
  if (row.type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text
  if (row.type === 'boolean') return { true: true, false: false }[text] ?? text
  return text
}

function expectation(row: Row): string {
  const { description = '' } = row as { description?: string }
  return `is not valid: ${description}`
}

export function isProduction(env: Env): boolean {
  return env['NODE_ENV'] === 'production'
}

/** A name that is one slip away from a known one, which is nearly always a typing error. */
export function nearMisses(env: Env, known: readonly string[]): string[] {
  const names = new Set(known.flatMap((name) => [name, `${name}_FILE`]))
  return Object.keys(env).flatMap((name) => {
    if (names.has(name) || name.length < 6) return []
    const near = known.find((each) => distance(each, name) <= 2)
    return near ? [`${name} is not a setting; did you mean ${near}?`] : []
  })
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]))
    }
    row = next
  }
  return row[b.length]!
}
