/** Interactive messages: buttons, lists, links, flows. */
import { oneOf, strict } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

import { link, mediaId } from './message-shape.ts'

const media = Type.Object(
  {
    id: Type.Optional(mediaId),
    link: Type.Optional(link),
    filename: Type.Optional(Type.String()),
  },
  strict,
)
const textHeader = Type.Object(
  { type: Type.Literal('text'), text: Type.String({ minLength: 1, maxLength: 60 }) },
  strict,
)
const anyHeader = Type.Object(
  {
    type: oneOf('text', 'image', 'video', 'document'),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    image: Type.Optional(media),
    video: Type.Optional(media),
    document: Type.Optional(media),
  },
  { ...strict, minProperties: 2, maxProperties: 2 },
)
const footer = Type.Optional(
  Type.Object({ text: Type.String({ minLength: 1, maxLength: 60 }) }, strict),
)
function body(maxLength: number): TSchema {
  return Type.Object({ text: Type.String({ minLength: 1, maxLength }) }, strict)
}

const button = Type.Object(
  {
    type: Type.Literal('reply'),
    reply: Type.Object(
      {
        id: Type.String({ minLength: 1, maxLength: 256 }),
        title: Type.String({ minLength: 1, maxLength: 20 }),
      },
      strict,
    ),
  },
  strict,
)
const row = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 200 }),
    title: Type.String({ minLength: 1, maxLength: 24 }),
    description: Type.Optional(Type.String({ maxLength: 72 })),
  },
  strict,
)
const section = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 24 })),
    rows: Type.Array(row, { minItems: 1, maxItems: 10 }),
  },
  strict,
)
const product = Type.Object({ product_retailer_id: Type.String({ minLength: 1 }) }, strict)

function interactive(
  type: string,
  parts: { action: TSchema; body?: TSchema; header?: TSchema },
): TSchema {
  return Type.Object(
    {
      type: Type.Literal(type),
      ...(parts.header && { header: Type.Optional(parts.header) }),
      body: parts.body ?? body(1024),
      footer,
      action: parts.action,
    },
    strict,
  )
}

function action(properties: Record<string, TSchema>): TSchema {
  return Type.Object(properties, strict)
}

/** By `interactive.type`. */
export const interactives: Readonly<Record<string, TSchema>> = {
  button: interactive('button', {
    header: anyHeader,
    action: action({ buttons: Type.Array(button, { minItems: 1, maxItems: 3 }) }),
  }),
  list: interactive('list', {
    header: textHeader,
    body: body(4096),
    action: action({
      button: Type.String({ minLength: 1, maxLength: 20 }),
      sections: Type.Array(section, { minItems: 1, maxItems: 10 }),
    }),
  }),
  cta_url: interactive('cta_url', {
    header: anyHeader,
    action: action({
      name: Type.Literal('cta_url'),
      parameters: Type.Object(
        { display_text: Type.String({ minLength: 1, maxLength: 20 }), url: link },
        strict,
      ),
    }),
  }),
  flow: interactive('flow', {
    header: anyHeader,
    action: action({
      name: Type.Literal('flow'),
      parameters: Type.Object(
        {
          flow_message_version: Type.Literal('3'),
          flow_id: Type.Optional(Type.String({ minLength: 1 })),
          flow_name: Type.Optional(Type.String({ minLength: 1 })),
          flow_cta: Type.String({ minLength: 1, maxLength: 20 }),
          flow_token: Type.Optional(Type.String({ minLength: 1 })),
          flow_action: Type.Optional(oneOf('navigate', 'data_exchange')),
          flow_action_payload: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          mode: Type.Optional(oneOf('draft', 'published')),
        },
        strict,
      ),
    }),
  }),
  location_request_message: interactive('location_request_message', {
    action: action({ name: Type.Literal('send_location') }),
  }),
  call_permission_request: interactive('call_permission_request', {
    action: action({ name: Type.Literal('call_permission_request') }),
  }),
  product: interactive('product', {
    action: action({
      catalog_id: Type.String({ minLength: 1 }),
      product_retailer_id: Type.String({ minLength: 1 }),
    }),
  }),
  product_list: interactive('product_list', {
    header: textHeader,
    action: action({
      catalog_id: Type.String({ minLength: 1 }),
      sections: Type.Array(
        Type.Object(
          {
            title: Type.String({ minLength: 1, maxLength: 24 }),
            product_items: Type.Array(product, { minItems: 1, maxItems: 30 }),
          },
          strict,
        ),
        { minItems: 1, maxItems: 10 },
      ),
    }),
  }),
}
