/** One step as one call of `/{phone-number-id}/messages`. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages */
import {
  allowanceOf,
  asArray,
  asId,
  asObject,
  graph,
  type GraphAnswer,
  type JsonObject,
} from '@parley/adapter-meta'
import type { Failure, SendResult, Step } from '@parley/core/adapter'

import type { WhatsAppSend } from '../schemas.ts'
import type { Body } from './body.ts'
import { contactsBody } from './contacts.ts'
import { interactiveBody } from './interactive.ts'
import { mediaBody } from './media.ts'
import { learnedFrom, recipientOf } from './recipient.ts'
import { templateBody } from './template.ts'

export async function send(step: Step, context: WhatsAppSend): Promise<SendResult> {
  // WhatsApp ends typing by itself
  if (step.kind === 'typing' && !step.on) return { ok: true, ids: [] }
  try {
    const body = await bodyOf(step, context)
    if (!body) return { ok: false, failure: unsupported(step) }
    if ('failure' in body) return { ok: false, failure: body.failure }
    const isSignal = step.kind === 'typing' || step.kind === 'read'
    return isSignal
      ? signalled(await post(body.message, context))
      : accepted(await post(addressed(step, body.message, context), context), context)
  } catch (thrown) {
    // only reading a file of ours can throw, and then nothing has left
    return { ok: false, failure: { ...unreadable, message: String(thrown) } }
  }
}

function bodyOf(step: Step, context: WhatsAppSend): Body | Promise<Body> {
  const write = writers[step.kind] as Writer<Step['kind']> | undefined
  return write?.(step, context)
}

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>
type Writer<K extends Step['kind']> = (
  step: StepOf<K>,
  context: WhatsAppSend,
) => Body | Promise<Body>

// no cards and no handover: WhatsApp has neither
const writers: { readonly [K in Step['kind']]?: Writer<K> } = {
  text: textBody,
  media: mediaBody,
  buttons: interactiveBody,
  list: interactiveBody,
  link: interactiveBody,
  form: interactiveBody,
  ask: askBody,
  template: templateBody,
  location: locationBody,
  contacts: contactsBody,
  reaction: reactionBody,
  typing: typingBody,
  read: ({ target }) => ({ message: { status: 'read', message_id: target } }),
}

function textBody({ text }: StepOf<'text'>): Body {
  const hasLink = /https?:\/\//i.test(text)
  return { message: { type: 'text', text: { body: text, ...(hasLink && { preview_url: true }) } } }
}

function locationBody({ lat, lon, label, address }: StepOf<'location'>): Body {
  const place = { latitude: lat, longitude: lon, name: label, address }
  return { message: { type: 'location', location: place } }
}

/** A place is the one thing to ask for. */
function askBody({ what, text }: StepOf<'ask'>): Body {
  if (what !== 'location') return undefined
  const action = { name: 'send_location' }
  const interactive = { type: 'location_request_message', body: { text }, action }
  return { message: { type: 'interactive', interactive } }
}

/** An empty emoji takes the reaction away. */
function reactionBody({ target, emoji }: StepOf<'reaction'>): Body {
  return { message: { type: 'reaction', reaction: { message_id: target, emoji: emoji ?? '' } } }
}

/** Typing is shown by marking a message as read. */
function typingBody({ lastInboundId }: StepOf<'typing'>): Body {
  if (!lastInboundId) return undefined
  const typing = { typing_indicator: { type: 'text' } }
  return { message: { status: 'read', message_id: lastInboundId, ...typing } }
}

function addressed(step: Step, message: JsonObject, { to, key }: WhatsAppSend): JsonObject {
  const quoted = 'replyTo' in step && step.replyTo ? { context: { message_id: step.replyTo } } : {}
  return { ...recipientOf(to), ...quoted, ...message, biz_opaque_callback_data: key }
}

function post(message: JsonObject, context: WhatsAppSend): Promise<GraphAnswer> {
  const { externalId, secrets } = context.connection
  const body = { messaging_product: 'whatsapp', ...message }
  const path = `${externalId}/messages`
  return graph({ method: 'POST', path, body, token: secrets.accessToken }, context)
}

/** 200 means that WhatsApp took the message; what became of it comes as a status. */
function accepted(answer: GraphAnswer, { to }: WhatsAppSend): SendResult {
  if (!answer.ok) return answer
  const ids = asArray(answer.json['messages'])
    .map((message) => asId(asObject(message)['id']))
    .filter((id) => id !== undefined)
  if (ids.length === 0) return { ok: false, failure: idless }
  const learned = learnedFrom(answer.json, to)
  return { ok: true, ids, ...allowanceOf(answer.headers), ...(learned && { learned }) }
}

function signalled(answer: GraphAnswer): SendResult {
  if (!answer.ok) return answer
  return answer.json['success'] === true ? { ok: true, ids: [] } : { ok: false, failure: idless }
}

const idless: Failure = {
  kind: 'upstream',
  retry: 'later',
  scope: 'message',
  certain: false,
  message: 'the answer names no message',
  userMessage: 'WhatsApp answered in a way that does not say whether the message went out.',
}
const unreadable = {
  kind: 'media',
  retry: 'later',
  scope: 'message',
  certain: true,
  userMessage: 'The file could not be read. It will be tried again.',
} as const

function unsupported({ kind }: Step): Failure {
  return {
    kind: 'unsupported',
    retry: 'no',
    scope: 'message',
    certain: true,
    message: `WhatsApp has no ${kind}`,
    userMessage: 'WhatsApp does not offer this.',
  }
}
