/** Utility templates of a Page: made, listed, filled. */
import { Type } from 'typebox'

import { GraphError } from '../graph-error.ts'
import type { GraphCall } from '../part.ts'
import { checkShape, oneOf, strict } from '../shape.ts'
import type { Account, Choice, Shown, Template, TemplateComponent } from '../state.ts'
import { textOf } from '../text.ts'
import { newId } from '../world.ts'
import type { World } from '../world.ts'

export function listUtility(world: World, { params }: GraphCall, owner: string): object {
  const { name, limit, after } = params
  const found = world.state.templates.filter(
    (each) => each.owner === owner && (name === undefined || each.name.includes(textOf(name))),
  )
  const start = found.findIndex((each) => each.id === after) + 1
  const page = found.slice(start, start + Number(limit ?? 25))
  const isMore = start + page.length < found.length
  return {
    data: page.map(({ id, name: own, language, status, category, components }) => ({
      id,
      name: own,
      language,
      status,
      category,
      components,
    })),
    ...(page.length > 0 && {
      paging: {
        cursors: { before: page[0]?.id, after: page.at(-1)?.id },
        ...(isMore && { next: `${world.baseUrl}/graph/${owner}/message_templates` }),
      },
    }),
  }
}

const example = Type.Optional(Type.Record(Type.String(), Type.Unknown()))
const title = Type.String({ minLength: 1, maxLength: 25 })
const draft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 512, pattern: '^[a-z0-9_]+$' }),
    language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2,4})?$' }),
    category: Type.Literal('UTILITY'),
    parameter_format: Type.Optional(oneOf('NAMED', 'POSITIONAL')),
    components: Type.Array(
      Type.Union([
        Type.Object(
          {
            type: oneOf('HEADER'),
            format: oneOf('TEXT', 'IMAGE'),
            text: Type.Optional(Type.String({ maxLength: 60 })),
            example,
          },
          strict,
        ),
        Type.Object(
          { type: oneOf('BODY'), text: Type.String({ minLength: 1, maxLength: 1024 }), example },
          strict,
        ),
        Type.Object(
          {
            type: oneOf('BUTTONS'),
            buttons: Type.Array(
              Type.Union([
                Type.Object(
                  {
                    type: oneOf('URL'),
                    text: title,
                    url: Type.String({ pattern: '^https?://' }),
                    example,
                  },
                  strict,
                ),
                Type.Object(
                  { type: oneOf('POSTBACK'), text: title, payload: Type.String({ minLength: 1 }) },
                  strict,
                ),
              ]),
              { minItems: 1, maxItems: 3 },
            ),
          },
          strict,
        ),
      ]),
      { minItems: 1 },
    ),
  },
  strict,
)

/** Approved at once; a name that says so is refused, so that both can be seen. */
export function createUtility(world: World, { params }: GraphCall, owner: string): object {
  checkShape(draft, params)
  const { name, language, parameter_format: format, components } = params as unknown as Draft
  judgeDraft(components)
  if (world.state.templates.some((each) => isSame(each, { owner, name, language })))
    throw refused(2388023, 'A template with this name and language exists')
  const template: Template = {
    id: newId(world, 'object'),
    owner,
    name,
    language,
    category: 'UTILITY',
    format: format === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    status: /reject/.test(name) ? 'REJECTED' : 'APPROVED',
    reason: '',
    components,
  }
  world.state.templates.push(template)
  world.changed()
  return { id: template.id, status: template.status, category: template.category }
}

interface Draft {
  readonly name: string
  readonly language: string
  readonly parameter_format?: string
  readonly components: TemplateComponent[]
}

function judgeDraft(components: readonly TemplateComponent[]): void {
  if (!components.some(({ type }) => type === 'BODY'))
    throw refused(2388072, 'The template must have a body')
  for (const { type, text = '', example: given } of components)
    if (variablesIn(text).length > 0 && !given)
      throw refused(2388043, `${type} has variables, so it needs examples for them`)
}

