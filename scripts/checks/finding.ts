/** What the doctor says about one thing, and how a check says it. */
import type { Config } from '@parley/core'

export interface Finding {
  /** Stable, for scripts: `tls.certificate`. */
  readonly id: string
  readonly state: 'passed' | 'failed' | 'unchecked'
  /** What was looked at and found. */
  readonly found: string
  /** What to do about a failure, or why it cannot be checked from here. */
  readonly advice?: string
}
export interface Patient {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly root: string
  /** The doctor runs on the machine of a stack whose containers it cannot look into. */
  readonly isBesideStack: boolean
}

export const inside = 'run it in the stack as well: scripts/inside doctor'

export function passed(id: string, found: string): Finding {
  return { id, state: 'passed', found }
}

export function failed(id: string, found: string, fix: string): Finding {
  return { id, state: 'failed', found, advice: fix }
}

export function unchecked(id: string, found: string, why: string): Finding {
  return { id, state: 'unchecked', found, advice: why }
}

/** The usual shape: one condition, one fix. */
export function verdict(
  id: string,
  isWell: boolean,
  { found, fix }: { found: string; fix: string },
): Finding {
  return isWell ? passed(id, found) : failed(id, found, fix)
}
