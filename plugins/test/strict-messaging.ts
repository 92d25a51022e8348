/** The Send API of Messenger and Instagram as documented: every field that exists, and no other. */
import { type TSchema, Type } from 'typebox'

import type { Product, StrictCall } from './strict-graph.ts'
import { closed, errorsOf, text } from './strict-shapes.ts'

const Id = Type.String({ pattern: '^\\d+$' })
const Address = Type.String({ pattern: '^https?://' })
const Recipient = Type.Union([
  closed({ id: Id }),
  closed({ user_ref: Type.String() }),
  closed({ post_id: Type.String() }),
  closed({ comment_id: Type.String() }),
  closed({ notification_messages_token: Type.String() }),
])

/** `image_grid` and `media` templates are not asked of us. */
function messageOf(product: Product): TSchema {
  const isInstagram = product !== 'messenger'
  const Words = isInstagram ? text(1000, 'bytes') : text(2000)
  const Title = text(20)
  const Payload = text(1000)
  const Call = closed({
    type: Type.Literal('phone_number'),
    title: Title,
    payload: Type.String({ pattern: '^\\+?\\d+$' }),
  })
  const Button = Type.Union([
    closed({ type: Type.Literal('web_url'), title: Title, url: Address }),
    closed({ type: Type.Literal('postback'), title: Title, payload: Payload }),
    ...(isInstagram ? [] : [Call]),
  ])
  const Buttons = Type.Array(Button, { minItems: 1, maxItems: 3 })
  const Element = closed({
    title: text(80),
    subtitle: Type.Optional(text(80)),
    image_url: Type.Optional(Address),
    default_action: Type.Optional(closed({ type: Type.Literal('web_url'), url: Address })),
    buttons: Type.Optional(Buttons),
  })
  const Template = Type.Union([
    closed({ template_type: Type.Literal('button'), text: text(640), buttons: Buttons }),
    closed({
      template_type: Type.Literal('generic'),
      elements: Type.Array(Element, { minItems: 1, maxItems: 10 }),
    }),
  ])
  const File = Type.Union([
    closed({ url: Address, is_reusable: Type.Optional(Type.Boolean()) }),
    closed({ attachment_id: Id }),
  ])
  const Medium = closed({ type: kinds(['image', 'audio', 'video', 'file']), payload: File })
  const Attachment = Type.Union([
    Medium,
    closed({ type: Type.Literal('template'), payload: Template }),
    ...(isInstagram
      ? [
          closed({ type: Type.Literal('like_heart') }),
          closed({ type: Type.Literal('MEDIA_SHARE'), payload: closed({ id: Id }) }),
        ]
      : []),
  ])
  const Image = closed({ type: Type.Literal('image'), payload: File })
  const QuickReply = Type.Union([
    closed({
      content_type: Type.Literal('text'),
      title: Title,
      payload: Payload,
      image_url: Type.Optional(Address),
    }),
    ...(isInstagram ? [] : [closed({ content_type: kinds(['user_phone_number', 'user_email']) })]),
  ])
  const metadata = Type.Optional(text(1000))
  const quick_replies = Type.Optional(Type.Array(QuickReply, { minItems: 1, maxItems: 13 }))
  return Type.Union([
    closed({ text: Words, metadata, quick_replies }),
    closed({ attachment: Attachment, metadata, quick_replies }),
    ...(isInstagram ? [] : [closed({ sticker_id: Id, metadata })]),
    ...(isInstagram
      ? [closed({ attachments: Type.Array(Image, { minItems: 2, maxItems: 10 }), metadata })]
      : []),
  ])
}

const Word = closed({
  type: Type.Literal('text'),
  text: text(1024),
  parameter_name: Type.Optional(text(100)),
})
const UtilityPart = Type.Union([
  closed({ type: kinds(['header', 'body']), parameters: Type.Array(Word, { minItems: 1 }) }),
  closed({
    type: Type.Literal('buttons'),
    parameters: Type.Array(
      Type.Union([
        closed({ type: Type.Literal('URL'), url: text(2000) }),
        closed({ type: Type.Literal('POSTBACK'), payload: text(1000) }),
      ]),
      { minItems: 1, maxItems: 3 },
    ),
  }),
])
const Utility = closed({
  recipient: closed({ id: Id }),
  messaging_type: Type.Literal('UTILITY'),
  message: closed({
    template: closed({
      name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
      language: closed({ code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }) }),
      components: Type.Optional(Type.Array(UtilityPart, { minItems: 1 })),
    }),
    metadata: Type.Optional(text(1000)),
  }),
})

