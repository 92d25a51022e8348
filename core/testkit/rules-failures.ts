/** Rules E: every way a call can end has a kind, a next step and an honest `certain`. */
import type { Failure, Http, PlatformAnswer, SendResult } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { answeringHttp, throwingHttp } from './http.ts'
import { projected } from './projected.ts'
import { trySend } from './rules-sending.ts'
import { stepOf } from './steps.ts'
import { sendingOf, type Subject } from './subject.ts'

export const failureRules: readonly Rule[] = [
  {
    id: 'E1',
    says: 'throttle, refusal, outage, lost and unreadable answers are told apart, and `certain` is honest',
    check: tellsFailuresApart,
  },
  {
    id: 'E2',
    says: 'recorded error answers are classified as expected',
    lacks: ({ world }) => (world.classified?.length ? undefined : 'world.classified'),
    check: classifiesRecorded,
  },
]

interface Case {
  readonly name: string
  readonly answer: PlatformAnswer
  readonly failure: Partial<Failure>
}

const plain = { headers: {}, body: '' }
const refused = thrownBy('ECONNREFUSED')
const reset = thrownBy('ECONNRESET')
const timeout = new DOMException('The operation timed out', 'TimeoutError')
const cases: readonly Case[] = [
  {
    name: '429 with Retry-After: 3',
    answer: { ...plain, status: 429, headers: { 'retry-after': '3' } },
    failure: { kind: 'rate_limit', retry: 'later', certain: true, retryAfterMs: 3000 },
  },
  {
    name: '401',
    answer: { ...plain, status: 401 },
    failure: { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true },
  },
  {
    name: '403',
    answer: { ...plain, status: 403 },
    failure: { retry: 'after_fix', certain: true },
  },
  { name: '400', answer: { ...plain, status: 400 }, failure: { retry: 'no', certain: true } },
  { name: '500', answer: { ...plain, status: 500 }, failure: { retry: 'later', certain: false } },
  { name: '503', answer: { ...plain, status: 503 }, failure: { retry: 'later', certain: false } },
  {
    name: 'a gateway page with 502',
    answer: { ...plain, status: 502, body: '<html>Bad gateway</html>' },
    failure: { retry: 'later', certain: false },
  },
  {
    name: 'a time limit',
    answer: { thrown: timeout },
    failure: { kind: 'timeout', retry: 'later', certain: false },
  },
  {
    name: 'a refused connection',
    answer: { thrown: refused },
    failure: { kind: 'network', retry: 'later', certain: true },
  },
  {
    name: 'a broken connection',
    answer: { thrown: reset },
    failure: { kind: 'network', retry: 'later', certain: false },
  },
]

function thrownBy(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

async function tellsFailuresApart(t: T, subject: Subject): Promise<void> {
  const { adapter } = subject
  for (const { name, answer, failure } of cases) {
    t.same(projected(adapter.classify(answer), failure), failure, `classify ${name}`)
    const http = 'thrown' in answer ? throwingHttp(answer.thrown) : answeringHttp(answer)
    const sent = await sendText(subject, http)
    t.same(sent && projected(sent, failure), failure, `send meets ${name}`)
  }
  for (const answer of strange) {
    const failure = adapter.classify(answer)
    t.same(faultsOf(failure), [], `classify answers ${describe(answer)} with a whole failure`)
    t.same(adapter.classify(answer), failure, 'and with the same one again')
  }
  for (const body of ['<html>', '{}', '', 'null', '[]', '{"id":null}', '{"error":null}']) {
    const failure = await sendText(subject, answeringHttp({ status: 200, body }))
    t.same(failure?.certain, false, `200 with ${body || 'nothing'} is no success, and not certain`)
  }
  const cut = await sendText(subject, cutShort)
  t.same(cut?.certain, false, 'an answer that breaks off is not certain')
  await checkSignal(t, subject)
}

/** The failure of a text sent over this http; undefined where send claimed success or threw. */
async function sendText(subject: Subject, http: Http): Promise<Failure | undefined> {
  const result = await trySend(subject, stepOf(subject, 'text'), sendingOf(subject, { http }))
  return 'failure' in result ? result.failure : undefined
}

async function cutShort(): Promise<Response> {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"id":'))
      controller.error(reset)
    },
  })
  return new Response(body)
}

const circular: Record<string, unknown> = {}
circular['cause'] = circular
const strange: readonly PlatformAnswer[] = [
  ...[undefined, null, 'x', 0, {}, circular, new Error('x', { cause: 'y' })].map((thrown) => ({
    thrown,
  })),
  ...['', 'null', '[]', '{"error":[]}', '{"error":{"code":"x","message":{}}}', '\u0000'].flatMap(
    (body) => [200, 400, 500, 599].map((status) => ({ headers: {}, status, body })),
  ),
  { ...plain, status: 429, headers: { 'retry-after': 'soon' } },
  { ...plain, status: 429, headers: { 'retry-after': '-1' } },
  { ...plain, status: 0 },
]

function describe(answer: PlatformAnswer): string {
  if ('status' in answer) return `${answer.status} ${JSON.stringify(answer.body)}`
  return answer.thrown === circular ? 'a circular error' : `thrown ${String(answer.thrown)}`
}

const kinds = new Set<Failure['kind']>([
  'network',
  'timeout',
  'rate_limit',
  'upstream',
  'auth',
  'permission',
  'config',
  'window_closed',
  'blocked',
  'recipient',
  'content',
  'media',
  'template',
  'duplicate',
  'unsupported',
  'policy',
  'unknown',
])

function faultsOf(failure: Failure): string[] {
  const { kind, retry, scope, certain, retryAfterMs, message } = failure
  const faults = {
    [`kind ${kind}`]: !kinds.has(kind),
    [`retry ${retry}`]: !['no', 'later', 'after_fix'].includes(retry),
    [`scope ${scope}`]: !['message', 'chat', 'connection', 'app'].includes(scope),
    [`certain ${certain}`]: typeof certain !== 'boolean',
    [`retryAfterMs ${retryAfterMs}`]: retryAfterMs !== undefined && !(retryAfterMs >= 0),
    'message is no text': typeof message !== 'string',
    'it does not survive JSON': JSON.stringify(failure) === undefined,
  }
  return Object.entries(faults).flatMap(([fault, isPresent]) => (isPresent ? [fault] : []))
}

async function checkSignal(t: T, subject: Subject): Promise<void> {
  const gone = new AbortController()
  gone.abort(timeout)
  const sending = sendingOf(subject, { signal: gone.signal })
  const result: SendResult | { ok: false; thrown: string } = await trySend(
    subject,
    stepOf(subject, 'text'),
    sending,
  )
  t.ok(!result.ok && 'failure' in result, 'a cancelled send answers a failure')
  t.ok(
    sending.http.requests.every(({ signal }) => signal?.aborted),
    "the context's signal goes with every call",
  )
}

function classifiesRecorded(t: T, { adapter, world }: Subject): void {
  for (const { name, answer, failure } of world.classified ?? []) {
    const found = adapter.classify(answer)
    t.same(projected(found, failure), failure, name)
    t.same(faultsOf(found), [], `${name}: a whole failure`)
  }
}
