/** Sending on Messenger and Instagram, whose Send API is one with small differences. https://developers.facebook.com/docs/messenger-platform/reference/send-api */
import type { Failure, SendResult, Step } from '@parley/core/adapter'

import { allowanceOf } from './errors.ts'
import { graph, type GraphRequest } from './graph.ts'
import { asId, present } from './json.ts'
import type { Call, MessagingContext, OwnStep, Recipient, Route } from './route.ts'
import { attachmentsOf } from './send-media.ts'
import { buttonsMessage, cardsMessage, linkMessage, type Message } from './send-template.ts'

/** One step as one request, after its uploads. Never throws. */
export async function sendMessaging(
  step: Step,
  context: MessagingContext,
  route: Route,
): Promise<SendResult> {
  const send = senders[step.kind] as Sender<Step> | undefined
  return send ? send(step, { context, route }) : refuse('unsupported', `no ${step.kind} here`)
}

type Sender<S> = (step: S, call: Call) => Promise<SendResult>
const senders: { readonly [K in Step['kind']]?: Sender<Extract<Step, { kind: K }>> } = {
  text: (step, call) => sendMessage({ text: step.text }, step.replyTo, call),
  media: sendMedia,
  buttons: (step, call) => sendBuilt(buttonsMessage(step, call.route.hasCallButtons), step, call),
  link: (step, call) => sendBuilt(linkMessage(step), step, call),
  cards: (step, call) => sendBuilt(cardsMessage(step, call.route.hasCallButtons), {}, call),
  template: sendTemplate,
  stock: sendOwn,
  share: sendOwn,
  ask: sendOwn,
  reaction: sendReaction,
  typing: ({ on }, call) => sendAction({ sender_action: on ? 'typing_on' : 'typing_off' }, call),
  read: (_step, call) => sendAction({ sender_action: 'mark_seen' }, call),
  handover: sendHandover,
}

async function sendMedia(step: Extract<Step, { kind: 'media' }>, call: Call): Promise<SendResult> {
  if (step.media.length > call.route.attachments) {
    return refuse('unsupported', 'too many files for one message')
  }
  const found = await attachmentsOf(step.media, call)
  if ('failure' in found) return { ok: false, failure: found.failure }
  const [first] = found.attachments
  const message =
    found.attachments.length > 1 ? { attachments: found.attachments } : { attachment: first }
  return sendMessage(message, step.replyTo, call)
}

function sendBuilt(
  message: Message | string,
  { replyTo }: { readonly replyTo?: string },
  call: Call,
): Promise<SendResult> {
  return typeof message === 'string'
    ? Promise.resolve(refuse('content', message))
    : sendMessage(message, replyTo, call)
}

/** What only one of the two channels has. */
function sendOwn(step: OwnStep, call: Call): Promise<SendResult> {
  const message = call.route.ownMessage(step)
  return message
    ? sendMessage(message, 'replyTo' in step ? step.replyTo : undefined, call)
    : Promise.resolve(refuse('unsupported', `no ${step.kind} here`))
}

function sendTemplate(step: Extract<Step, { kind: 'template' }>, call: Call): Promise<SendResult> {
  const message = call.route.templateOf?.(step)
  return message
    ? sendMessage(message, undefined, call)
    : Promise.resolve(refuse('unsupported', 'no template here'))
}

async function sendMessage(
  message: Message,
  replyTo: string | undefined,
  call: Call,
): Promise<SendResult> {
  const { context, route } = call
  // the answer to a comment is a message to whoever wrote it, not a quotation
  const publicly = replyTo === undefined ? undefined : route.publicRecipient(replyTo)
  const body = {
    recipient: publicly ?? recipientOf(context.to.id),
    ...typeOf(message, call),
    message: { ...message, metadata: context.key },
    ...(replyTo !== undefined && !publicly && { reply_to: { mid: replyTo } }),
  }
  const answer = await graph({ ...requestOf(call, 'messages'), body }, context)
  if (!answer.ok) return answer
  const id = asId(answer.json['message_id'])
  if (id === undefined) return { ok: false, failure: withoutId }
  const learned = learnedFrom(asId(answer.json['recipient_id']), context.to.id)
  return { ok: true, ids: [id], ...allowanceOf(answer.headers), ...present({ learned }) }
}

function typeOf(message: Message, { context, route }: Call): object {
  if ('template' in message) return { messaging_type: 'UTILITY' }
  return context.window === 'human_agent'
    ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    : present({ messaging_type: route.messagingType })
}

/** People of the checkbox plugin are known by a reference until they write; ids are digits. */
function recipientOf(id: string): Recipient {
  return /^\d+$/.test(id) ? { id } : { user_ref: id }
}

function learnedFrom(id: string | undefined, asked: string) {
  return id === undefined || id === asked ? undefined : { id, aliases: [asked] }
}

/** Reactions and signs travel alone, and their answer names no message. */
async function sendAction(action: object, { context, route }: Call): Promise<SendResult> {
  const body = { recipient: recipientOf(context.to.id), ...action }
  const answer = await graph({ ...requestOf({ context, route }, 'messages'), body }, context)
  return answer.ok ? { ok: true, ids: [] } : answer
}

function sendReaction(
  { target, emoji }: Extract<Step, { kind: 'reaction' }>,
  call: Call,
): Promise<SendResult> {
  if (emoji === null) {
    return sendAction({ sender_action: 'unreact', payload: { message_id: target } }, call)
  }
  const payload = { message_id: target, reaction: call.route.reactionOf(emoji) }
  return sendAction({ sender_action: 'react', payload }, call)
}

async function sendHandover(
  { action, app }: Extract<Step, { kind: 'handover' }>,
  { context, route }: Call,
): Promise<SendResult> {
  const target = action === 'pass' ? { target_app_id: app ?? route.inboxApp } : {}
  const body = { recipient: recipientOf(context.to.id), ...target }
  const request = requestOf({ context, route }, `${action}_thread_control`)
  const answer = await graph({ ...request, body }, context)
  return answer.ok ? { ok: true, ids: [] } : answer
}

function requestOf({ context, route }: Call, edge: string): GraphRequest {
  const token = context.connection.secrets.accessToken
  return { method: 'POST', host: route.host, path: `${route.node}/${edge}`, token }
}

function refuse(kind: Failure['kind'], message: string): SendResult {
  return { ok: false, failure: { ...refusal, kind, message, userMessage: `${message}.` } }
}

const refusal = { retry: 'no', scope: 'message', certain: true } as const

const withoutId: Failure = {
  kind: 'upstream',
  retry: 'later',
  scope: 'message',
  certain: false,
  message: '200 without message_id',
  userMessage: 'Meta answered in a way that does not say whether the message went out.',
}
