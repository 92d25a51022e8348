import {
  asNumber,
  asObject,
  asText,
  contentHash,
  failureOfCode,
  present,
} from '@parley/adapter-meta'
import type { CheckStatus, Failure, Problem } from '@parley/core/adapter'

import { type Change, type Draft, itemsOf, placeOf } from './change.ts'

/** `errors` beside the messages: a fault of the system, the app or the account, not of one message. */
export function readErrors(change: Change): Draft[] {
  return itemsOf(change.value['errors']).map((fragment) => faultEvent(fragment, change))
}

function faultEvent(fragment: unknown, change: Change): Draft {
  const failure = failureOfError(fragment)
  const { code = 'none', message } = failure
  return {
    type: 'connection',
    // no id and no time of its own: the rest of the value tells two occurrences apart
    key: `error:${code}:${contentHash([change.value, fragment])}`,
    ...placeOf(change),
    contact: null,
    at: change.at,
    native: fragment ?? null,
    topic: 'error',
    ...stateAfter(failure),
    detail: `${code}: ${message}`,
  }
}

/** An item of an `errors` list; the older shape has its details directly. */
export function failureOfError(value: unknown): Failure {
  const error = asObject(value)
  const details = asText(asObject(error['error_data'])['details']) ?? asText(error['details'])
  const words = [asText(error['title']), asText(error['message']), details]
  const message = [...new Set(words.filter(Boolean))].join(' · ').slice(0, 500)
  const code = asNumber(error['code'])
  if (code !== undefined) return failureOfCode(code, undefined, message)
  return { kind: 'unknown', retry: 'no', scope: 'message', certain: true, message }
}

/** What a failure says about the connection; nothing where it concerns a message or passes by itself. */
function stateAfter({ kind, retry, scope, code }: Failure): {
  status?: CheckStatus
  problem?: Problem
} {
  if (scope !== 'connection' || retry !== 'after_fix' || code === undefined) return {}
  const isLost = kind === 'auth' || kind === 'permission'
  const problem = code === '131042' ? 'payment' : problems[kind]
  return { status: isLost ? 'needs_reconnect' : 'degraded', ...present({ problem }) }
}

const problems: Partial<Record<Failure['kind'], Problem>> = {
  auth: 'bad_credentials',
  permission: 'missing_permission',
  policy: 'policy',
  config: 'unknown',
}
