/** What a connection needs, in the order in which one explains the next. */
import { asArray, asId, asObject, asText, type JsonObject } from '@parley/adapter-meta'
import type { CheckStatus, Failure, Problem } from '@parley/core/adapter'

import type { WhatsAppConfig } from '../schemas.ts'
import type { Facts } from './facts.ts'
import { isRegistered } from './numbers.ts'

export interface Subject {
  readonly facts: Facts
  readonly config: WhatsAppConfig
  readonly appId: string | undefined
  readonly webhookUrl: string
}
interface Verdict {
  readonly ok: boolean
  readonly detail?: string | undefined
  /** In place of the general fix and problem. */
  readonly says?: string | undefined
  readonly problem?: Problem
}
export interface Prerequisite {
  readonly id: string
  readonly label: string
  readonly status: Exclude<CheckStatus, 'connected'>
  readonly problem: Problem
  readonly fix: string
  /** Undefined where Meta did not say. */
  judge(subject: Subject): Verdict | undefined
}

export const prerequisites: readonly Prerequisite[] = [
  {
    id: 'reachable',
    label: 'Meta answers',
    status: 'degraded',
    problem: 'unreachable',
    fix: 'Meta did not answer. It is asked again by itself; see metastatus.com if it lasts.',
    judge: isReachable,
  },
  {
    id: 'token',
    label: 'The access token is valid',
    status: 'needs_reconnect',
    problem: 'bad_credentials',
    fix: 'Reconnect this number, or put in a new token.',
    judge: hasToken,
  },
  {
    id: 'permissions',
    label: 'The token may send messages and manage the account',
    status: 'needs_reconnect',
    problem: 'missing_permission',
    fix: 'Reconnect and allow everything that is asked, or give the system user the permissions whatsapp_business_messaging and whatsapp_business_management.',
    judge: hasPermissions,
  },
  {
    id: 'number',
    label: 'The token sees this phone number',
    status: 'needs_reconnect',
    problem: 'missing_permission',
    fix: 'Check the phone number ID, and that the account of the number is shared with the token’s user.',
    judge: seesNumber,
  },
  {
    id: 'account',
    label: 'The number belongs to the business account',
    status: 'degraded',
    problem: 'unknown',
    fix: 'Check the WhatsApp Business account ID: templates and notices would come from another account.',
    judge: ({ facts: { siblings }, config: { phoneNumberId } }) =>
      siblings && siblings.length > 0 ? { ok: siblings.includes(phoneNumberId) } : undefined,
  },
  {
    id: 'registered',
    label: 'The number is registered with the Cloud API',
    status: 'degraded',
    problem: 'unknown',
    fix: 'Reconnect the number: it asks for the PIN of two-step verification and registers it.',
    judge: ({ facts: { number } }) =>
      number.ok
        ? { ok: isRegistered(number.json), detail: asText(number.json['status']) }
        : undefined,
  },
  {
    id: 'subscribed',
    label: 'Meta sends this account’s messages here',
    status: 'degraded',
    problem: 'not_subscribed',
    fix: 'Reconnect the number: that subscribes the app to the account.',
    judge: isSubscribed,
  },
  {
    id: 'webhook',
    label: 'The app’s webhook leads here',
    status: 'degraded',
    problem: 'not_subscribed',
    fix: 'In the app dashboard under WhatsApp, Configuration, set the callback URL that is shown here.',
    judge: leadsHere,
  },
  {
    id: 'payment',
    label: 'The business can pay for messages',
    status: 'degraded',
    problem: 'payment',
    fix: 'Add a payment method to the business account in WhatsApp Manager.',
    judge: canPay,
  },
  {
    id: 'sending',
    label: 'Meta lets the number send',
    status: 'degraded',
    problem: 'policy',
    fix: 'See the account’s restrictions in WhatsApp Manager.',
    judge: maySend,
  },
  {
    id: 'quality',
    label: 'The number’s quality is good enough',
    status: 'degraded',
    problem: 'quality',
    fix: 'People block or report this number. Send fewer and better messages, only to those who asked for them.',
    judge: hasQuality,
  },
  {
    id: 'name',
    label: 'The display name is approved',
    status: 'degraded',
    problem: 'policy',
    fix: 'Choose another display name in WhatsApp Manager.',
    judge: hasName,
  },
]

function failureOf({ facts: { number } }: Subject): Failure | undefined {
  return number.ok ? undefined : number.failure
}

const passing = new Set<Failure['kind'] | undefined>([
  'network',
  'timeout',
  'upstream',
  'rate_limit',
])

