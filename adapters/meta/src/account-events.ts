/** What is about the account or about who holds a chat: opt-ins, thread control, roles, policy. */
import type { InboundEvent } from '@parley/core/adapter'

import { envelope, eventOf, type Fragment, hashOf, inboxApps, type Read } from './fragment.ts'
import { asArray, asId, asText, present } from './json.ts'

export function readOptin({ fragment, body, contact }: Read): InboundEvent | undefined {
  if (contact === null) return undefined
  const topic = ['title', 'ref', 'payload', 'type'].map((name) => asText(body[name])).find(Boolean)
  return {
    ...envelope(fragment, `optin:${hashOf(fragment)}`, contact),
    type: 'consent',
    topic: topic ?? 'messages',
    granted: body['notification_messages_status'] !== 'STOP_NOTIFICATIONS',
  }
}

/** An app is told that it was given a chat, that it lost one, or that another asks for one. */
export function readHandover(
  owner: string,
  { fragment, body, contact }: Read,
): InboundEvent | undefined {
  if (contact === null) return undefined
  const app = asId(body[owner])
  const base = envelope(fragment, `handover:${hashOf(fragment)}`, contact)
  return { ...base, type: 'handover', to: newHolder(fragment, app), ...present({ app }) }
}

function newHolder(fragment: Fragment, app: string | undefined): 'us' | 'them' | 'unknown' {
  const event = eventOf(fragment)
  if ('request_thread_control' in event) return 'unknown'
  const isLost = 'take_thread_control' in event || fragment.list === 'standby'
  return isLost || (app !== undefined && inboxApps.has(app)) ? 'them' : 'us'
}

export function readRoles({ fragment, body }: Read): InboundEvent {
  const roles = Object.entries(body).map(([app, role]) => `${app}: ${asArray(role).join(', ')}`)
  return {
    ...envelope(fragment, `roles:${hashOf(fragment)}`, null),
    type: 'connection',
    topic: 'app_roles',
    detail: roles.join('; ').slice(0, 500),
  }
}

export function readPolicy({ fragment, body }: Read): InboundEvent {
  const action = asText(body['action']) ?? 'unknown'
  const reason = asText(body['reason'])
  return {
    ...envelope(fragment, `policy:${hashOf(fragment)}`, null),
    type: 'connection',
    topic: 'policy_enforcement',
    detail: reason === undefined ? action : `${action}: ${reason}`,
    ...(action === 'block' && { status: 'degraded', problem: 'policy' }),
    ...(action === 'unblock' && { status: 'connected' }),
    ...(action === 'warning' && { problem: 'policy' }),
  }
}
