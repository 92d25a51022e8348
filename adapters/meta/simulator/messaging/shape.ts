/** The shape of a Send API request, which Messenger and Instagram share up to their limits. */
import type { TextUnit } from '@parley/core/adapter'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

import { oneOf, strict } from '../shape.ts'
import { utilityContent } from './utility.ts'

export interface MessagingRules {
  readonly maxText: { readonly max: number; readonly unit: TextUnit }
  /** By attachment type: what the platform takes. */
  readonly media: Readonly<Record<string, { readonly mimes: RegExp; readonly maxBytes: number }>>
  /** Attachments without a payload of their own kind. */
  readonly more: Readonly<Record<string, TSchema | null>>
  readonly templates: readonly string[]
  /** Attachments in one message. */
  readonly maxAttachments: number
  readonly hasStickers: boolean
  readonly hasUtility: boolean
}

const url = Type.String({ pattern: '^https?://', maxLength: 2000 })
const title = Type.String({ minLength: 1, maxLength: 20 })
const payload = Type.String({ minLength: 1, maxLength: 1000 })
const id = Type.Union([Type.String({ pattern: String.raw`^\d+$` }), Type.Integer({ minimum: 1 })])

export const recipient = Type.Object(
  {
    id: Type.Optional(Type.Union([Type.String({ minLength: 1 }), Type.Integer()])),
    comment_id: Type.Optional(Type.String({ minLength: 1 })),
    post_id: Type.Optional(Type.String({ minLength: 1 })),
    user_ref: Type.Optional(Type.String({ minLength: 1 })),
    notification_messages_token: Type.Optional(Type.String({ minLength: 1 })),
  },
  { ...strict, minProperties: 1, maxProperties: 1 },
)

const webUrl = {
  url,
  webview_height_ratio: Type.Optional(oneOf('compact', 'tall', 'full')),
  messenger_extensions: Type.Optional(Type.Boolean()),
  fallback_url: Type.Optional(url),
  webview_share_button: Type.Optional(Type.Literal('hide')),
}
const buttonKinds: Record<string, TSchema> = {
  web_url: Type.Object({ type: Type.Literal('web_url'), title, ...webUrl }, strict),
  postback: Type.Object({ type: Type.Literal('postback'), title, payload }, strict),
  phone_number: Type.Object(
    {
      type: Type.Literal('phone_number'),
      title,
      payload: Type.String({ pattern: String.raw`^\+\d` }),
    },
    strict,
  ),
  account_link: Type.Object({ type: Type.Literal('account_link'), url }, strict),
  account_unlink: Type.Object({ type: Type.Literal('account_unlink') }, strict),
}
export const buttonTypes = Object.keys(buttonKinds)
export function buttonSchema(type: string): TSchema | undefined {
  return buttonKinds[type]
}

const anyButton = Type.Object({ type: Type.String() })
const buttons = Type.Array(anyButton, { minItems: 1, maxItems: 3 })
const isSharable = Type.Optional(Type.Boolean())

const element = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 80 }),
    subtitle: Type.Optional(Type.String({ maxLength: 80 })),
    image_url: Type.Optional(url),
    default_action: Type.Optional(
      Type.Object({ type: Type.Literal('web_url'), ...webUrl }, strict),
    ),
    buttons: Type.Optional(buttons),
  },
  strict,
)
const mediaElement = Type.Object(
  {
    media_type: oneOf('image', 'video'),
    attachment_id: Type.Optional(id),
    url: Type.Optional(url),
    buttons: Type.Optional(buttons),
  },
  strict,
)
const gridImage = Type.Object(
  { url: Type.Optional(url), attachment_id: Type.Optional(id) },
  { ...strict, minProperties: 1, maxProperties: 1 },
)

/** By `template_type`. */
export const templatePayloads: Record<string, TSchema> = {
  generic: Type.Object(
    {
      template_type: Type.Literal('generic'),
      elements: Type.Array(element, { minItems: 1, maxItems: 10 }),
      image_aspect_ratio: Type.Optional(oneOf('horizontal', 'square')),
      sharable: isSharable,
    },
    strict,
  ),
  button: Type.Object(
    {
      template_type: Type.Literal('button'),
      text: Type.String({ minLength: 1, maxLength: 640 }),
      buttons,
      sharable: isSharable,
    },
    strict,
  ),
  media: Type.Object(
    {
      template_type: Type.Literal('media'),
      elements: Type.Array(mediaElement, { minItems: 1, maxItems: 1 }),
      sharable: isSharable,
    },
    strict,
  ),
  image_grid: Type.Object(
    {
      template_type: Type.Literal('image_grid'),
      elements: Type.Array(gridImage, { minItems: 2, maxItems: 6 }),
    },
    strict,
  ),
  product: Type.Object(
    {
      template_type: Type.Literal('product'),
      elements: Type.Array(Type.Object({ id }, strict), { minItems: 1, maxItems: 10 }),
    },
    strict,
  ),
}

/** image, video, audio, file: by link or by the id of an upload. */
export const mediaPayload = Type.Object(
  {
    url: Type.Optional(url),
    attachment_id: Type.Optional(id),
    is_reusable: Type.Optional(Type.Boolean()),
  },
  strict,
)

export const quickReply = Type.Object(
  {
    content_type: oneOf('text', 'user_phone_number', 'user_email'),
    title: Type.Optional(title),
    payload: Type.Optional(payload),
    image_url: Type.Optional(url),
  },
  strict,
)

const attachment = Type.Object(
  { type: Type.String(), payload: Type.Optional(Type.Unknown()) },
  strict,
)

export function messageSchema(rules: MessagingRules): TSchema {
  return Type.Object(
    {
      text: Type.Optional(Type.String()),
      attachment: Type.Optional(attachment),
      ...(rules.maxAttachments > 1 && {
        attachments: Type.Optional(
          Type.Array(attachment, { minItems: 1, maxItems: rules.maxAttachments }),
        ),
      }),
      ...(rules.hasStickers && { sticker_id: Type.Optional(id) }),
      ...(rules.hasUtility && { template: Type.Optional(utilityContent) }),
      quick_replies: Type.Optional(Type.Array(quickReply, { minItems: 1, maxItems: 13 })),
      metadata: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    strict,
  )
}

export const sendRequest = Type.Object(
  {
    recipient,
    message: Type.Record(Type.String(), Type.Unknown()),
    messaging_type: Type.Optional(oneOf('RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY')),
    tag: Type.Optional(Type.String()),
    reply_to: Type.Optional(Type.Object({ mid: Type.String({ minLength: 1 }) }, strict)),
    notification_type: Type.Optional(oneOf('REGULAR', 'SILENT_PUSH', 'NO_PUSH')),
    persona_id: Type.Optional(id),
  },
  strict,
)

export const actionRequest = Type.Object(
  {
    recipient,
    sender_action: oneOf('typing_on', 'typing_off', 'mark_seen'),
  },
  strict,
)
export const reactionRequest = Type.Object(
  {
    recipient,
    sender_action: oneOf('react', 'unreact'),
    payload: Type.Object(
      {
        message_id: Type.String({ minLength: 1 }),
        reaction: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
      },
      strict,
    ),
  },
  strict,
)

export const attachmentRequest = Type.Object(
  {
    message: Type.Object(
      {
        attachment: Type.Object(
          {
            type: oneOf('image', 'audio', 'video', 'file'),
            payload: Type.Optional(
              Type.Object(
                { url: Type.Optional(url), is_reusable: Type.Optional(Type.Boolean()) },
                strict,
              ),
            ),
          },
          strict,
        ),
      },
      strict,
    ),
  },
  strict,
)
