/** Whether a connection works: every prerequisite by name, and for each that fails what to do. */
import { asNumber, asObject, asText, type MetaApp, present } from '@parley/adapter-meta'
import type { CallContext, Check, CheckResult } from '@parley/core/adapter'

import type { WhatsAppConnection } from '../schemas.ts'
import { gatherFacts } from './facts.ts'
import { type Prerequisite, prerequisites, type Subject } from './prerequisites.ts'

export async function check(
  connection: WhatsAppConnection,
  context: CallContext<MetaApp> & { readonly webhookUrl: string },
): Promise<CheckResult> {
  const facts = await gatherFacts(connection, context)
  const { config } = connection
  const { webhookUrl, app } = context
  const subject: Subject = { facts, config, appId: app.appId, webhookUrl }
  const judged = prerequisites
    .map((prerequisite) => judgementOf(prerequisite, subject))
    .filter((judgement) => judgement !== undefined)
  // the first that fails is the reason of those after it
  const failing = judged.find((judgement) => !judgement.check.ok)
  return {
    status: failing?.status ?? 'connected',
    accountId: config.businessAccountId,
    detail: detailOf(subject),
    checks: judged.map((judgement) => judgement.check),
    ...present({
      problem: failing?.problem,
      name: nameOf(subject),
      expiresAt: facts.token?.expiresAt,
    }),
  }
}

function judgementOf(prerequisite: Prerequisite, subject: Subject) {
  const verdict = prerequisite.judge(subject)
  if (!verdict) return undefined
  const { ok, detail, says = prerequisite.fix, problem = prerequisite.problem } = verdict
  const { id, label, status } = prerequisite
  const check: Check = { id, label, ok, ...present({ detail, fix: ok ? undefined : says }) }
  return { check, status, problem }
}

function nameOf({ facts: { number } }: Subject): string | undefined {
  return number.ok ? asText(number.json['verified_name']) : undefined
}

/** What stands beside the connection. */
function detailOf({ facts: { number } }: Subject): Record<string, string> {
  if (!number.ok) return {}
  const { json } = number
  const limit = json['whatsapp_business_manager_messaging_limit']
  return present({
    phone: asText(json['display_phone_number']),
    quality: asText(json['quality_rating']),
    limit: asText(limit) ?? asNumber(limit)?.toString(),
    throughput: asText(asObject(json['throughput'])['level']),
  })
}
