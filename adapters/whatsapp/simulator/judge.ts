/** Judges a request to `/messages` by its shape alone: what it asks for, or a refusal. */
import {
  GraphError,
  checkShape,
  invalidWhatsapp,
  strict,
  textOf,
} from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

import { interactives } from './interactive-shape.ts'
import { around, contents, mediaTypes, readRequest } from './message-shape.ts'
import { templateContent } from './template-shape.ts'

type Params = Readonly<Record<string, unknown>>
export type Outgoing =
  | { readonly kind: 'read'; readonly target: string; readonly isTyping: boolean }
  | {
      readonly kind: 'message'
      readonly type: string
      readonly content: Params
      readonly to?: string
      readonly recipient?: string
      readonly isGroup: boolean
      readonly replyTo?: string
      readonly tracker?: string
    }
export type OutgoingMessage = Extract<Outgoing, { kind: 'message' }>

export function judgeSend(params: Params): Outgoing {
  if (params['messaging_product'] !== 'whatsapp')
    throw new GraphError({
      code: 100,
      message: '(#100) The parameter messaging_product is required, and must be "whatsapp"',
    })
  return params['status'] !== undefined ? judgeRead(params) : judgeMessage(params)
}

function judgeRead(params: Params): Outgoing {
  checkShape(readRequest, params, invalidWhatsapp)
  return {
    kind: 'read',
    target: textOf(params['message_id']),
    isTyping: params['typing_indicator'] !== undefined,
  }
}

function judgeMessage(params: Params): Outgoing {
  const type = textOf(params['type'] ?? 'text')
  const schema = schemaOf(type, params)
  checkShape(Type.Object({ ...around, [type]: schema }, strict), params, invalidWhatsapp)
  if (params['to'] === undefined && params['recipient'] === undefined)
    throw new GraphError({ code: 100, message: '(#100) The parameter to is required.' })
  const content = params[type] as Params
  judgeContent(type, content)
  const isGroup = params['recipient_type'] === 'group'
  if (isGroup && !groupTypes.has(type))
    throw new GraphError({
      code: 131051,
      details: `Messages of type ${type} cannot be sent to a group`,
    })
  const context = params['context'] as { message_id: string } | undefined
  return {
    kind: 'message',
    type,
    content,
    isGroup,
    ...(params['to'] !== undefined && { to: textOf(params['to']) }),
    ...(params['recipient'] !== undefined && { recipient: textOf(params['recipient']) }),
    ...(context && { replyTo: context.message_id }),
    ...(typeof params['biz_opaque_callback_data'] === 'string' && {
      tracker: params['biz_opaque_callback_data'],
    }),
  }
}

const groupTypes = new Set(['text', 'image', 'video', 'audio', 'document', 'sticker', 'template'])

function schemaOf(type: string, params: Params): TSchema {
  if (type === 'template') return templateContent
  if (type === 'interactive') return interactiveSchema(params['interactive'])
  const schema = contents[type]
  if (schema) return schema
  const known = [...Object.keys(contents), 'interactive', 'template']
  throw new GraphError({
    code: 100,
    message: `(#100) Param type must be one of {${known.join(', ').toUpperCase()}} - got "${type}".`,
  })
}

function interactiveSchema(content: unknown): TSchema {
  const type = textOf((content as { type?: unknown } | undefined)?.type)
  const schema = interactives[type]
  if (schema) return schema
  throw new GraphError({
    ...invalidWhatsapp(
      'interactive',
      `['type'] must be one of {${Object.keys(interactives).join(', ')}}`,
    ),
    code: 131009,
  })
}

function judgeContent(type: string, content: Params): void {
  if (mediaTypes.includes(type)) judgeSource(type, content)
  if (type === 'interactive') judgeInteractive(content)
  if (type === 'reaction') judgeReaction(content)
  if (type === 'template') judgeParameters(content)
}

