/** Compares a template message with the approved template, and fills it. */
import { GraphError, textOf } from '@parley/adapter-meta/simulator'
import type {
  Choice,
  Shown,
  Template,
  TemplateComponent,
  World,
} from '@parley/adapter-meta/simulator'

import { fillCards } from './template-carousel.ts'
import { judgeCodeSent } from './template-code.ts'

type Params = Readonly<Record<string, unknown>>
interface SentComponent {
  readonly type: string
  readonly sub_type?: string
  readonly index?: string | number
  readonly parameters?: readonly Params[]
}
interface Sent {
  readonly name: string
  readonly language: { readonly code: string }
  readonly components?: readonly SentComponent[]
}

export function findTemplate(world: World, owner: string, sent: Sent): Template {
  const named = world.state.templates.filter(
    (each) => each.owner === owner && each.name === sent.name,
  )
  const template = named.find((each) => each.language === sent.language.code)
  if (!template)
    throw new GraphError({
      code: 132001,
      status: 404,
      details: `template name (${sent.name}) does not exist in ${sent.language.code}`,
    })
  if (template.status === 'PAUSED') throw new GraphError({ code: 132015 })
  if (template.status === 'DISABLED') throw new GraphError({ code: 132016 })
  if (template.status !== 'APPROVED')
    throw new GraphError({
      code: 132001,
      status: 404,
      details: `template name (${sent.name}) is ${template.status} in ${sent.language.code}`,
    })
  return template
}

/** The template as the phone shows it. Throws where parameters are missing, too many, or of the wrong kind. */
export function fillTemplate(template: Template, sent: Sent): Shown {
  const shown: Shown = { kind: 'template' }
  for (const component of template.components) fillComponent(shown, { template, component, sent })
  refuseStrangers(template, sent)
  return shown
}

interface Filling {
  readonly template: Template
  readonly component: TemplateComponent
  readonly sent: Sent
}

function fillComponent(shown: Shown, filling: Filling): void {
  const { component, sent } = filling
  switch (component.type) {
    case 'HEADER':
      return fillHeader(shown, filling)
    case 'BODY':
      shown.text = fillText(filling, parametersOf(sent, 'body'))
      return
    case 'FOOTER':
      shown.footer = component.text ?? ''
      return
    case 'BUTTONS':
      shown.choices = (component.buttons ?? []).map((button, index) =>
        fillButton(button, index, sent),
      )
      return
    case 'CAROUSEL':
      shown.cards = fillCards(filling.template, { component, sent, fill: fillTemplate })
      return
    default:
  }
}

function fillHeader(shown: Shown, filling: Filling): void {
  const { component, sent } = filling
  const given = parametersOf(sent, 'header')
  const format = (component.format ?? 'TEXT').toLowerCase()
  if (format === 'text') {
    shown.header = fillText(filling, given)
    return
  }
  const parameter = given[0]
  if (!parameter) throw wrongCount(`header: expected 1 ${format} parameter, got none`)
  if (parameter['type'] !== format)
    throw new GraphError({
      code: 132012,
      details: `header: Format mismatch, expected ${format.toUpperCase()}, received ${textOf(parameter['type']).toUpperCase()}`,
    })
  const value = parameter[format] as Params
  if (format === 'location') {
    shown.location = { lat: Number(value['latitude']), lon: Number(value['longitude']) }
    return
  }
  const { id, link, filename } = value
  shown.media = [
    {
      kind: format,
      ...(id !== undefined && { id: textOf(id) }),
      ...(link !== undefined && { url: textOf(link) }),
      ...(filename !== undefined && { name: textOf(filename) }),
    },
  ]
}

function fillText({ template, component }: Filling, given: readonly Params[]): string {
  const text = component.text ?? ''
  const names = variablesOf(text)
  const where = component.type.toLowerCase()
  if (given.length !== names.length)
    throw wrongCount(
      `${where}: number of localizable_params (${given.length}) does not match the expected number of params (${names.length})`,
    )
  const values = new Map<string, string>()
  for (const [index, parameter] of given.entries()) {
    const name = template.format === 'NAMED' ? textOf(parameter['parameter_name']) : names[index]
    if (name === undefined || !names.includes(name))
      throw new GraphError({
        code: 132000,
        details: `${where}: parameter_name is missing or unknown`,
      })
    values.set(name, textIn(parameter))
  }
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: string) => values.get(name) ?? '')
}

