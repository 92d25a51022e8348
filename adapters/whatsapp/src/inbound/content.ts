/** What a message says, from its type and the object named like it. A type without its object, or one never seen, is `unsupported`. */
import {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  asWebUrl,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Content, Json } from '@parley/core/adapter'

import { typeOf } from './change.ts'
import { contactCard } from './contact-card.ts'
import { interactiveContent } from './interactive.ts'
import { mediaContent } from './media.ts'

export function contentOf(message: JsonObject): Content {
  const type = typeOf(message)
  return readers.get(type)?.(message, type) ?? unsupported(message, type)
}

type Reader = (message: JsonObject, type: string) => Content | undefined

// a Map, since a message may call its type `constructor`
const readers = new Map<string, Reader>([
  ['text', textContent],
  ['image', mediaContent],
  ['video', mediaContent],
  ['audio', mediaContent],
  ['voice', mediaContent],
  ['document', mediaContent],
  ['sticker', mediaContent],
  ['location', locationContent],
  ['contacts', contactsContent],
  ['interactive', interactiveContent],
  ['button', buttonContent],
  ['order', orderContent],
  ['template', templateContent],
])

function textContent(message: JsonObject): Content | undefined {
  const body = asObject(message['text'])['body']
  return typeof body === 'string' ? { kind: 'text', text: body } : undefined
}

/** 0 is a valid coordinate. */
function locationContent(message: JsonObject): Content | undefined {
  const location = asObject(message['location'])
  const lat = asNumber(location['latitude'])
  const lon = asNumber(location['longitude'])
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    return undefined
  }
  return {
    kind: 'location',
    lat,
    lon,
    ...present({
      label: asText(location['name']),
      address: asText(location['address']),
      url: asWebUrl(location['url']),
    }),
  }
}

function contactsContent(message: JsonObject): Content | undefined {
  const cards = asArray(message['contacts']).map(contactCard)
  return cards.length > 0 ? { kind: 'contacts', cards } : undefined
}

/** The tap on a quick reply of a template. */
function buttonContent(message: JsonObject): Content | undefined {
  const button = asObject(message['button'])
  const payload = asText(button['payload'])
  const title = asText(button['text']) ?? payload
  if (title === undefined) return undefined
  return { kind: 'interactive', title, ...(payload && { payload }) }
}

function orderContent(message: JsonObject): Content | undefined {
  const order = asObject(message['order'])
  if (!Array.isArray(order['product_items'])) return undefined
  return {
    kind: 'order',
    items: order['product_items'].map(orderItem),
    ...present({ text: asText(order['text']), catalogId: asId(order['catalog_id']) }),
  }
}

// amounts come as numbers or as strings
function orderItem(value: unknown): Json {
  const item = asObject(value)
  return present({
    id: asId(item['product_retailer_id']),
    quantity: asNumber(item['quantity']),
    price: asNumber(item['item_price']),
    currency: asText(item['currency']),
  })
}

/** Only the business sends these, from its phone. */
function templateContent(message: JsonObject): Content | undefined {
  const template = asObject(message['template'])
  const name = asText(template['name'])
  return name === undefined ? undefined : { kind: 'template', text: name, detail: template as Json }
}

function unsupported(message: JsonObject, type: string): Content {
  const error = asObject(asArray(message['errors'])[0])
  const details = asText(asObject(error['error_data'])['details']) ?? asText(error['details'])
  const reason = details ?? asText(error['title']) ?? asText(error['message'])
  const native =
    type === 'unsupported' ? asText(asObject(message['unsupported'])['type']) : undefined
  return { kind: 'unsupported', nativeType: native ?? type, ...(reason && { reason }) }
}