function judgeSource(where: string, { id, link }: Params): void {
  if (id === undefined && link === undefined)
    throw new GraphError(invalidWhatsapp(where, 'must have "id" or "link"'))
  if (id !== undefined && link !== undefined)
    throw new GraphError(invalidWhatsapp(where, 'takes "id" or "link", not both'))
}

interface Action {
  readonly buttons?: readonly { reply: { id: string; title: string } }[]
  readonly sections?: readonly { title?: string; rows: readonly { id: string }[] }[]
  readonly parameters?: Params
}

function judgeInteractive(content: Params): void {
  const action = content['action'] as Action
  const type = content['type']
  const replies = (action.buttons ?? []).map(({ reply }) => reply)
  judgeUnique(
    'buttons',
    replies.map(({ title }) => title),
  )
  judgeUnique(
    'buttons',
    replies.map(({ id }) => id),
  )
  if (type === 'list') judgeSections(action.sections ?? [])
  if (type === 'flow') judgeFlow(action.parameters ?? {})
  const header = content['header'] as Params | undefined
  if (header) judgeHeader(header)
}

function judgeHeader(header: Params): void {
  const kind = textOf(header['type'])
  if (header[kind] === undefined)
    throw new GraphError(invalidWhatsapp('interactive[header]', `must have "${kind}"`))
  if (mediaTypes.includes(kind)) judgeSource(`interactive[header][${kind}]`, header[kind] as Params)
}

function judgeSections(sections: NonNullable<Action['sections']>): void {
  const rows = sections.flatMap((section) => section.rows)
  if (rows.length > 10)
    throw new GraphError(
      invalidWhatsapp(
        'interactive[action]',
        `has ${rows.length} rows; at most 10 are allowed in all sections`,
      ),
    )
  if (sections.length > 1 && sections.some((section) => !section.title))
    throw new GraphError(
      invalidWhatsapp('interactive[action][sections]', 'need a title each, when there are several'),
    )
  judgeUnique(
    'rows',
    rows.map((row) => row.id),
  )
}

function judgeUnique(where: string, values: readonly string[]): void {
  if (new Set(values).size !== values.length)
    throw new GraphError({
      code: 131009,
      details: `interactive[action][${where}] must be unique`,
    })
}

function judgeFlow(parameters: Params): void {
  if ((parameters['flow_id'] === undefined) === (parameters['flow_name'] === undefined))
    throw new GraphError(
      invalidWhatsapp(
        'interactive[action][parameters]',
        'must have exactly one of flow_id and flow_name',
      ),
    )
}

const emoji = new Intl.Segmenter('en', { granularity: 'grapheme' })

function judgeReaction(content: Params): void {
  const text = textOf(content['emoji'])
  const isOne = [...emoji.segment(text)].length === 1 && /\p{RGI_Emoji}|\p{Emoji}/v.test(text)
  if (text !== '' && !isOne)
    throw new GraphError({ code: 131009, details: 'reaction[emoji] must be one emoji, or empty' })
}

interface Component {
  readonly cards?: readonly { readonly components: readonly Component[] }[]
  readonly type: string
  readonly sub_type?: string
  readonly index?: string | number
  readonly parameters?: readonly Params[]
}

function judgeParameters({
  components = [],
}: {
  readonly components?: readonly Component[]
}): void {
  for (const component of components) judgeComponent(component)
}

function judgeComponent(component: Component): void {
  for (const card of component.cards ?? []) judgeParameters(card)
  const isButton = component.type.toLowerCase() === 'button'
  if (isButton && (component.sub_type === undefined || component.index === undefined))
    throw new GraphError(
      invalidWhatsapp('template[components]', 'must have "sub_type" and "index" for a button'),
    )
  for (const parameter of component.parameters ?? []) judgeParameter(parameter)
}

function judgeParameter(parameter: Params): void {
  const type = textOf(parameter['type'])
  if (parameter[type] === undefined)
    throw new GraphError(invalidWhatsapp('template[components][parameters]', `must have "${type}"`))
  if (mediaTypes.includes(type)) judgeSource(`parameters[${type}]`, parameter[type] as Params)
}