function textIn(parameter: Params): string {
  const { type, text } = parameter
  if (type === 'text') {
    const value = textOf(text)
    if (/[\n\t]| {5}/.test(value))
      throw new GraphError({
        code: 132018,
        message: '(#132018) There is an issue with the parameters of the template',
        details:
          'Param text cannot have new-line or tab characters, or more than 4 spaces in a row',
      })
    return value
  }
  const fallback = parameter[textOf(type)] as { fallback_value?: string } | undefined
  if (fallback?.fallback_value) return fallback.fallback_value
  throw new GraphError({ code: 132012, details: `body: ${textOf(type)} is not a text parameter` })
}

type Button = NonNullable<TemplateComponent['buttons']>[number]

function fillButton(button: Button, index: number, sent: Sent): Choice {
  const parameter = buttonParameter(sent, index)
  const title = button.text
  if (button.type === 'URL') return fillUrl(button, index, parameter)
  if (button.type === 'FLOW') return fillFlow(title, index, sent)
  if (button.type === 'MPM') judgeItems(parameter, index)
  if (button.type === 'PHONE_NUMBER')
    return { kind: 'phone', title, payload: textOf(button.phone_number) }
  if (button.type === 'COPY_CODE')
    return { kind: 'phone', title, payload: textOf(parameter?.['coupon_code']) }
  return { kind: 'template', title, payload: textOf(parameter?.['payload']) || title }
}

/** One-time passwords have a rule of their own beside those of all templates. */
export function judgeCodeUse(template: Template, sent: Sent, hasNumber: boolean): void {
  if (template.category !== 'AUTHENTICATION') return
  const [body] = parametersOf(sent, 'body')
  const values = [body, buttonParameter(sent, 0)].map((each) => textOf(each?.['text'] ?? ''))
  judgeCodeSent(values, hasNumber)
}

function buttonParameter(sent: Sent, index: number): Params | undefined {
  const given = (sent.components ?? []).find(
    (each) => each.type.toLowerCase() === 'button' && Number(each.index) === index,
  )
  return given?.parameters?.[0]
}

/** It must be named, with or without parameters. */
function fillFlow(title: string, index: number, sent: Sent): Choice {
  const named = (sent.components ?? []).find(
    (each) => each.type.toLowerCase() === 'button' && Number(each.index) === index,
  )
  if (named?.sub_type?.toLowerCase() !== 'flow')
    throw new GraphError({
      code: 131009,
      details: `Components sub_type invalid at index: ${index} and type: 0`,
    })
  const action = buttonParameter(sent, index)?.['action'] as Params | undefined
  return { kind: 'flow', title, payload: textOf(action?.['flow_token'] ?? 'unused') }
}

function judgeItems(parameter: Params | undefined, index: number): void {
  const { sections } = (parameter?.['action'] ?? {}) as { sections?: readonly unknown[] }
  if (!sections || sections.length === 0)
    throw new GraphError({
      code: 131008,
      details: `buttons: Button at index ${index} of type Mpm requires a parameter`,
    })
}

function fillUrl(button: Button, index: number, parameter: Params | undefined): Choice {
  const { url = '', text: title } = button
  const isVariable = variablesOf(url).length > 0
  if (isVariable !== (parameter !== undefined))
    throw new GraphError({
      code: isVariable ? 131008 : 132000,
      details: `buttons: Button at index ${index} of type Url ${isVariable ? 'requires a parameter' : 'takes none'}`,
    })
  const value = textOf(parameter?.['text'] ?? '')
  // the button of a one-time password copies it
  if (url.includes('otp_type=')) return { kind: 'phone', title, payload: value }
  return { kind: 'url', title, url: url.replace(/\{\{.*\}\}/, value) }
}

/** Parameters for a component that the template does not have. */
function refuseStrangers(template: Template, sent: Sent): void {
  const kinds = new Set(template.components.map((each) => each.type.toLowerCase()))
  for (const component of sent.components ?? []) {
    const type =
      component.type.toLowerCase() === 'button' ? 'buttons' : component.type.toLowerCase()
    if ((component.parameters ?? []).length > 0 && !kinds.has(type))
      throw wrongCount(`${type}: the template has no such component`)
  }
}

function parametersOf(sent: Sent, type: string): readonly Params[] {
  return (sent.components ?? []).find((each) => each.type.toLowerCase() === type)?.parameters ?? []
}

export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))]
}

function wrongCount(details: string): GraphError {
  return new GraphError({ code: 132000, details })
}
