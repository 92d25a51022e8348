/** The events of `messaging` and `standby`, by their key. https://developers.facebook.com/docs/messenger-platform/reference/webhook-events */
import type { Content, Identity, InboundEvent, Json, Referral } from '@parley/core/adapter'

import { readHandover, readOptin, readPolicy, readRoles } from './account-events.ts'
import { contentOf } from './attachments.ts'
import {
  contactOf,
  envelope,
  eventOf,
  type Fragment,
  hashOf,
  inboxApps,
  type Read,
  unknownEvent,
} from './fragment.ts'
import { asArray, asId, asObject, asText, type JsonObject, present } from './json.ts'
import { referralLine, referralOf } from './referral.ts'
import { readEdit, readReaction, readReceipt } from './signal-events.ts'

/** Undefined where the fragment holds no event of a known key, or one that lacks what it needs. */
export function readMessagingEvent(fragment: Fragment): InboundEvent | undefined {
  const event = eventOf(fragment)
  const name = Object.keys(readers).find((each) => Object.hasOwn(event, each))
  if (name === undefined) return undefined
  const body = asObject(event[name])
  // what an account writes to itself opens no chat
  if (body['is_self'] === true || event['is_self'] === true) {
    return unknownEvent(fragment, 'self', { contact: null })
  }
  return readers[name]?.({ fragment, body, contact: contactOf(fragment) })
}

// in the order in which they count where one item holds two
const readers: Readonly<Record<string, (read: Read) => InboundEvent | undefined>> = {
  message: readMessage,
  message_edit: readEdit,
  reaction: readReaction,
  postback: readPostback,
  referral: readReferral,
  read: (read) => readReceipt('read', read),
  delivery: (read) => readReceipt('delivered', read),
  optin: readOptin,
  order: readOrder,
  response_feedback: readFeedback,
  account_linking: readLinking,
  pass_thread_control: (read) => readHandover('new_owner_app_id', read),
  take_thread_control: (read) => readHandover('new_owner_app_id', read),
  request_thread_control: (read) => readHandover('requested_owner_app_id', read),
  app_roles: readRoles,
  policy_enforcement: readPolicy,
  'policy-enforcement': readPolicy,
}

function readMessage({ fragment, body, contact }: Read): InboundEvent | undefined {
  const id = asId(body['mid'])
  if (id === undefined) return unknownEvent(fragment, 'message', { fault: 'no_id' })
  const isEcho = body['is_echo'] === true
  if (body['is_deleted'] === true) {
    const by = isEcho ? 'business' : 'contact'
    return { ...envelope(fragment, `del:${id}`, contact), type: 'delete', target: id, by }
  }
  if (contact === null) return unknownEvent(fragment, 'message', { fault: 'no_contact' })
  const replyTo = asId(asObject(body['reply_to'])['mid'])
  const referral = referralOf(body['referral'])
  const content = contentWith(referral, body)
  const utterance = {
    ...said(fragment, { id, content }),
    ...present({ replyTo, referral }),
    // whatever it is, the person sent it
    ...(content.kind === 'system' && { opens: true }),
  }
  if (!isEcho) return { ...envelope(fragment, `msg:${id}`, contact), type: 'message', ...utterance }
  return {
    ...envelope(fragment, `echo:${id}`, contact),
    type: 'echo',
    ...utterance,
    ...originOf(body),
  }
}

function said(fragment: Fragment, what: { id: string; content: Content }) {
  return fragment.list === 'standby' ? { ...what, standby: true } : what
}

/** A person may come from a shop or an ad without having written anything yet. */
function contentWith(referral: Referral | undefined, body: JsonObject): Content {
  const content = contentOf(body)
  const isEmpty = content.kind === 'unsupported' && content.nativeType === 'empty'
  if (!isEmpty || referral === undefined) return content
  return { kind: 'system', topic: 'referral', text: referralLine(asObject(body['referral'])) }
}

/** Our own echo carries the key that we sent as metadata; only the kernel can tell whether a key is ours. */
function originOf(body: JsonObject): Pick<InboundEvent & { type: 'echo' }, 'origin' | 'clientRef'> {
  const app = asId(body['app_id'])
  const clientRef = asId(body['metadata'])
  if (app !== undefined && inboxApps.has(app)) return { origin: 'native_app' }
  if (clientRef !== undefined) return { origin: 'unknown', clientRef }
  return { origin: app === undefined ? 'unknown' : 'other_app' }
}

function readPostback({ fragment, body, contact }: Read): InboundEvent | undefined {
  if (contact === null) return undefined
  const id = asId(body['mid']) ?? `postback:${hashOf(fragment)}`
  const payload = asText(body['payload'])
  const referral = referralOf(body['referral'])
  const title = asText(body['title']) ?? payload ?? 'Button'
  return {
    ...envelope(fragment, `msg:${id}`, contact),
    type: 'message',
    ...said(fragment, { id, content: { kind: 'interactive', title, ...present({ payload }) } }),
    ...present({ referral }),
  }
}

function readReferral({ fragment, body, contact }: Read): InboundEvent | undefined {
  const referral = referralOf(body)
  if (contact === null || referral === undefined) return undefined
  // coming back over a link is an action of the person
  return { ...line(fragment, contact, ['referral', referralLine(body)]), referral, opens: true }
}

/** Something that a person did, as a line in the thread; Meta gives it no id. */
function line(
  fragment: Fragment,
  contact: Identity,
  [topic, text]: readonly [string, string],
): Extract<InboundEvent, { type: 'message' }> {
  const id = `${topic}:${hashOf(fragment)}`
  return {
    ...envelope(fragment, `msg:${id}`, contact),
    type: 'message',
    ...said(fragment, { id, content: { kind: 'system', topic, text } }),
  }
}

function readOrder({ fragment, body, contact }: Read): InboundEvent | undefined {
  const items = asArray(body['products']) as readonly Json[]
  if (contact === null || items.length === 0) return undefined
  const id = `order:${hashOf(fragment)}`
  const text = asText(body['note'])
  return {
    ...envelope(fragment, `msg:${id}`, contact),
    type: 'message',
    ...said(fragment, { id, content: { kind: 'order', items, ...present({ text }) } }),
  }
}

function readFeedback({ fragment, body, contact }: Read): InboundEvent | undefined {
  const words = asText(body['feedback'])
  if (contact === null || words === undefined) return undefined
  const replyTo = asId(body['mid'])
  const said = `Rated a message: ${words}`
  return { ...line(fragment, contact, ['feedback', said]), ...present({ replyTo }) }
}

/** A login of the business's own site, begun with a button in the chat. */
function readLinking({ fragment, body, contact }: Read): InboundEvent | undefined {
  if (contact === null) return undefined
  const words = body['status'] === 'unlinked' ? 'Unlinked their account' : 'Linked their account'
  return line(fragment, contact, ['account_linking', words])
}
