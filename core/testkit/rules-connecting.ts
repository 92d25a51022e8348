/** Rules L: connecting ends in a usable connection, and its health is told in words. */
import { Value } from 'typebox/value'

import type { CheckResult, ConnectContext, ConnectStep, Http, Json } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { answeringHttp, simulatedHttp, throwingHttp } from './http.ts'
import { deepFreeze } from './purity.ts'
import type { Subject } from './subject.ts'

export const connectingRules: readonly Rule[] = [
  {
    id: 'L1',
    says: 'every flow walks to connections that the schemas accept, its state kept as JSON',
    check: walksFlows,
  },
  {
    id: 'L2',
    says: 'two people can walk a flow at once, and reconnecting is a flow too',
    check: walksTwice,
  },
  {
    id: 'L3',
    says: 'an unknown flow, a cancelled step and wrong input end in `failed`, not in a throw',
    check: endsInFailed,
  },
  {
    id: 'L4',
    says: 'check tells a working, a revoked and an unreachable connection apart, with a fix',
    check: checksHealth,
  },
  {
    id: 'L5',
    says: 'refresh gives secrets that the schema accepts, or a failure',
    lacks: ({ adapter }) => (adapter.refresh ? undefined : 'refresh'),
    check: refreshes,
  },
]

const webhookUrl = 'https://inbox.example.com/api/webhooks/kit'
/** The nonce of every flow that the suite walks: what a redirect brings back holds it. */
export const nonce = 'kit-nonce-5f3a'

function callContext(subject: Subject, http = simulatedHttp(subject.adapter.simulator)) {
  const signal = new AbortController().signal
  return { app: subject.world.app, http, signal, webhookUrl }
}

function connectContext(subject: Subject): ConnectContext<any> {
  const callbackUrl = 'https://inbox.example.com/connect/kit'
  return { ...callContext(subject), callbackUrl, nonce }
}

async function walksFlows(t: T, subject: Subject): Promise<void> {
  for (const { id } of subject.adapter.connect.flows) {
    const steps = await walk(subject, id)
    const last = steps.at(-1)
    for (const step of steps) checkStep(t, id, step)
    if (last?.type === 'done') checkConnections(t, subject, last)
    else if (last?.type === 'redirect' && !subject.world.connect?.[id])
      t.ok(last.url.includes(nonce), `${id} leads away with the nonce; world.connect goes on`)
    else t.same(last?.type, 'done', `${id} ends: ${JSON.stringify(last)}`)
  }
}

const mostSteps = 10

/** Every step of a flow; stops before a redirect unless the world knows what comes back from it. */
async function walk(
  subject: Subject,
  flow: string,
  reconnect?: Subject['connection'],
): Promise<ConnectStep[]> {
  const { connect } = subject.adapter
  const context = connectContext(subject)
  const inputs = [...(subject.world.connect?.[flow] ?? [])]
  const steps = [await connect.begin(flow, { ...context, ...(reconnect && { reconnect }) })]
  for (let step = steps[0]; step && steps.length < mostSteps; step = steps.at(-1)) {
    if (isLast(step) || !connect.next) break
    const input = inputs.shift() ?? inputFor(subject, step)
    if (input === undefined) break
    steps.push(await connect.next(stored(step.state), stored(input), context))
  }
  return steps
}

type LastStep = Extract<ConnectStep, { type: 'done' | 'failed' }>

function isLast(step: ConnectStep): step is LastStep {
  return step.type === 'done' || step.type === 'failed'
}

// what PostgreSQL gives back is a copy that nobody else holds
function stored(value: Json): Json {
  return deepFreeze(JSON.parse(JSON.stringify(value)) as Json)
}

function inputFor({ world }: Subject, step: ConnectStep): Json | undefined {
  if (step.type === 'form') {
    const known = { ...world.app, ...world.config, ...world.secrets }
    const asked = Object.keys(step.schema.properties ?? {})
    const values = Object.entries(known).filter(([name]) => asked.includes(name))
    return Object.fromEntries(values) as Json
  }
  if (step.type === 'choose') {
    const ids = step.options.filter(({ disabled }) => !disabled).map(({ id }) => id)
    return step.multiple ? ids : (ids[0] ?? null)
  }
  return step.type === 'show' ? null : undefined
}