function sendOf(product: Product): TSchema {
  const common = {
    recipient: Recipient,
    message: messageOf(product),
    reply_to: Type.Optional(closed({ mid: Type.String() })),
  }
  const Response = kinds(['RESPONSE', 'UPDATE'])
  return Type.Union([
    ...(product === 'messenger' ? [Utility] : []),
    // Instagram needs no type for responses
    closed({
      ...common,
      messaging_type: product === 'messenger' ? Response : Type.Optional(Response),
    }),
    closed({
      ...common,
      messaging_type: Type.Literal('MESSAGE_TAG'),
      tag: Type.Literal('HUMAN_AGENT'),
    }),
    closed({
      recipient: Recipient,
      sender_action: kinds(['typing_on', 'typing_off', 'mark_seen']),
    }),
    closed({
      recipient: Recipient,
      sender_action: Type.Literal('react'),
      payload: closed({
        message_id: Type.String(),
        // over a Page the documents name the heart alone
        reaction:
          product === 'instagram-page' ? Type.Literal('love') : Type.String({ minLength: 1 }),
      }),
    }),
    closed({
      recipient: Recipient,
      sender_action: Type.Literal('unreact'),
      payload: closed({ message_id: Type.String() }),
    }),
  ])
}

function kinds(names: readonly string[]): TSchema {
  return Type.Union(names.map((name) => Type.Literal(name)))
}

const Take = closed({ recipient: closed({ id: Id }), metadata: Type.Optional(text(1000)) })
const Pass = closed({
  recipient: closed({ id: Id }),
  target_app_id: Id,
  metadata: Type.Optional(text(1000)),
})
const control: Readonly<Record<string, TSchema>> = {
  take_thread_control: Take,
  release_thread_control: Take,
  request_thread_control: Take,
  pass_thread_control: Pass,
}

export function faultsOfMessaging(call: StrictCall, product: Product): string[] {
  const [, edge = ''] = call.path
  const isUpload = edge === 'message_attachments'
  const strange = [...call.query.keys()].filter(
    (name) => name !== 'appsecret_proof' && !(isUpload && name === 'platform'),
  )
  return [
    ...strange.map((name) => `the query has ${name}`),
    ...(isUpload ? faultsOfUpload(call, product) : faultsOfBody(call, product)),
  ]
}

function faultsOfBody({ path: [, edge = ''], json }: StrictCall, product: Product): string[] {
  const schema = edge === 'messages' ? sendOf(product) : control[edge]
  return schema ? errorsOf(schema, json) : [`no edge ${edge}`]
}

const mimes: Readonly<Record<string, RegExp>> = {
  image: /^image\/(png|jpeg|gif|webp)$/,
  audio: /^audio\//,
  video: /^video\//,
  file: /^(application|text)\//,
}
const instagramMimes: typeof mimes = {
  image: /^image\/(png|jpeg)$/,
  audio: /^audio\/(aac|x-m4a|m4a|wav|mp4)$/,
  video: /^video\/(mp4|ogg|x-msvideo|quicktime|webm)$/,
  file: /^application\/pdf$/,
}
const Upload = closed({
  attachment: closed({
    type: kinds(['image', 'audio', 'video', 'file']),
    payload: closed({ is_reusable: Type.Optional(Type.Boolean()) }),
  }),
})

function faultsOfUpload({ form, query }: StrictCall, product: Product): string[] {
  if (!form) return ['an upload is a multipart form']
  const { message, filedata, ...rest } = Object.fromEntries(form)
  if (typeof message !== 'string' || typeof filedata !== 'object')
    return ['message or filedata is missing']
  const json = JSON.parse(message)
  const allowed = product === 'messenger' ? mimes : instagramMimes
  const { type, size } = filedata
  return [
    ...errorsOf(Upload, json),
    ...Object.keys(rest).map((name) => `the form has ${name}`),
    ...(allowed[json.attachment.type]?.test(type) ? [] : [`${type} is no ${json.attachment.type}`]),
    ...(size > 0 && size <= 25 * 1024 * 1024 ? [] : [`${size} bytes`]),
    ...(product === 'instagram-page' && query.get('platform') !== 'instagram'
      ? ['platform=instagram is missing']
      : []),
  ]
}
