/** Any answer of a Meta host as a Failure. Classified on code and subcode alone: messages are localised, and the code in their text may differ from the real one. */
import {
  type Failure,
  type Headers,
  httpFailure,
  losslessJson,
  type PlatformAnswer,
  retryAfter,
} from '@parley/core/adapter'

import { type ErrorRow, errorTable } from './error-table.ts'
import { asArray, asNumber, asObject, asText, isObject, type JsonObject } from './json.ts'

export function classifyMeta(answer: PlatformAnswer): Failure {
  if ('thrown' in answer) return withSentence(httpFailure(answer))
  const body = asObject(readJson(answer.body))
  const error = asObject(body['error'])
  const code = asNumber(error['code'])
  if (code === undefined) return withoutCode(answer, body)
  const subcode = asNumber(error['error_subcode'])
  const found = rowOf(code, subcode)
  const failure = found
    ? failureOf(found, { code, subcode, message: wordsOf(error) })
    : unlisted(answer, { code, subcode, message: wordsOf(error) })
  return failure.kind === 'rate_limit' ? slowed(failure, answer.headers) : failure
}

/** The Failure behind the code of a failed receipt. `message` is the platform's words. */
export function failureOfCode(code: number, subcode: number | undefined, message: string): Failure {
  const found = rowOf(code, subcode)
  if (found) return { ...failureOf(found, { code, subcode, message }), certain: true }
  return {
    kind: 'unknown',
    retry: 'no',
    scope: 'message',
    certain: true,
    code: String(code),
    message,
  }
}

/** How much of the hourly allowance is used, in percent; undefined where the answer does not say. */
export function usageOf(headers: Headers): number | undefined {
  const shares = usageRecords(headers).flatMap((record) =>
    ['call_count', 'total_time', 'total_cputime'].map((name) => asNumber(record[name]) ?? 0),
  )
  return shares.length > 0 ? Math.max(...shares) : undefined
}

/** How near the limit is, and once it is reached, how long until it lifts. */
export function allowanceOf(headers: Headers): { usage?: number; regainMs?: number } {
  const usage = usageOf(headers)
  const regainMs = regainOf(headers)
  return { ...(usage !== undefined && { usage }), ...(regainMs > 0 && { regainMs }) }
}

function regainOf(headers: Headers): number {
  const minutes = usageRecords(headers).map(
    (record) => asNumber(record['estimated_time_to_regain_access']) ?? 0,
  )
  return Math.max(0, ...minutes) * 60_000
}

const rows: ReadonlyMap<string, ErrorRow> = new Map(
  errorTable.flatMap((row) => row.is.flatMap(names).map((name) => [name, row] as const)),
)

function names(is: string): string[] {
  const range = /^(\d+)-(\d+)$/.exec(is)
  if (!range) return [is]
  const first = Number(range[1])
  return Array.from({ length: Number(range[2]) - first + 1 }, (_, i) => String(first + i))
}

function rowOf(code: number, subcode: number | undefined): ErrorRow | undefined {
  if (subcode === undefined) return rows.get(`${code}/-`) ?? rows.get(String(code))
  return rows.get(`${code}/${subcode}`) ?? rows.get(`any/${subcode}`) ?? rows.get(String(code))
}

type Answered = Extract<PlatformAnswer, { status: number }>
interface Named {
  readonly code: number
  readonly subcode: number | undefined
  readonly message: string
}

function failureOf(row: ErrorRow, { code, subcode, message }: Named): Failure {
  const name = subcode === undefined ? String(code) : `${code}/${subcode}`
  return { ...row.failure, code: name, message, userMessage: row.says }
}

/** A code that no row knows: a refusal is a refusal, but a 5xx may have come after acceptance. */
function unlisted(answer: Answered, named: Named): Failure {
  const failure = httpFailure({ ...answer, body: named.message })
  const name = named.subcode === undefined ? named.code : `${named.code}/${named.subcode}`
  return withSentence({ ...failure, code: String(name) })
}

/** No Graph error: the OAuth host of Instagram, an HTML page from the edge, or nothing. */
function withoutCode(answer: Answered, body: JsonObject): Failure {
  const words = asText(body['error_message']) ?? asText(body['error_description'])
  if (words !== undefined && answer.status < 500) {
    const code = String(asNumber(body['code']) ?? answer.status)
    return withSentence({ ...fixLogin, code, message: words })
  }
  const failure = httpFailure(answer)
  const slow = failure.kind === 'rate_limit' ? slowed(failure, answer.headers) : failure
  return withSentence(slow)
}

const fixLogin = { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true } as const

const sentences: Partial<Record<Failure['kind'], string>> = {
  network: 'Meta could not be reached.',
  timeout: 'Meta did not answer in time.',
  upstream:
    'Meta had a problem and did not say whether the message went out. Look at the chat before sending it again.',
  rate_limit: 'Meta’s limit for this account is reached. The message will be tried again.',
  auth: 'Meta no longer accepts the access token. Reconnect this connection.',
  permission:
    'A permission is missing or was taken away. Reconnect and allow everything that is asked.',
  unknown: 'Meta refused this for a reason that is not known here: see the details.',
}

function withSentence(failure: Failure): Failure {
  const says = sentences[failure.kind]
  return says ? { ...failure, userMessage: says } : failure
}

/** Meta says when to come back in one of two headers, or not at all. */
function slowed(failure: Failure, headers: Headers): Failure {
  const afterMs = headers['retry-after'] ? retryAfter(headers) : regainOf(headers)
  const retryAfterMs = afterMs || failure.retryAfterMs || 60_000
  return { ...failure, retryAfterMs }
}

function usageRecords(headers: Headers): JsonObject[] {
  const app = readJson(headers['x-app-usage'] ?? '')
  const business = asObject(readJson(headers['x-business-use-case-usage'] ?? ''))
  return [app, ...Object.values(business).flatMap(asArray)].filter(isObject)
}

/** Meta's words and, for WhatsApp, the details that say what was wrong. */
function wordsOf(error: JsonObject): string {
  const details = asText(asObject(error['error_data'])['details']) ?? asText(error['error_data'])
  const words = [asText(error['message']), details, asText(error['error_user_msg'])]
  return [...new Set(words.filter(Boolean))].join(' · ').slice(0, 500) || 'no message'
}

export function readJson(text: string): unknown {
  try {
    return losslessJson(text)
  } catch {
    return undefined
  }
}
