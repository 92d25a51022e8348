/** A utility template as a message. https://developers.facebook.com/docs/messenger-platform/send-messages/utility-messages */
import {
  asArray,
  asObject,
  asText,
  buttonsIn,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Step, TemplateParameters } from '@parley/core/adapter'

type TemplateStep = Extract<Step, { kind: 'template' }>

export function utilityMessage({ name, language, parameters, native }: TemplateStep): JsonObject {
  const own = buttonsIn(asArray(asObject(native)['components']).map(asObject))
  const components = [
    ...textPart('header', parameters.header),
    ...textPart('body', parameters.body),
    ...buttonPart(parameters.buttons, own),
  ]
  const parts = components.length > 0 ? components : undefined
  return { template: { name, language: { code: language }, ...present({ components: parts }) } }
}

function textPart(type: 'header' | 'body', values: TemplateParameters['body']): object[] {
  const entries = Object.entries(values ?? {})
  if (entries.length === 0) return []
  // a list, and names that are numbers, fill in order
  const isNamed = !Array.isArray(values) && entries.some(([key]) => !/^\d+$/.test(key))
  const parameters = entries.map(([key, text]) => ({
    type: 'text',
    ...(isNamed && { parameter_name: key }),
    text,
  }))
  return [{ type, parameters }]
}

function buttonPart(values: TemplateParameters['buttons'], own: readonly JsonObject[]): object[] {
  const parameters = Object.entries(values ?? {}).map(([index, value]) =>
    asText(own[Number(index)]?.['type']) === 'POSTBACK'
      ? { type: 'POSTBACK', payload: value }
      : { type: 'URL', url: value },
  )
  return parameters.length > 0 ? [{ type: 'buttons', parameters }] : []
}
