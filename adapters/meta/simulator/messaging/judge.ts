/** Judges a Send API request by its shape alone: what it asks for, or a refusal. */
import { measure } from '@parley/core/adapter'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

import { GraphError } from '../graph-error.ts'
import { checkShape } from '../shape.ts'
import { textOf } from '../text.ts'
import {
  actionRequest,
  buttonSchema,
  buttonTypes,
  mediaPayload,
  messageSchema,
  reactionRequest,
  sendRequest,
  templatePayloads,
} from './shape.ts'
import type { MessagingRules } from './shape.ts'
import type { SentTemplate } from './utility.ts'

export interface Recipient {
  readonly id?: string
  readonly comment_id?: string
  readonly post_id?: string
  readonly user_ref?: string
  readonly notification_messages_token?: string
}
export interface OutgoingAttachment {
  readonly type: string
  readonly payload?: Readonly<Record<string, unknown>>
}
export type Outgoing =
  | { readonly kind: 'action'; readonly recipient: Recipient; readonly action: string }
  | {
      readonly kind: 'reaction'
      readonly recipient: Recipient
      readonly target: string
      readonly reaction: string | null
    }
  | {
      readonly kind: 'message'
      readonly recipient: Recipient
      readonly text?: string
      readonly attachments: readonly OutgoingAttachment[]
      readonly quickReplies: readonly QuickReply[]
      readonly stickerId?: string
      readonly template?: SentTemplate
      readonly metadata?: string
      readonly replyTo?: string
      readonly tag?: string
    }
export type OutgoingMessage = Extract<Outgoing, { kind: 'message' }>
export interface QuickReply {
  readonly content_type: string
  readonly title?: string
  readonly payload?: string
}

type Params = Readonly<Record<string, unknown>>

export function judgeSend(params: Params, rules: MessagingRules): Outgoing {
  const { platform: _platform, ...given } = params
  if (given['recipient'] === undefined)
    throw new GraphError({ code: 100, message: '(#100) The parameter recipient is required' })
  const action = given['sender_action']
  if (action === 'react' || action === 'unreact') return judgeReaction(given, action)
  if (action !== undefined) return judgeAction(given)
  return judgeMessage(given, rules)
}

function judgeAction(params: Params): Outgoing {
  checkShape(actionRequest, params)
  return {
    kind: 'action',
    recipient: readRecipient(params),
    action: params['sender_action'] as string,
  }
}

function judgeReaction(params: Params, action: 'react' | 'unreact'): Outgoing {
  checkShape(reactionRequest, params)
  const payload = params['payload'] as { message_id: string; reaction?: string }
  if (action === 'react' && !payload.reaction)
    throw new GraphError({ code: 100, message: "(#100) Param payload['reaction'] is required" })
  return {
    kind: 'reaction',
    recipient: readRecipient(params),
    target: payload.message_id,
    reaction: action === 'react' ? (payload.reaction ?? null) : null,
  }
}

function judgeMessage(params: Params, rules: MessagingRules): Outgoing {
  if (params['message'] === undefined)
    throw new GraphError({
      code: 100,
      subcode: 2018034,
      message: '(#100) The parameter message is required',
    })
  checkShape(sendRequest, params)
  const tag = judgeTag(params['messaging_type'], params['tag'])
  const message = params['message'] as Message
  if (params['messaging_type'] === 'UTILITY') judgeUtility(message)
  checkShape(under('message', messageSchema(rules)), { message })
  judgeText(message.text, rules)
  const attachments = attachmentsOf(message)
  for (const attachment of attachments) judgeAttachment(attachment, rules)
  judgeParts(message, attachments.length)
  judgeQuickReplies(message.quick_replies ?? [])
  const replyTo = params['reply_to'] as { mid: string } | undefined
  return {
    kind: 'message',
    recipient: readRecipient(params),
    attachments,
    quickReplies: message.quick_replies ?? [],
    ...wordsOf(message),
    ...(replyTo && { replyTo: replyTo.mid }),
    ...(tag && { tag }),
  }
}

function wordsOf({
  text,
  sticker_id: sticker,
  template,
  metadata,
}: Message): Pick<OutgoingMessage, 'text' | 'stickerId' | 'template' | 'metadata'> {
  return {
    ...(text !== undefined && { text }),
    ...(sticker !== undefined && { stickerId: textOf(sticker) }),
    ...(template && { template }),
    ...(metadata !== undefined && { metadata }),
  }
}

interface Message {
  readonly text?: string
  readonly attachment?: OutgoingAttachment
  readonly attachments?: readonly OutgoingAttachment[]
  readonly quick_replies?: readonly QuickReply[]
  readonly sticker_id?: string | number
  readonly template?: SentTemplate
  readonly metadata?: string
}

function judgeUtility({ template }: Message): void {
  if (!template)
    throw new GraphError({ code: 100, message: '(#100) A utility message needs a template' })
}

