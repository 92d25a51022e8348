/** The components that Meta's platforms make a template of. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components */
import { present } from '../json.ts'
import type { DraftButton } from './form.ts'
import { namesIn } from './reading.ts'

export interface Words {
  readonly headerText?: string | undefined
  readonly body?: string | undefined
  readonly footer?: string | undefined
  readonly buttons?: readonly DraftButton[] | undefined
  readonly examples?: Readonly<Record<string, string>> | undefined
}

/** Variables with names need another format than numbered ones. */
export function formatOf({ body = '', headerText = '' }: Words): 'NAMED' | 'POSITIONAL' {
  return namesIn(headerText + body).some((name) => !/^\d+$/.test(name)) ? 'NAMED' : 'POSITIONAL'
}

export function textHeader(words: Words): object[] {
  const { headerText } = words
  if (!headerText) return []
  const examples = examplesFor('header', headerText, words)
  return [{ type: 'HEADER', format: 'TEXT', text: headerText, ...examples }]
}

/** `sample` is the handle of an uploaded example file; a place needs none. */
export function mediaHeader(format: string, sample: string | undefined): object {
  const example = sample === undefined ? {} : { example: { header_handle: [sample] } }
  return { type: 'HEADER', format: format.toUpperCase(), ...example }
}

export function bodyPart(words: Words): object[] {
  const { body } = words
  return body ? [{ type: 'BODY', text: body, ...examplesFor('body', body, words) }] : []
}

export function footerPart({ footer }: Words): object[] {
  return footer ? [{ type: 'FOOTER', text: footer }] : []
}

export function buttonsPart({ buttons = [] }: Words, write = buttonOf): object[] {
  return buttons.length > 0
    ? [{ type: 'BUTTONS', buttons: buttons.map((each) => write(each)) }]
    : []
}

function examplesFor(place: 'header' | 'body', text: string, words: Words): object {
  const names = namesIn(text)
  if (names.length === 0) return {}
  // header and body may both have a {{1}}
  const { examples = {} } = words
  const values = names.map((name) => examples[`${place}.${name}`] ?? examples[name] ?? '')
  if (formatOf(words) === 'POSITIONAL') {
    return { example: { [`${place}_text`]: place === 'body' ? [values] : values } }
  }
  const named = names.map((name, i) => ({ param_name: name, example: values[i] }))
  return { example: { [`${place}_text_named_params`]: named } }
}

function buttonOf({ kind, label, url, phone, example, flow, screen }: DraftButton): object {
  if (kind === 'copy_code') return { type: 'COPY_CODE', example }
  if (kind === 'flow') return flowButton({ label, flow, screen })
  return present({
    type: kind.toUpperCase(),
    text: label,
    url: kind === 'url' ? url : undefined,
    phone_number: kind === 'phone_number' ? phone : undefined,
    example: kind === 'url' && url?.includes('{{') ? [example ?? ''] : undefined,
  })
}

/** https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow */
function flowButton({
  label,
  flow,
  screen,
}: {
  readonly label: string | undefined
  readonly flow: string | undefined
  readonly screen: string | undefined
}): object {
  const action = screen ? 'navigate' : 'data_exchange'
  return present({
    type: 'FLOW',
    text: label,
    flow_id: flow,
    flow_action: action,
    navigate_screen: screen,
  })
}
