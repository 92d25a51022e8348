/** One row of `message_templates` as a template: its state, its parts for a preview, and every variable that a send must fill. */
import {
  asArray,
  asId,
  asObject,
  asText,
  asWebUrl,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Json, MediaKind, Template } from '@parley/core/adapter'

type Variable = Template['variables'][number]

export function readTemplate(row: JsonObject): Template {
  const components = asArray(row['components']).map(asObject)
  const header = partOf(components, 'HEADER')
  const body = partOf(components, 'BODY')
  const buttons = asArray(partOf(components, 'BUTTONS')['buttons']).map(asObject)
  const name = asText(row['name']) ?? ''
  const language = asText(row['language']) ?? ''
  return {
    id: asId(row['id']) ?? `${name}/${language}`,
    name,
    language,
    category: asText(row['category']) ?? '',
    status: states.get(asText(row['status']) ?? '') ?? 'pending',
    variables: [
      ...headerVariables(header),
      ...textVariables(body, 'body', asText(body['text']) ?? ''),
      ...buttons.flatMap(buttonVariables),
    ],
    body: asText(body['text']) ?? '',
    buttons: buttons.map(buttonOf),
    native: row as Json,
    ...present({
      reason: reasonOf(row['rejected_reason']),
      header: asText(header['text']),
      footer: asText(partOf(components, 'FOOTER')['text']),
    }),
  }
}

// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
const states = new Map<string, Template['status']>([
  ['APPROVED', 'approved'],
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

function partOf(components: readonly JsonObject[], type: string): JsonObject {
  return components.find((part) => asText(part['type'])?.toUpperCase() === type) ?? {}
}

const media = new Map<string, MediaKind>([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['GIF', 'video'],
  ['DOCUMENT', 'document'],
])

function headerVariables(header: JsonObject): Variable[] {
  const format = asText(header['format'])?.toUpperCase() ?? ''
  const kind = media.get(format)
  if (kind) return [{ place: 'header', name: 'media', media: kind }]
  if (format === 'LOCATION') {
    return ['latitude', 'longitude', 'name', 'address'].map((name) => ({ place: 'header', name }))
  }
  return textVariables(header, 'header', asText(header['text']) ?? '')
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
  const isOpen = type === 'URL' && namesIn(asText(button['url']) ?? '').length > 0
  if (!isOpen && type !== 'COPY_CODE' && type !== 'OTP') return []
  const example = asText(button['example']) ?? asText(asArray(button['example'])[0])
  return [withExample({ place: 'button', name: String(index) }, example)]
}

function buttonOf(button: JsonObject): Template['buttons'][number] {
  const kind = asText(button['type'])?.toLowerCase() ?? 'unknown'
  const label = asText(button['text']) ?? ''
  return { kind, label, ...present({ url: asWebUrl(button['url']) }) }
}

function reasonOf(value: unknown): string | undefined {
  const reason = asText(value)
  return reason === 'NONE' ? undefined : reason
}
