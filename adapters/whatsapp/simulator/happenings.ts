/** What happens to a number or its business account beside this app: the phone, Meta's reviews, limits, people's numbers. */
import { GraphError, getPerson, newId, openThread, textOf } from '@parley/adapter-meta/simulator'
import type { Person, Thread } from '@parley/adapter-meta/simulator'

import { contactOf, pick, seconds, tellBusiness, tellNumber } from './change.ts'
import { declineHistory, tellSync } from './coexistence.ts'
import { personHappenings } from './person-happenings.ts'
import type { Scene } from './person-happenings.ts'

type Event = (scene: Scene) => void

export const happenings: Readonly<Record<string, Event>> = {
  ...personHappenings,
  phone_reply: phoneReply,
  phone_revoke: ({ world, account, happening }) => {
    const message = world.state.messages.find((each) => each.id === happening.target)
    if (message) message.isDeleted = true
    tellEcho(
      { world, account, happening },
      { type: 'revoke', revoke: { original_message_id: happening.target } },
    )
  },
  history: ({ world, account, happening }) =>
    happening.text === 'declined'
      ? declineHistory(world, account)
      : tellSync(world, account, 'history'),
  contacts_sync: ({ world, account }) => tellSync(world, account, 'smb_app_state_sync'),
  quality: (scene) =>
    business(scene, 'phone_number_quality_update', {
      display_phone_number: scene.account.phone,
      event: pick(scene.happening.detail, 'event', 'FLAGGED'),
      current_limit: pick(scene.happening.detail, 'current_limit', 'TIER_1K'),
    }),
  name: (scene) =>
    business(scene, 'phone_number_name_update', {
      display_phone_number: scene.account.phone,
      decision: pick(scene.happening.detail, 'decision', 'APPROVED'),
      requested_verified_name: scene.account.name,
      rejection_reason: null,
    }),
  limit: (scene) =>
    business(scene, 'business_capability_update', {
      max_daily_conversations_per_business: 2000,
      max_phone_numbers_per_waba: 25,
      ...scene.happening.detail,
    }),
  account: (scene) =>
    business(scene, 'account_update', {
      phone_number: scene.account.phone,
      event: 'ACCOUNT_RESTRICTION',
      ...scene.happening.detail,
    }),
  alert: (scene) =>
    business(scene, 'account_alerts', {
      entity_type: 'PHONE_NUMBER',
      entity_id: scene.account.id,
      alert_info: {
        alert_severity: 'WARNING',
        alert_status: 'ACTIVE',
        alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
        alert_description: scene.happening.text ?? 'Higher limits come later',
      },
    }),
  review: (scene) =>
    business(scene, 'account_review_update', {
      decision: pick(scene.happening.detail, 'decision', 'APPROVED'),
    }),
  security: (scene) =>
    business(scene, 'security', {
      display_phone_number: scene.account.phone,
      event: 'PIN_CHANGED',
      requester: '305000000000009',
    }),
  username: (scene) =>
    business(scene, 'business_username_update', {
      display_phone_number: scene.account.phone,
      username: scene.happening.text ?? 'harbourlane',
      status: 'approved',
    }),
  template: changeTemplate,
  restrict: ({ account, happening }) => {
    account.restriction = { code: Number(happening.detail?.['code'] ?? 131031) }
  },
  lift: ({ account }) => {
    delete account.restriction
  },
  unsubscribe: ({ account }) => {
    account.subscribedFields = null
  },
  /** Any field: `detail: { field, value }`. */
  raw: (scene) => {
    const { field, value } = scene.happening.detail ?? {}
    business(scene, textOf(field), (value ?? {}) as Readonly<Record<string, unknown>>)
  },
}

function business(
  { world, account }: Scene,
  field: string,
  value: Readonly<Record<string, unknown>>,
): void {
  tellBusiness(world, account, { field, value })
}

function personOf({ world, happening }: Scene): Person {
  return getPerson(world, happening.person ?? '')
}

function threadOf(scene: Scene): Thread {
  return openThread(scene.world, scene.account, personOf(scene))
}

/** Somebody of the business answers from the phone, on a number that is on the app as well. */
function phoneReply(scene: Scene): void {
  const { world, happening } = scene
  const text = happening.text ?? ''
  const id = tellEcho(scene, { type: 'text', text: { body: text } })
  world.state.messages.push({
    id,
    thread: threadOf(scene).id,
    isFromBusiness: true,
    at: world.now(),
    shown: { kind: 'text', text },
    app: 'phone',
    status: 'read',
    reactions: {},
    editCount: 0,
    isDeleted: false,
  })
}

function tellEcho(scene: Scene, content: Readonly<Record<string, unknown>>): string {
  const { world, account } = scene
  const person = personOf(scene)
  const id = newId(world, 'wamid')
  tellNumber(world, account, {
    field: 'smb_message_echoes',
    value: {
      contacts: [contactOf(person)],
      message_echoes: [
        {
          from: account.phone,
          ...(!person.isPhoneHidden && { to: person.phone }),
          to_user_id: person.bsuid,
          id,
          timestamp: seconds(world.now()),
          ...content,
        },
      ],
    },
  })
  return id
}

/** Meta reviews, pauses or disables a template: `target` is its id or name, `detail.event` what becomes of it. */
function changeTemplate(scene: Scene): void {
  const { world, happening } = scene
  const template = world.state.templates.find(
    (each) => each.id === happening.target || each.name === happening.target,
  )
  if (!template) throw new GraphError({ code: 100, message: 'target is no template' })
  const event = pick(happening.detail, 'event', 'PAUSED')
  template.status = event
  template.reason = pick(happening.detail, 'reason', 'NONE')
  delete template.reviewAt
  business(scene, 'message_template_status_update', {
    event,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    message_template_category: template.category,
    reason: template.reason,
  })
}
