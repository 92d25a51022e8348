/** One row of `message_templates` as a template: its state, its parts for a preview, and every variable that a send must fill. */
import type { Json, MediaKind, Template } from '@parley/core/adapter'

import {
  asArray,
  asId,
  asObject,
  asText,
  asWebUrl,
  isObject,
  type JsonObject,
  present,
} from '../json.ts'

type Variable = Template['variables'][number]

export function readTemplate(row: JsonObject): Template {
  const components = componentsIn(row)
  const name = textAt(row, 'name')
  const language = textAt(row, 'language')
  const cards = cardsIn(components)
  return {
    id: asId(row['id']) ?? `${name}/${language}`,
    name,
    language,
    category: textAt(row, 'category'),
    status: states.get(textAt(row, 'status').toUpperCase()) ?? 'pending',
    variables: isCode(row) ? codeVariables(components) : variablesIn(components, cards),
    body: textAt(partOf(components, 'BODY'), 'text'),
    buttons: buttonsIn(components).map(buttonOf),
    native: row as Json,
    ...present({
      reason: reasonOf(row['rejected_reason']),
      header: asText(partOf(components, 'HEADER')['text']),
      footer: asText(partOf(components, 'FOOTER')['text']),
      cards: cards.length > 0 ? cards.map(cardOf) : undefined,
    }),
  }
}

function textAt(object: JsonObject, name: string): string {
  return asText(object[name]) ?? ''
}

type Components = readonly JsonObject[]

/** One-time passwords: their text is the platform's own, and the button copies the one value. */
export function isCode(row: JsonObject): boolean {
  return textAt(row, 'category').toUpperCase() === 'AUTHENTICATION'
}

/** The parts of a template; Messenger lists some templates flat. */
function componentsIn(row: JsonObject): Components {
  if (Array.isArray(row['components'])) return row['components'].map(asObject)
  const { header, body, body_params: values, buttons } = row
  return [
    ...(asText(header) ? [{ type: 'HEADER', format: 'TEXT', text: header }] : []),
    { type: 'BODY', text: body, example: { body_text: [asArray(values)] } },
    ...(Array.isArray(buttons) ? [{ type: 'BUTTONS', buttons }] : []),
  ]
}

function variablesIn(components: Components, cards: readonly Components[]): Variable[] {
  return [
    ...ownVariables(components),
    ...cards.flatMap((parts, card) => ownVariables(parts).map((each) => ({ ...each, card }))),
  ]
}

function ownVariables(components: Components): Variable[] {
  const body = partOf(components, 'BODY')
  return [
    ...headerVariables(partOf(components, 'HEADER')),
    ...textVariables(body, 'body', textAt(body, 'text')),
    ...buttonsIn(components).flatMap(buttonVariables),
  ]
}

// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
const longestCode = 15

function codeVariables(components: Components): Variable[] {
  const [example] = examplesOf(asObject(partOf(components, 'BODY')['example']), 'body').inOrder
  return [withExample({ place: 'body', name: '1', max: longestCode }, example)]
}

/** Carousels: a card has a file, and may have a text and buttons of its own. */
export function cardsIn(components: Components): readonly Components[] {
  const cards = asArray(partOf(components, 'CAROUSEL')['cards'])
  return cards.map((card) => asArray(asObject(card)['components']).map(asObject))
}

function cardOf(components: Components): NonNullable<Template['cards']>[number] {
  const body = textAt(partOf(components, 'BODY'), 'text')
  return { body, buttons: buttonsIn(components).map(buttonOf) }
}

export function buttonsIn(components: Components): Components {
  return asArray(partOf(components, 'BUTTONS')['buttons']).map(asObject)
}

// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
const states = new Map<string, Template['status']>([
  ['APPROVED', 'approved'],
  ['ACTIVE', 'approved'],
  ['FLAGGED', 'approved'],
  ['REINSTATED', 'approved'],
  ['PENDING', 'pending'],
  ['IN_APPEAL', 'pending'],
  ['REJECTED', 'rejected'],
  ['PAUSED', 'paused'],
  ['DISABLED', 'disabled'],
  ['LIMIT_EXCEEDED', 'disabled'],
  ['PENDING_DELETION', 'deleted'],
  ['DELETED', 'deleted'],
  ['ARCHIVED', 'deleted'],
])

function partOf(components: Components, type: string): JsonObject {
  return components.find((part) => asText(part['type'])?.toUpperCase() === type) ?? {}
}

const media = new Map<string, MediaKind>([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['GIF', 'video'],
  ['DOCUMENT', 'document'],
])

function headerVariables(header: JsonObject): Variable[] {
  const format = textAt(header, 'format').toUpperCase()
  const kind = media.get(format)
  if (kind) return [{ place: 'header', name: 'media', media: kind }]
  if (format === 'LOCATION') {
    return ['latitude', 'longitude', 'name', 'address'].map((name) => ({ place: 'header', name }))
  }
  return textVariables(header, 'header', textAt(header, 'text'))
}

/** `{{1}}` or `{{first_name}}`, each once, in the order of the text. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? ''))]
}

function textVariables(part: JsonObject, place: 'header' | 'body', text: string): Variable[] {
  const examples = examplesOf(asObject(part['example']), place)
  return namesIn(text).map((name, i) =>
    withExample({ place, name }, examples.byName.get(name) ?? examples.inOrder[i]),
  )
}

function withExample(variable: Variable, example: string | undefined): Variable {
  return example ? { ...variable, example } : variable
}

/** Examples stand in a list (of lists, for the body), or beside their names. */
function examplesOf(example: JsonObject, place: string) {
  const named = asArray(example[`${place}_text_named_params`]).map(asObject)
  const list = asArray(example[`${place}_text`]).flat()
  return {
    byName: new Map(named.map((each) => [asText(each['param_name']), asText(each['example'])])),
    inOrder: list.map(asText),
  }
}

function buttonVariables(button: JsonObject, index: number): Variable[] {
  const type = asText(button['type'])?.toUpperCase()
  // the items of a catalogue that it shows
  if (type === 'MPM') return [{ place: 'button', name: String(index), example: 'SKU-1, SKU-2' }]
  const open = type === 'POSTBACK' ? button['payload'] : type === 'URL' && button['url']
  if (namesIn(asText(open) ?? '').length === 0 && type !== 'COPY_CODE') return []
  return [withExample({ place: 'button', name: String(index) }, exampleOf(button['example']))]
}

function exampleOf(given: unknown): string | undefined {
  if (isObject(given)) return asText(given['url_suffix_example'])
  return asText(given) ?? asText(asArray(given)[0])
}

function buttonOf(button: JsonObject): Template['buttons'][number] {
  const label = textAt(button, 'text')
  const url = asWebUrl(button['url'])
  // what copies a one-time password is listed as a link to WhatsApp's own page
  if (url?.includes('otp_type=')) return { kind: 'copy_code', label }
  const kind = asText(button['type'])?.toLowerCase() ?? 'unknown'
  return { kind: kind === 'otp' ? 'copy_code' : kind, label, ...present({ url }) }
}

function reasonOf(value: unknown): string | undefined {
  const reason = asText(value)
  return reason === 'NONE' ? undefined : reason
}
