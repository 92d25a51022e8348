import { type InboundDelivery, type InboundEvent, losslessJson } from '@parley/core/adapter'

import { channel } from '../src/index.ts'

export const phoneNumberId = '390200000000001'
export const account = '480300000000001'
export const ownPhone = '49301234567'
export const anna = '4915123456789'
export const head = {
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: ownPhone, phone_number_id: phoneNumberId },
}
export const annaCard = { profile: { name: 'Anna' }, wa_id: anna }

/** What the kernel hands over for a body. */
export function deliveryOf(body: string | object): InboundDelivery {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    method: 'POST',
    path: '/api/webhooks/meta',
    query: {},
    headers: {},
    body: new TextEncoder().encode(text),
    receivedAt: 0,
    json: jsonOf(text),
  }
}

function jsonOf(text: string): unknown {
  try {
    return losslessJson(text)
  } catch {
    return undefined
  }
}

export function read(body: string | object): readonly InboundEvent[] {
  return channel.parse(deliveryOf(body))
}

/** The events of one change. */
export function readField(
  field: string,
  value: object,
  entry: object = {},
): readonly InboundEvent[] {
  const changes = [{ field, value }]
  return read({ object: 'whatsapp_business_account', entry: [{ id: account, changes, ...entry }] })
}

/** The only event of one message that Anna writes. */
export function readMessage(message: object, value: object = {}): InboundEvent {
  const whole = { from: anna, id: 'wamid.1', timestamp: '1790000000', ...message }
  const events = readField('messages', {
    ...head,
    contacts: [annaCard],
    messages: [whole],
    ...value,
  })
  if (events.length !== 1) throw new Error(`${events.length} events: ${JSON.stringify(events)}`)
  return events[0]!
}

export function contentOf(message: object): unknown {
  const event = readMessage(message)
  return 'content' in event ? event.content : event
}

/** The parts of an event that are named, so that a test says only what it is about. */
export function parts(event: object | undefined, ...names: string[]): object {
  const whole = (event ?? {}) as Record<string, unknown>
  return Object.fromEntries(names.map((name) => [name, whole[name]]))
}
