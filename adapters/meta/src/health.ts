/** Whether a connection works, asked of Meta step by step; every failed step says what to do. */
import type { CallContext, Check, CheckResult, Failure, Problem } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { graph, type GraphRequest } from './graph.ts'
import { asArray, asId, asObject, isObject, type JsonObject, present } from './json.ts'
import { inspectToken, type TokenFacts } from './oauth.ts'

/** What to ask about one account, and how to read the answer. */
export interface Probe {
  readonly token: string
  /** Reads the account itself. */
  readonly account: GraphRequest
  /** Its name, or undefined where the answer is about another account. */
  readonly nameOf: (json: JsonObject) => string | undefined
  /** `subscribed_apps` of the account. */
  readonly subscription: GraphRequest
  /** Empty where Meta has no way to ask which were granted. */
  readonly permissions: readonly string[]
}

interface Finding extends Check {
  readonly problem?: Problem
}

/** Stops at a dead token: all else would only say the same again. */
export async function checkAccount(
  probe: Probe,
  context: CallContext<MetaApp>,
): Promise<CheckResult> {
  const account = await graph(probe.account, context)
  if (!account.ok) return resultOf([accessLost(account.failure)])
  const name = probe.nameOf(account.json)
  const findings: Finding[] = [
    { id: 'token', label: 'Meta accepts the access token', ok: true },
    name === undefined ? otherAccount : { id: 'account', label: 'The account is found', ok: true },
  ]
  const facts = probe.permissions.length > 0 ? await inspectToken(probe.token, context) : null
  if (facts) findings.push(...tokenFindings(facts, probe, context.app))
  findings.push(await subscriptionFinding(probe, context))
  return resultOf(findings, present({ name, expiresAt: facts?.expiresAt }))
}

const otherAccount: Finding = {
  id: 'account',
  label: 'The account is found',
  ok: false,
  problem: 'bad_credentials',
  fix: 'The token belongs to another account. Take the token of this one, or connect again.',
}

function accessLost(failure: Failure): Finding {
  const [problem, fix] = reasons[failure.kind] ?? reasons.unknown
  const isReached = problem === 'bad_credentials' || problem === 'missing_permission'
  return {
    id: isReached ? 'token' : 'reach',
    label: isReached ? 'Meta accepts the access token' : 'Meta can be reached',
    ok: false,
    detail: failure.message,
    problem,
    fix,
  }
}

const away = 'Meta does not answer at the moment. This is tried again by itself.'
const reasons: { readonly [K in Failure['kind']]?: readonly [Problem, string] } & {
  readonly unknown: readonly [Problem, string]
} = {
  auth: ['bad_credentials', 'Connect this account again: its token has expired or was revoked.'],
  permission: [
    'missing_permission',
    'Connect this account again, as somebody who manages it, and allow everything that is asked.',
  ],
  content: ['missing_permission', 'The account was not found: see whether its id is right.'],
  rate_limit: ['rate_limited', 'Meta’s limit is reached. It lifts by itself.'],
  policy: ['policy', 'Meta has restricted the account. See its account quality in Meta.'],
  config: ['missing_permission', 'The account is not set up for messaging: see the details.'],
  network: ['unreachable', away],
  timeout: ['unreachable', away],
  upstream: ['unreachable', away],
  unknown: ['unknown', 'Meta refused to say. See the details, and try again.'],
}

function tokenFindings(facts: TokenFacts, probe: Probe, app: MetaApp): Finding[] {
  if (!facts.isValid) return [{ ...accessLost(revoked), id: 'validity' }]
  const missing = probe.permissions.filter((scope) => !facts.scopes.includes(scope))
  return [
    {
      id: 'permissions',
      label: 'Every permission is granted',
      ok: missing.length === 0,
      ...(missing.length > 0 && {
        problem: 'missing_permission' as const,
        detail: `missing: ${missing.join(', ')}`,
        fix: 'Connect again and allow everything that is asked.',
      }),
    },
    appFinding(facts, app),
    expiryFinding(facts),
  ]
}

const revoked: Failure = {
  kind: 'auth',
  retry: 'after_fix',
  scope: 'connection',
  certain: true,
  message: 'debug_token says that it is invalid',
}

function appFinding({ appId }: TokenFacts, app: MetaApp): Finding {
  const ok = appId === undefined || appId === app.appId
  return {
    id: 'app',
    label: 'The token belongs to the Meta app of this installation',
    ok,
    ...(!ok && {
      problem: 'bad_credentials' as const,
      detail: `made with app ${appId}`,
      fix: 'Make the token with the app whose id and secret are set here, or connect again.',
    }),
  }
}

const weekMs = 7 * 86_400_000

function expiryFinding({ expiresAt }: TokenFacts): Finding {
  const ok = expiresAt === undefined || expiresAt - Date.now() > weekMs
  return {
    id: 'expiry',
    label: 'The token lasts for more than a week',
    ok,
    ...(!ok && {
      problem: 'unknown' as const,
      detail: `until ${new Date(expiresAt).toISOString()}`,
      fix: 'Connect again before it expires.',
    }),
  }
}

async function subscriptionFinding(
  { subscription }: Probe,
  context: CallContext<MetaApp>,
): Promise<Finding> {
  const label = 'Meta sends the messages of this account here'
  const answer = await graph(subscription, context)
  if (!answer.ok) {
    return { ...accessLost(answer.failure), id: 'subscription', label }
  }
  const apps = asArray(answer.json['data']).filter(isObject)
  const ours = apps.find(({ id }) => asId(id) === context.app.appId) ?? apps[0]
  const ok = asArray(asObject(ours)['subscribed_fields']).includes('messages')
  const fix = 'Check the connection once more: it subscribes again. If it stays so, connect again.'
  return { id: 'subscription', label, ok, ...(!ok && { problem: 'not_subscribed', fix }) }
}

function resultOf(findings: readonly Finding[], more: Partial<CheckResult> = {}): CheckResult {
  const failed = findings.filter(({ ok }) => !ok)
  const worst = failed.find(({ problem }) => isFatal(problem)) ?? failed[0]
  const checks = findings.map(({ id, label, ok, detail, fix }) => ({
    id,
    label,
    ok,
    ...present({ detail, fix }),
  }))
  if (!worst) return { status: 'connected', ...more, checks }
  const status = isFatal(worst.problem) ? 'needs_reconnect' : 'degraded'
  return { status, ...present({ problem: worst.problem }), ...more, checks }
}

function isFatal(problem: Problem | undefined): boolean {
  return problem === 'bad_credentials' || problem === 'missing_permission'
}