function isReachable(subject: Subject): Verdict {
  const failure = failureOf(subject)
  if (!passing.has(failure?.kind)) return { ok: true }
  const isSlowed = failure?.kind === 'rate_limit'
  return {
    ok: false,
    detail: failure?.message,
    ...(isSlowed && { problem: 'rate_limited' as const, says: failure.userMessage }),
  }
}

function hasToken(subject: Subject): Verdict | undefined {
  const failure = failureOf(subject)
  if (passing.has(failure?.kind)) return undefined
  const { token } = subject.facts
  if (failure?.kind === 'auth') return { ok: false, detail: failure.message }
  const until = token?.expiresAt
  return {
    ok: token?.isValid !== false,
    ...(until && { detail: `until ${new Date(until).toISOString().slice(0, 10)}` }),
  }
}

const needed = ['whatsapp_business_messaging', 'whatsapp_business_management']

function hasPermissions({ facts: { token } }: Subject): Verdict | undefined {
  if (!token?.isValid || token.scopes.length === 0) return undefined
  const missing = needed.filter((scope) => !token.scopes.includes(scope))
  return { ok: missing.length === 0, ...(missing.length > 0 && { detail: missing.join(', ') }) }
}

function seesNumber(subject: Subject): Verdict | undefined {
  const failure = failureOf(subject)
  if (!failure) return { ok: true }
  const isOther = failure.kind === 'auth' || passing.has(failure.kind)
  return isOther ? undefined : { ok: false, detail: failure.message }
}

function isSubscribed({ facts: { apps }, appId }: Subject): Verdict | undefined {
  if (!apps) return undefined
  const ids = apps.map((app) => asId(asObject(app['whatsapp_business_api_data'])['id']))
  return { ok: appId ? ids.includes(appId) : apps.length > 0 }
}

/** One account may be led elsewhere than the rest of the app. */
function leadsHere({ facts: { apps, callback }, appId, webhookUrl }: Subject): Verdict | undefined {
  const own = apps?.find((app) => asId(asObject(app['whatsapp_business_api_data'])['id']) === appId)
  const leads = asText(own?.['override_callback_uri']) ?? callback
  if (leads === undefined) return undefined
  const ok = leads.replace(/\/+$/, '') === webhookUrl.replace(/\/+$/, '')
  return { ok, ...(!ok && { detail: `It leads to ${leads}, not to ${webhookUrl}` }) }
}

const paymentCodes: ReadonlySet<string | undefined> = new Set(['141006', '131042'])

/** What keeps the number, its account, its business or the app from sending. https://developers.facebook.com/docs/whatsapp/cloud-api/health-status */
function faultsOf(health: JsonObject): JsonObject[] {
  return asArray(health['entities'])
    .map(asObject)
    .filter((entity) => entity['can_send_message'] !== 'AVAILABLE')
    .flatMap((entity) => asArray(entity['errors']).map(asObject))
}

function isAboutPayment(fault: JsonObject): boolean {
  return paymentCodes.has(asId(fault['error_code']))
}

function canPay({ facts }: Subject): Verdict | undefined {
  const health = asObject(facts.health['health_status'])
  const found = faultsOf(health).find(isAboutPayment)
  if (found) return verdictOn(found)
  return Array.isArray(health['entities']) ? { ok: true } : undefined
}

/** `LIMITED` still sends. */
function maySend({ facts }: Subject): Verdict | undefined {
  const health = asObject(facts.health['health_status'])
  const overall = asText(health['can_send_message'])
  if (overall === undefined) return undefined
  if (overall !== 'BLOCKED') return { ok: true, detail: overall }
  const faults = faultsOf(health)
  // what a payment would mend is said there
  if (faults.length > 0 && faults.every(isAboutPayment)) return { ok: true }
  return verdictOn(faults.find((fault) => !isAboutPayment(fault)) ?? {})
}

function verdictOn(fault: JsonObject): Verdict {
  return {
    ok: false,
    detail: asText(fault['error_description']),
    says: asText(fault['possible_solution']),
  }
}

function hasQuality({ facts: { number } }: Subject): Verdict | undefined {
  const rating = number.ok ? asText(number.json['quality_rating']) : undefined
  return rating === undefined ? undefined : { ok: rating !== 'RED', detail: rating }
}

function hasName({ facts: { health } }: Subject): Verdict | undefined {
  const status = asText(health['name_status'])
  if (status === undefined) return undefined
  return { ok: status !== 'DECLINED' && status !== 'EXPIRED', detail: status }
}
