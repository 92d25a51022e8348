/** The fields about the business account itself: templates, bans, quality, names, limits, alerts. Shown on the connection; those that stop it change its state. */
import {
  asId,
  asNumber,
  asObject,
  asText,
  contentHash,
  type JsonObject,
} from '@parley/adapter-meta'

import { readAccountUpdate } from './account-update.ts'
import { type Change, type Draft, placeOf } from './change.ts'
import { type Notice, sentence } from './notice.ts'

/** The events of an account field, or undefined for a field that is not known. */
export function readAccountField(change: Change): Draft[] | undefined {
  const read = fields.get(change.field)
  if (!read || Object.keys(change.value).length === 0) return undefined
  return read(change.value, change).map((notice) => noticeEvent(change, notice))
}

function noticeEvent(change: Change, notice: Notice): Draft {
  return {
    type: 'connection',
    key: `${notice.topic}:${contentHash([change.field, change.at, change.value])}`,
    ...placeOf(change),
    contact: null,
    at: change.at,
    native: change.value,
    ...notice,
  }
}

type FieldReader = (value: JsonObject, change: Change) => Notice[]

const fields = new Map<string, FieldReader>([
  ['account_update', readAccountUpdate],
  ['account_offboarded', readAccountUpdate],
  ['account_reconnected', readAccountUpdate],
  ['account_alerts', readAlert],
  ['account_review_update', readReview],
  ['phone_number_quality_update', readQuality],
  ['message_template_status_update', readTemplateStatus],
  ['message_template_quality_update', readTemplateChange('quality', ['new_quality_score'])],
  ['message_template_components_update', readTemplateChange('components', [])],
  [
    'template_category_update',
    readTemplateChange('category', ['new_category', 'correct_category']),
  ],
  ...plain('phone_number_name_update', ['decision', 'requested_verified_name', 'rejection_reason']),
  ...plain('business_capability_update', [
    'max_daily_conversation_per_phone',
    'max_daily_conversations_per_business',
    'max_phone_numbers_per_business',
    'max_phone_numbers_per_waba',
  ]),
  ...plain('security', ['event', 'display_phone_number']),
  ...plain('business_username_update', ['status', 'username']),
  ...plain('phone_number_username_update', ['status', 'username']),
])

function readAlert(value: JsonObject): Notice[] {
  // older deliveries have these beside the entity, newer ones in an object of their own
  const alert: JsonObject = { ...value, ...asObject(value['alert_info']) }
  const isGrave = alert['alert_severity'] === 'CRITICAL' && alert['alert_status'] !== 'NONE'
  const type = asText(value['entity_type'])
  const number = type === 'PHONE_NUMBER' ? asId(value['entity_id']) : undefined
  return [
    {
      topic: 'account_alerts',
      ...sentence(
        [alert['alert_type'], alert['alert_severity'], alert['alert_description']].map(asText),
      ),
      ...(isGrave && { status: 'degraded', problem: 'policy' }),
      ...(number && { connection: number }),
    },
  ]
}

function readReview(value: JsonObject): Notice[] {
  const decision = asText(value['decision'])
  return [
    {
      topic: 'account_review_update',
      ...sentence([decision]),
      ...(decision === 'REJECTED' && { status: 'degraded', problem: 'policy' }),
    },
  ]
}

function readQuality(value: JsonObject): Notice[] {
  const event = asText(value['event'])
  return [
    {
      topic: 'phone_number_quality_update',
      ...sentence([event, asText(value['display_phone_number']), asText(value['current_limit'])]),
      ...(event === 'FLAGGED' && { status: 'degraded', problem: 'quality' }),
    },
  ]
}

function readTemplateStatus(value: JsonObject): Notice[] {
  const event = asText(value['event']) ?? 'changed'
  const reasons = [
    value['reason'],
    asObject(value['rejection_info'])['reason'],
    asObject(value['other_info'])['description'],
  ]
  const told = reasons.map(asText).filter((reason) => reason !== undefined && reason !== 'NONE')
  const detail = sentence([event, templateName(value), ...told])
  return [{ topic: `template.${event.toLowerCase().slice(0, 64)}`, ...detail }]
}

function readTemplateChange(what: string, names: readonly string[]): FieldReader {
  return (value) => {
    const words = names.map((name) => asText(value[name]))
    return [{ topic: `template.${what}`, ...sentence([templateName(value), ...words]) }]
  }
}

function templateName(value: JsonObject): string | undefined {
  const name = asText(value['message_template_name'])
  const language = asText(value['message_template_language'])
  return name && language ? `${name} (${language})` : name
}

function plain(field: string, names: readonly string[]): [string, FieldReader][] {
  return [
    [
      field,
      (value) => [{ topic: field, ...sentence(names.map((name) => labelled(name, value[name]))) }],
    ],
  ]
}

/** A number says nothing without its name. */
function labelled(name: string, value: unknown): string | undefined {
  const number = typeof value === 'number' ? asNumber(value) : undefined
  return number === undefined ? asText(value) : `${name.replaceAll('_', ' ')}: ${number}`
}
