/** Message templates of a business account: listed, created, edited, deleted, reviewed. */
import {
  GraphError,
  checkShape,
  invalidWhatsapp,
  newId,
  pickFields,
  textOf,
} from '@parley/adapter-meta/simulator'
import type {
  Endpoint,
  GraphCall,
  Template,
  TemplateComponent,
  World,
} from '@parley/adapter-meta/simulator'

import { codeComponents } from './template-code.ts'
import { judgeComponents, templateDraft, templateEdit } from './template-judge.ts'
import { seedTemplates } from './template-seeds.ts'
import { inCapitals } from './template-words.ts'

export const templateEndpoints: Readonly<Record<string, Endpoint>> = {
  'GET waba/message_templates': listTemplates,
  'POST waba/message_templates': createTemplate,
  'DELETE waba/message_templates': deleteTemplates,
  'GET template': (world, call, id) =>
    pickFields(facts(getTemplate(world, id)), call.params['fields'], listFields),
  'POST template': editTemplate,
}

const openTemplates = seedTemplates('open')
const listFields = 'id,name,status,language,category,components,parameter_format'

function listTemplates(world: World, { params }: GraphCall, id: string): object {
  const { name, status, language, category, limit, after, fields } = params
  const wanted = { name, status, language, category }
  const all = world.isOpen ? openTemplates : world.state.templates
  const found = all
    .filter((each) => each.owner === id || world.isOpen)
    .filter((each) =>
      Object.entries(wanted).every(
        ([key, value]) =>
          value === undefined || textOf(each[key as keyof Template]).includes(textOf(value)),
      ),
    )
  if (after !== undefined && !found.some((each) => each.id === after))
    throw new GraphError({ code: 131059, message: '(#131059) The cursor is not valid any more' })
  const start = found.findIndex((each) => each.id === after) + 1
  const size = Number(limit ?? 25)
  const page = found.slice(start, start + size)
  const last = page.at(-1)
  return {
    data: page.map((each) => pickFields(facts(each), fields, listFields)),
    ...(last && {
      paging: {
        cursors: { before: page[0]?.id, after: last.id },
        ...(start + size < found.length && {
          next: `${world.baseUrl}/graph/${id}/message_templates`,
        }),
      },
    }),
  }
}

function facts(template: Template): Record<string, unknown> {
  const { id, name, language, status, category, components, format, reason } = template
  return {
    id,
    name,
    language,
    status,
    category,
    components,
    parameter_format: format,
    rejected_reason: reason || 'NONE',
    quality_score: { score: 'UNKNOWN' },
    previous_category: null,
    sub_category: null,
    message_send_ttl_seconds: null,
    correct_category: null,
    library_template_name: null,
  }
}

interface Draft {
  readonly name: string
  readonly language: string
  readonly category: string
  readonly parameter_format?: string
  readonly components: TemplateComponent[]
}

function createTemplate(world: World, call: GraphCall, owner: string): object {
  const params = inCapitals(call.params)
  checkShape(templateDraft, params, invalidWhatsapp)
  const { name, language, category, components, ...rest } = params as unknown as Draft
  const format = rest.parameter_format === 'NAMED' ? 'NAMED' : 'POSITIONAL'
  judgeComponents(components, { category, format })
  const isTaken = world.state.templates.some(
    (each) => each.owner === owner && each.name === name && each.language === language,
  )
  if (isTaken)
    throw new GraphError({
      code: 100,
      subcode: 2388023,
      message: '(#100) Invalid parameter',
      userTitle: 'A template with this name and language exists',
      userMessage: `There is already content in this language for ${name}.`,
    })
  const template: Template = {
    id: newId(world, 'object'),
    owner,
    name,
    language,
    category,
    format,
    status: 'PENDING',
    reason: '',
    components: keptOf(components, category),
    reviewAt: world.now() + world.state.settings.reviewMs,
  }
  world.state.templates.push(template)
  world.changed()
  return { id: template.id, status: template.status, category }
}

/** What the platform makes of the parts: the words of a one-time password are its own. */
function keptOf(components: TemplateComponent[], category: string): TemplateComponent[] {
  return category === 'AUTHENTICATION' ? codeComponents(components) : components
}

function editTemplate(world: World, call: GraphCall, id: string): object {
  const params = inCapitals(call.params)
  checkShape(templateEdit, params, invalidWhatsapp)
  const template = getTemplate(world, id)
  const { components, category } = params as Partial<Draft>
  if (template.status === 'PENDING' && !world.isOpen)
    throw new GraphError({
      code: 100,
      subcode: 2388025,
      message: '(#100) A template cannot be edited while it is in review',
    })
  if (category) template.category = category
  if (components) {
    judgeComponents(components, template)
    template.components = keptOf(components, template.category)
  }
  template.status = 'PENDING'
  template.reviewAt = world.now() + world.state.settings.reviewMs
  world.changed()
  return { success: true, id, category: template.category }
}

function deleteTemplates(world: World, { params }: GraphCall, owner: string): object {
  const { name, hsm_id: id } = params
  if (name === undefined)
    throw new GraphError({ code: 100, message: '(#100) The parameter name is required.' })
  const doomed = world.state.templates.filter(
    (each) =>
      each.owner === owner && each.name === name && (id === undefined || each.id === textOf(id)),
  )
  if (doomed.length === 0 && !world.isOpen)
    throw new GraphError({
      code: 100,
      subcode: 2593002,
      message: '(#100) No template of that name exists',
    })
  world.state.templates = world.state.templates.filter((each) => !doomed.includes(each))
  world.changed()
  return { success: true }
}

function getTemplate(world: World, id: string): Template {
  const template = world.state.templates.find((each) => each.id === id)
  if (template) return template
  if (world.isOpen && openTemplates[0]) return { ...openTemplates[0], id }
  throw new GraphError({ code: 100, subcode: 33, type: 'GraphMethodException' })
}