/** The only tag left is HUMAN_AGENT; the others were switched off on 2026-04-27. */
function judgeTag(type: unknown, tag: unknown): string | undefined {
  if (type !== 'MESSAGE_TAG') {
    if (tag === undefined) return undefined
    throw new GraphError({
      code: 100,
      message: '(#100) A tag goes with messaging_type MESSAGE_TAG only',
    })
  }
  if (tag === 'HUMAN_AGENT') return tag
  throw new GraphError({
    code: 100,
    message:
      tag === undefined
        ? '(#100) The parameter tag is required with messaging_type MESSAGE_TAG'
        : `(#100) The message tag ${textOf(tag)} is not available any more`,
  })
}

function judgeText(text: string | undefined, { maxText }: MessagingRules): void {
  if (text === undefined) return
  if (text.trim() === '')
    throw new GraphError({
      code: 100,
      subcode: 2018032,
      message: "(#100) Param message['text'] must not be empty",
    })
  if (measure(text, maxText.unit) > maxText.max)
    throw new GraphError({
      code: 100,
      message: `(#100) Length of param message[text] must be less than or equal to ${maxText.max}`,
    })
}

function attachmentsOf(message: Message): OutgoingAttachment[] {
  return [...(message.attachment ? [message.attachment] : []), ...(message.attachments ?? [])]
}

function judgeParts(message: Message, attachmentCount: number): void {
  const ways = [
    message.text !== undefined,
    attachmentCount > 0,
    message.sticker_id !== undefined,
    message.template !== undefined,
  ].filter(Boolean).length
  if (ways === 0)
    throw new GraphError({
      code: 100,
      subcode: 2018034,
      message: '(#100) Message cannot be empty, it must have an attachment or text',
    })
  if (ways > 1 || (message.attachment && message.attachments))
    throw new GraphError({
      code: 100,
      message: '(#100) A message holds either text or an attachment',
    })
}

function judgeAttachment({ type, payload }: OutgoingAttachment, rules: MessagingRules): void {
  if (rules.media[type]) return judgeMedia(payload)
  if (type === 'template' && rules.templates.includes(templateType(payload)))
    return judgeTemplate(payload ?? {})
  const own = rules.more[type]
  if (own === undefined || (type === 'template' && !own))
    throw unknownAttachment(type, payload, rules)
  if (own) checkShape(under('message', under('attachment', under('payload', own))), wrap(payload))
  else if (payload !== undefined) throw unknownAttachment(type, payload, rules)
}

function unknownAttachment(type: string, payload: unknown, rules: MessagingRules): GraphError {
  const [param, allowed] =
    type === 'template'
      ? ["message['attachment']['payload']['template_type']", rules.templates]
      : [
          "message['attachment']['type']",
          [...Object.keys(rules.media), 'template', ...Object.keys(rules.more)],
        ]
  const given = type === 'template' ? templateType(payload) : type
  return new GraphError({
    code: 100,
    message: `(#100) Param ${param} must be one of {${allowed.join(', ')}}, got "${given}"`,
  })
}

function judgeMedia(payload: Params | undefined): void {
  const shape = under('message', under('attachment', under('payload', mediaPayload)))
  checkShape(shape, wrap(payload))
  const { url, attachment_id: id } = payload ?? {}
  if ((url === undefined) === (id === undefined))
    throw new GraphError({
      code: 100,
      message: '(#100) An attachment needs either a url or an attachment_id',
    })
}

function judgeTemplate(payload: Params): void {
  const schema = templatePayloads[templateType(payload)]
  if (!schema) return
  checkShape(under('message', under('attachment', under('payload', schema))), wrap(payload))
  judgeButtons(payload['buttons'])
  for (const element of (payload['elements'] as Params[] | undefined) ?? [])
    judgeButtons(element['buttons'])
}

function judgeButtons(buttons: unknown): void {
  for (const button of (buttons as { type: string }[] | undefined) ?? []) {
    const schema = buttonSchema(button.type)
    if (!schema)
      throw new GraphError({
        code: 100,
        message: `(#100) Param buttons['type'] must be one of {${buttonTypes.join(', ')}}`,
      })
    checkShape(under('button', schema), { button })
  }
}

function judgeQuickReplies(replies: readonly QuickReply[]): void {
  for (const reply of replies) {
    const isText = reply.content_type === 'text'
    if (isText && (!reply.title || !reply.payload))
      throw new GraphError({
        code: 100,
        message: "(#100) Param message['quick_replies'] must have a title and a payload",
      })
  }
}

function templateType(payload: unknown): string {
  const type = (payload as { template_type?: unknown } | undefined)?.template_type
  return typeof type === 'string' ? type : ''
}

function readRecipient(params: Params): Recipient {
  const recipient = params['recipient'] as Record<string, string | number>
  return Object.fromEntries(Object.entries(recipient).map(([name, value]) => [name, textOf(value)]))
}

// the schema of a part, put where the part stands, so that a refusal names the whole path
function under(name: string, schema: TSchema): TSchema {
  return Type.Object({ [name]: schema })
}

function wrap(payload: unknown): object {
  return { message: { attachment: { payload } } }
}
