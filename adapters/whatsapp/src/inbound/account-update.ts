import { asId, asObject, asText, type JsonObject } from '@parley/adapter-meta'
import type { CheckStatus, Problem } from '@parley/core/adapter'

import type { Change } from './change.ts'
import { type Notice, sentence, wordsOf } from './notice.ts'

/** Bans, restrictions, and partners that come and go. */
export function readAccountUpdate(value: JsonObject, change: Change): Notice[] {
  const event = asText(value['event']) ?? 'unknown'
  const ban = asText(asObject(value['ban_info'])['waba_ban_state'])
  const notice = {
    topic: change.field,
    ...sentence([
      event,
      asText(value['phone_number']),
      ban,
      asText(asObject(value['violation_info'])['violation_type']),
      ...wordsOf(value['restriction_info'], 'restriction_type'),
    ]),
  }
  const state = states.get(event) ?? states.get(`${event} ${ban}`)
  const said = { ...notice, ...state }
  // where a partner's own business is named outside, the customer's account is named inside
  const subject = asId(asObject(value['waba_info'])['waba_id'])
  if (subject === undefined || subject === change.account) return [said]
  return [said, { ...said, account: subject }]
}

interface State {
  readonly status: CheckStatus
  readonly problem: Problem
}

const lost: State = { status: 'needs_reconnect', problem: 'missing_permission' }
const restricted: State = { status: 'degraded', problem: 'policy' }

// https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks/components
const states = new Map<string, State>([
  ['PARTNER_REMOVED', lost],
  ['PARTNER_APP_UNINSTALLED', lost],
  ['ACCOUNT_OFFBOARDED', lost],
  ['ACCOUNT_DELETED', { status: 'needs_reconnect', problem: 'bad_credentials' }],
  ['DISABLED_UPDATE DISABLE', { status: 'needs_reconnect', problem: 'policy' }],
  ['DISABLED_UPDATE SCHEDULE_FOR_DISABLE', restricted],
  ['ACCOUNT_RESTRICTION', restricted],
  ['ACCOUNT_VIOLATION', restricted],
])
