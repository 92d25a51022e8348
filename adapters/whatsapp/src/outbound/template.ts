/** A template as a message: its name, its language, and a component for every place that has values. https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates */
import { asArray, asObject, asText } from '@parley/adapter-meta'
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
  const components = [
    ...header.components,
    ...bodyComponents(step.parameters.body),
    ...buttonComponents(step),
  ]
  const template = {
    name: step.name,
    language: { code: step.language },
    ...(components.length > 0 && { components }),
  }
  return { message: { type: 'template', template } }
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

function buttonComponents({ parameters, native }: TemplateStep): object[] {
  const types = buttonTypes(native)
  const values = Object.entries(parameters.buttons ?? {})
  return values.map(([index, value]) => {
    const { subType, parameter } = (buttons.get(types[Number(index)] ?? '') ?? url)(value)
    return { type: 'button', sub_type: subType, index, parameters: [parameter] }
  })
}

function buttonTypes(native: unknown): (string | undefined)[] {
  const components = asArray(asObject(native)['components']).map(asObject)
  const buttons = components.find((component) => asText(component['type']) === 'BUTTONS')
  return asArray(buttons?.['buttons']).map((button) => asText(asObject(button)['type']))
}

interface ButtonValue {
  readonly subType: string
  readonly parameter: object
}

const buttons = new Map<string, (value: string) => ButtonValue>([
  ['QUICK_REPLY', quickReply],
  ['COPY_CODE', coupon],
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
