import { asArray, asObject, asText } from '@parley/adapter-meta'
import type { CheckStatus, Problem } from '@parley/core/adapter'

/** What an account field says, before it becomes an event. */
export interface Notice {
  readonly topic: string
  readonly detail?: string
  readonly status?: CheckStatus
  readonly problem?: Problem
  /** Where it is about another account than the one that the delivery names. */
  readonly account?: string
  /** Where it names one number of the account. */
  readonly connection?: string
}

/** The words that are there, as a detail. */
export function sentence(words: readonly (string | undefined)[]): { detail?: string } {
  const detail = words.filter(Boolean).join(' · ').slice(0, 500)
  return detail ? { detail } : {}
}

export function wordsOf(list: unknown, name: string): string[] {
  return asArray(list).flatMap((item) => asText(asObject(item)[name]) ?? [])
}
