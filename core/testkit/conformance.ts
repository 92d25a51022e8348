/** The conformance suite: every adapter runs it from one test file; docs/adapters.md explains each rule. */
import type { Static, TObject } from 'typebox'

import type { ChannelAdapter } from '../src/adapter.ts'
import { capabilityRules } from './rules-capabilities.ts'
import { connectingRules } from './rules-connecting.ts'
import { failureRules } from './rules-failures.ts'
import { manifestRules } from './rules-manifest.ts'
import { optionalRules } from './rules-optional.ts'
import { parsingRules } from './rules-parsing.ts'
import { safetyRules } from './rules-safety.ts'
import { sendingRules } from './rules-sending.ts'
import { verifyingRules } from './rules-verifying.ts'
import { type Subject, subjectOf } from './subject.ts'
import type { World } from './world.ts'

/** What the suite needs of a test runner: tap's `t` has it, anything else wraps in a few lines. */
export interface T {
  ok(value: unknown, ...message: [] | [string]): unknown
  same(actual: unknown, expected: unknown, ...message: [] | [string]): unknown
  test(name: string, body: (t: T) => Promise<void>): unknown
  comment?(message: string): unknown
}
export interface Rule {
  /** Cited by docs, tests and CI: `P2`. */
  readonly id: string
  readonly says: string
  /** What the rule lacks to run on this adapter, said aloud; undefined where it has all. */
  lacks?(subject: Subject): string | undefined
  check(t: T, subject: Subject): void | Promise<void>
}

/** Registers one test per rule. A rule that lacks something is named in a comment, never passed silently. */
export function conformance<App extends TObject, Config extends TObject, Secrets extends TObject>(
  t: T,
  adapter: ChannelAdapter<App, Config, Secrets>,
  world: World & {
    readonly app: Static<App>
    readonly config: Static<Config>
    readonly secrets: Static<Secrets>
  },
): void {
  const subject = subjectOf(adapter, world)
  for (const rule of rules) {
    const lack = rule.lacks?.(subject)
    if (lack === undefined) {
      t.test(`${rule.id} ${rule.says}`, async (t) => rule.check(t, subject))
    } else {
      t.comment?.(`${rule.id} not checked: ${lack}`)
    }
  }
}

export const rules: readonly Rule[] = [
  ...manifestRules,
  ...verifyingRules,
  ...parsingRules,
  ...sendingRules,
  ...failureRules,
  ...connectingRules,
  ...optionalRules,
  ...safetyRules,
  ...capabilityRules,
]