function checkStep(t: T, flow: string, step: ConnectStep): void {
  if (isLast(step)) return
  t.same(JSON.parse(JSON.stringify(step.state)), step.state, `${flow}: state is JSON`)
  t.ok(step.id !== '', `${flow}: the ${step.type} step has an id`)
  if (step.type === 'form')
    t.ok(Object.keys(step.schema.properties ?? {}).length > 0, `${flow}: the form asks something`)
  if (step.type === 'redirect') {
    t.ok(URL.canParse(step.url), `${flow}: the redirect is a URL`)
    t.ok(step.url.includes(nonce), `${flow}: the redirect carries the nonce`)
  }
}

function checkConnections(
  t: T,
  { adapter }: Subject,
  { connections }: Extract<ConnectStep, { type: 'done' }>,
): void {
  t.ok(connections.length > 0, 'something is connected')
  for (const { config, secrets, externalId, name } of connections) {
    t.same(Value.Errors(adapter.schemas.config, config), [], `${name}: config fits its schema`)
    t.same(Value.Errors(adapter.schemas.secrets, secrets), [], `${name}: secrets fit theirs`)
    t.same(adapter.externalId(config), externalId, `${name}: externalId comes from the config`)
    t.ok(name !== '', 'the connection has a name')
  }
}

async function walksTwice(t: T, subject: Subject): Promise<void> {
  for (const { id } of subject.adapter.connect.flows) {
    const alone = await walk(subject, id)
    const together = await Promise.all([walk(subject, id), walk(subject, id)])
    t.same(together, [alone, alone], `${id}: side by side as alone`)
    const again = await walk(subject, id, subject.connection)
    t.ok(again.at(-1)?.type !== 'failed', `${id}: reconnecting works`)
  }
}

async function endsInFailed(t: T, subject: Subject): Promise<void> {
  const { connect } = subject.adapter
  const context = connectContext(subject)
  const unknown = await connect.begin('no-such-flow', context)
  t.same(unknown.type, 'failed', 'an unknown flow fails')
  for (const { id } of connect.flows) {
    const first = await connect.begin(id, context)
    if (!connect.next || isLast(first)) continue
    for (const input of [null, {}, [], 'x', { error: 'access_denied' }] as const) {
      const step = await connect.next(stored(first.state), input, context)
      t.ok(step.type !== 'done', `${id}: ${JSON.stringify(input)} connects nothing`)
    }
    const lost = await connect.next({ forged: true }, null, context)
    t.ok(lost.type !== 'done', `${id}: a state that is none of ours connects nothing`)
  }
}

async function checksHealth(t: T, subject: Subject): Promise<void> {
  const { adapter, connection, world } = subject
  function check(http?: Http): Promise<CheckResult> {
    return adapter.check(connection, callContext(subject, http))
  }
  const working = await check()
  t.same(
    working.status,
    'connected',
    `the simulator's connection works: ${JSON.stringify(working)}`,
  )
  t.ok(
    working.checks.every(({ ok }) => ok),
    'every check passed',
  )
  const revoked = await check(answeringHttp(world.revoked ?? { status: 401, body: '' }))
  t.same(revoked.status, 'needs_reconnect', 'a revoked token asks to reconnect')
  t.same(revoked.problem, 'bad_credentials')
  for (const http of [
    throwingHttp(new TypeError('fetch failed')),
    answeringHttp({ status: 503, body: '<html>' }),
  ]) {
    const away = await check(http)
    t.same(away.status, 'degraded', 'an outage is no reason to reconnect')
    checkFixes(t, away)
  }
  checkFixes(t, revoked)
}

function checkFixes(t: T, { status, problem, checks }: CheckResult): void {
  t.ok(problem, `${status}: the problem has a name`)
  const failed = checks.filter(({ ok }) => !ok)
  t.ok(failed.length > 0, `${status}: some check says so`)
  for (const { id, label, fix } of failed) t.ok(label && fix, `${id} has a label and a fix`)
  t.same(new Set(checks.map(({ id }) => id)).size, checks.length, 'check ids differ')
}

async function refreshes(t: T, subject: Subject): Promise<void> {
  const { adapter, connection } = subject
  const fresh = await adapter.refresh?.(connection, callContext(subject))
  t.ok(fresh && 'secrets' in fresh, `the simulator gives new secrets: ${JSON.stringify(fresh)}`)
  if (fresh && 'secrets' in fresh)
    t.same(Value.Errors(adapter.schemas.secrets, fresh.secrets), [], 'they fit the schema')
  const dead = await adapter.refresh?.(
    connection,
    callContext(subject, throwingHttp(new TypeError('fetch failed'))),
  )
  t.ok(dead && 'failure' in dead, 'an outage is a failure, not a throw')
}