function isSame(
  template: Template,
  wanted: Pick<Template, 'owner' | 'name' | 'language'>,
): boolean {
  const { owner, name, language } = template
  return owner === wanted.owner && name === wanted.name && language === wanted.language
}

const sentParameter = Type.Object({ type: Type.String() })
/** Of `message.template`. */
export const utilityContent = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    language: Type.Object({ code: Type.String({ minLength: 2 }) }, strict),
    components: Type.Optional(
      Type.Array(
        Type.Object(
          {
            type: oneOf('header', 'body', 'buttons'),
            parameters: Type.Array(sentParameter, { minItems: 1 }),
          },
          strict,
        ),
      ),
    ),
  },
  strict,
)
export interface SentTemplate {
  readonly name: string
  readonly language: { readonly code: string }
  readonly components?: readonly {
    readonly type: string
    readonly parameters: readonly Readonly<Record<string, unknown>>[]
  }[]
}

/** As the phone shows it; refused where the template or a value is missing. */
export function fillUtility(world: World, account: Account, sent: SentTemplate): Shown {
  const { name, language } = sent
  if (world.isOpen) return { kind: 'template', text: name }
  const template = world.state.templates.find((each) =>
    isSame(each, { owner: account.id, name, language: language.code }),
  )
  if (template?.status !== 'APPROVED')
    throw new GraphError({ code: 100, message: '(#100) The template cannot be found' })
  const [header, body, buttons] = ['HEADER', 'BODY', 'BUTTONS'].map((type) =>
    template.components.find((each) => each.type === type),
  )
  return {
    kind: 'template',
    text: filled(body, valuesOf(sent, 'body')),
    ...(header?.text && { header: filled(header, valuesOf(sent, 'header')) }),
    ...(buttons && { choices: choicesOf(buttons, valuesOf(sent, 'buttons')) }),
  }
}

type Values = readonly Readonly<Record<string, unknown>>[]

function valuesOf({ components = [] }: SentTemplate, type: string): Values {
  return components.find((each) => each.type === type)?.parameters ?? []
}

function filled(component: TemplateComponent | undefined, given: Values): string {
  const { type = '', text = '' } = component ?? {}
  const names = variablesIn(text)
  if (names.length !== given.length)
    throw new GraphError({
      code: 100,
      message: `(#100) ${type} takes ${names.length} parameters, ${given.length} were given`,
    })
  const values = new Map(
    given.map((each, at) => [textOf(each['parameter_name'] ?? names[at]), textOf(each['text'])]),
  )
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: string) => values.get(name) ?? '')
}

/** Values go to the buttons that have a variable, in their order. */
function choicesOf({ buttons = [] }: TemplateComponent, given: Values): Choice[] {
  const open = buttons.filter((each) => variablesIn(each.url ?? each.payload ?? '').length > 0)
  if (open.length !== given.length)
    throw new GraphError({
      code: 100,
      message: `(#100) BUTTONS takes ${open.length} parameters, ${given.length} were given`,
    })
  return buttons.map((button) => {
    const { type, text, url = '', payload = '' } = button
    const value = given[open.indexOf(button)]
    return type === 'URL'
      ? { kind: 'url', title: text, url: url.replace(/\{\{.*\}\}/, textOf(value?.['url'] ?? '')) }
      : { kind: 'postback', title: text, payload: textOf(value?.['payload'] ?? payload) }
  })
}

/** A text alone comes back as a text, with anything beside it as a generic template. */
export function utilityEcho({ text = '', header, choices }: Shown): object {
  if (!header && !choices) return { text }
  const elements = [header ? { title: header, subtitle: text } : { title: text }]
  return { attachments: [{ type: 'template', payload: { template_type: 'generic', elements } }] }
}

function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name))]
}

function refused(subcode: number, what: string): GraphError {
  return new GraphError({
    code: 100,
    subcode,
    message: '(#100) Invalid parameter',
    userTitle: 'The template is not valid',
    userMessage: what,
  })
}
