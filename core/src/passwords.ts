/** Passwords: which are refused, and hashes of argon2id as PHC strings, a bounded number at a time. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import type { Config } from './config.ts'
import { refuse } from './errors.ts'

// 46 MiB, one pass: what OWASP ASVS 5.0 appendix C accepts with the least time; 80 ms here
const cost = { memory: 47_104, passes: 1, parallelism: 1 }
const atOnce = 4
const waitingAtMost = 50
const derive = promisify(argon2)

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  return toPhc(cost, nonce, await hash(password, nonce, cost))
}

/** An unknown person costs as much time as a known one: without a hash a stand-in is checked. */
export async function isPassword(password: string, phc: string | undefined): Promise<boolean> {
  const known = fromPhc(phc ?? standIn)
  const given = await hash(password, known.nonce, known.cost)
  return timingSafeEqual(given, known.key) && phc !== undefined
}

/**
 * Refuses a new password that attackers try first: the 49,000 most common of what was breached, read when somebody chooses one.
 * In production only, like every rule that a trial must not stumble over.
 */
export async function refuseCommon(
  password: string,
  { isProduction }: Pick<Config, 'isProduction'>,
  pointer = '/password',
): Promise<void> {
  if (!isProduction) return
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  if (!dictionary['passwords-common'].includes(password.trim().toLowerCase())) return
  const detail = 'This password is among the first that attackers try; choose another'
  throw refuse('invalid', { detail, errors: [{ pointer, message: 'is too common' }] })
}

/** The cost has changed since: hash again at the next sign-in. */
export function isOutdated(phc: string): boolean {
  return !phc.startsWith(prefixOf(cost))
}

type Cost = typeof cost

let running = 0
const waiting: (() => void)[] = []

// each hash holds its memory for its whole time: without a bound, a burst of sign-ins would take gigabytes
async function hash(password: string, nonce: Buffer, { memory, passes, parallelism }: Cost) {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) throw refuse('busy', { headers: { 'retry-after': '2' } })
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running++
  try {
    const message = Buffer.from(password.normalize('NFC'))
    return await derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: 32 })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

function prefixOf({ memory, passes, parallelism }: Cost): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`
}

function toPhc(used: Cost, nonce: Buffer, key: Buffer): string {
  const [salt, sum] = [nonce, key].map((each) => each.toString('base64').replace(/=+$/, ''))
  return `${prefixOf(used)}${salt}$${sum}`
}

function fromPhc(phc: string): { cost: Cost; nonce: Buffer; key: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc)
  if (!match) throw new Error('not a password hash of ours')
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number]
  const [nonce, key] = match.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer]
  return { cost: { memory, passes, parallelism }, nonce, key }
}

const standIn = toPhc(cost, randomBytes(16), randomBytes(32))
