/** A template as a message: its name, its language, and a component for every place that has values. https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates */
import {
  asArray,
  asObject,
  asText,
  buttonsIn,
  cardsIn,
  isCode,
  type JsonObject,
} from '@parley/adapter-meta'
import type { OutboundMedia, Step, TemplateParameters } from '@parley/core/adapter'

import type { WhatsAppSend } from '../schemas.ts'
import type { Body } from './body.ts'
import { assetOf } from './media.ts'

type TemplateStep = Extract<Step, { kind: 'template' }>

export async function templateBody(step: TemplateStep, context: WhatsAppSend): Promise<Body> {
  const header = step.media
    ? await mediaHeader(step.media, context)
    : { components: textHeader(step.parameters.header) }
  if ('failure' in header) return header
  const carousel = await carouselOf(step, context)
  if ('failure' in carousel) return carousel
  const own = asArray(asObject(step.native)['components']).map(asObject)
  const components = [
    ...header.components,
    ...bodyComponents(step.parameters.body),
    ...buttonComponents(buttonsOf(step), buttonsIn(own)),
    ...flowComponents(buttonsIn(own), context.key),
    ...carousel.components,
  ]
  const template = {
    name: step.name,
    language: { code: step.language },
    ...(components.length > 0 && { components }),
  }
  return { message: { type: 'template', template } }
}

/** A one-time password stands in the text and in the button that copies it. */
function buttonsOf({ parameters: { body, buttons }, native }: TemplateStep) {
  const [code] = Object.values(body ?? {})
  return isCode(asObject(native)) && code ? { '0': code, ...buttons } : buttons
}

/** One card a file, in their order. */
async function carouselOf(
  { cardMedia = [], parameters, native }: TemplateStep,
  context: WhatsAppSend,
) {
  const own = cardsIn(asArray(asObject(native)['components']).map(asObject))
  const cards: object[] = []
  for (const [index, media] of cardMedia.entries()) {
    const header = await mediaHeader(media, context)
    if ('failure' in header) return header
    const { body, buttons } = parameters.cards?.[index] ?? {}
    const components = [
      ...header.components,
      ...bodyComponents(body),
      ...cardButtons(buttons, buttonsIn(own[index] ?? [])),
    ]
    cards.push({ card_index: index, components })
  }
  return { components: cards.length > 0 ? [{ type: 'carousel', cards }] : [] }
}

/** Answers to tap carry their own words where nothing else is asked for. */
function cardButtons(values: TemplateParameters['buttons'], own: readonly JsonObject[]): object[] {
  const replies = own.flatMap((button, index) => {
    const isReply = asText(button['type']) === 'QUICK_REPLY'
    return isReply ? [[String(index), asText(button['text']) ?? '']] : []
  })
  return buttonComponents({ ...Object.fromEntries(replies), ...values }, own)
}

async function mediaHeader(media: OutboundMedia, context: WhatsAppSend) {
  const found = await assetOf(media, context)
  if ('failure' in found) return found
  const { kind, name } = media
  const asset = { ...found.asset, ...(kind === 'document' && { filename: name }) }
  return { components: [{ type: 'header', parameters: [{ type: kind, [kind]: asset }] }] }
}

function textHeader(values: TemplateParameters['header']): object[] {
  if (!values) return []
  const place = Array.isArray(values) ? undefined : placeOf(values as Record<string, string>)
  if (place) return [{ type: 'header', parameters: [{ type: 'location', location: place }] }]
  const parameters = textParameters(values)
  return parameters.length > 0 ? [{ type: 'header', parameters }] : []
}

/** The header of a template may be a place; its four values have these names. */
function placeOf(values: Record<string, string>): object | undefined {
  const { latitude, longitude, name, address } = values
  return latitude && longitude ? { latitude, longitude, name, address } : undefined
}

function bodyComponents(values: TemplateParameters['body']): object[] {
  const parameters = values ? textParameters(values) : []
  return parameters.length > 0 ? [{ type: 'body', parameters }] : []
}

/** A list fills {{1}}, {{2}}…; names fill {{first_name}}, unless they are numbers. */
function textParameters(values: NonNullable<TemplateParameters['body']>): object[] {
  if (Array.isArray(values)) return values.map((text: string) => ({ type: 'text', text }))
  const entries = Object.entries(values as Record<string, string>)
  if (entries.every(([name]) => /^\d+$/.test(name))) {
    const inOrder = entries.sort(([a], [b]) => Number(a) - Number(b))
    return inOrder.map(([, text]) => ({ type: 'text', text }))
  }
  return entries.map(([name, text]) => ({ type: 'text', parameter_name: name, text }))
}

function buttonComponents(
  values: TemplateParameters['buttons'] = {},
  own: readonly JsonObject[],
): object[] {
  return Object.entries(values).map(([index, value]) => {
    const type = asText(own[Number(index)]?.['type']) ?? ''
    const { subType, parameter } = (buttons.get(type) ?? url)(value, own[Number(index)] ?? {})
    return { type: 'button', sub_type: subType, index, parameters: [parameter] }
  })
}

interface ButtonValue {
  readonly subType: string
  readonly parameter: object
}

const buttons = new Map<string, (value: string, own: JsonObject) => ButtonValue>([
  ['QUICK_REPLY', quickReply],
  ['COPY_CODE', coupon],
  ['MPM', products],
])

/** The end of an address; one-time passwords go the same way. */
function url(text: string): ButtonValue {
  return { subType: 'url', parameter: { type: 'text', text } }
}

function quickReply(payload: string): ButtonValue {
  return { subType: 'quick_reply', parameter: { type: 'payload', payload } }
}

function coupon(code: string): ButtonValue {
  return { subType: 'copy_code', parameter: { type: 'coupon_code', coupon_code: code } }
}

/** Items of the catalogue by their ids, in one section. https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/mpm-template-messages */
function products(list: string, own: JsonObject): ButtonValue {
  const items = list.split(',').map((id) => ({ product_retailer_id: id.trim() }))
  const title = asText(own['text'])?.slice(0, 24) ?? 'Items'
  const action = {
    thumbnail_product_retailer_id: items[0]?.product_retailer_id,
    sections: [{ title, product_items: items }],
  }
  return { subType: 'mpm', parameter: { type: 'action', action } }
}

/** A button that opens a form must be named, though nothing is to be filled in; what comes back carries the token. */
function flowComponents(own: readonly JsonObject[], token: string): object[] {
  return own.flatMap((button, index) => {
    if (asText(button['type']) !== 'FLOW') return []
    const parameters = [{ type: 'action', action: { flow_token: token } }]
    return [{ type: 'button', sub_type: 'flow', index: String(index), parameters }]
  })
}
