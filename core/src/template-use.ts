/** A message that uses a template: refused where the platform would refuse it, and shown as the customer reads it. */
import type { MediaKind, Template, TemplateParameters } from './adapter.ts'
import type { OpenConnection } from './connections.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { TemplateUse } from './schemas/message.ts'
import type { Plan, PlannedMedia, Upload } from './steps.ts'

type Part = Pick<Kernel, 'database'>

export async function planTemplate(
  kernel: Part,
  { name, language, parameters: given }: TemplateUse,
  { connection, uploads }: { connection: OpenConnection; uploads: readonly Upload[] },
): Promise<Plan> {
  const parameters = parametersOf(given)
  const media = uploads.map(({ kind }) => kind)
  const template = await checkTemplate(kernel, connection, { name, language, parameters, media })
  const shown = template && shownOf(template, parameters)
  const use = { name, language, parameters }
  return {
    kind: 'template',
    text: shown?.text ?? null,
    content: { template: { ...use, ...shown?.around } },
    steps: [
      {
        kind: 'template',
        ...use,
        ...filesOf(template, uploads),
        ...(template && { native: template.native }),
      },
    ],
  }
}

/** A list or plain names fill the body; the long form names each place. */
function parametersOf(given: TemplateUse['parameters']): TemplateParameters {
  if (!given) return {}
  if (Array.isArray(given)) return { body: given }
  const isLong =
    Object.keys(given).every((key) => ['header', 'body', 'buttons', 'cards'].includes(key)) &&
    Object.values(given).every((value) => typeof value === 'object')
  return isLong ? given : { body: given as Record<string, string> }
}

function filesOf(template: Template | undefined, uploads: readonly Upload[]) {
  const files = uploads.map((upload): PlannedMedia => {
    return { ...upload, attachmentId: upload.id, kind: upload.kind as MediaKind }
  })
  if (template?.cards) return { cardMedia: files }
  const [media] = files
  return media ? { media } : {}
}

interface Use {
  name: string
  language: string
  parameters: TemplateParameters
  /** The kinds of the files, in their order. */
  media: readonly string[]
}
type Variable = Template['variables'][number]

/** Refuses an unknown, unapproved or incompletely filled template. Undefined where none were ever synced. */
async function checkTemplate(
  kernel: Part,
  connection: OpenConnection,
  use: Use,
): Promise<Template | undefined> {
  const template = await findTemplate(kernel, connection, use)
  if (!template && use.media.length > 1)
    throw invalid('/attachmentIds', 'has more files than a header takes')
  if (!template) return undefined
  const { status, reason } = template
  if (status !== 'approved')
    throw invalid('/template/name', `is ${status}${reason ? `: ${reason}` : ''}`)
  checkFiles(template, use)
  for (const variable of template.variables) checkValue(variable, use)
  checkExtra(template, use.parameters)
  return template
}

async function findTemplate(
  { database }: Part,
  { id }: OpenConnection,
  { name, language }: Use,
): Promise<Template | undefined> {
  const rows = await database.query<{ definition: Template }>(
    'select definition from templates where connection_id = $1 and name = $2',
    [id, name],
  )
  const named = rows.map(({ definition }) => definition)
  const template = named.find((each) => each.language === language)
  if (template) return template
  const [any] = await database.query('select from templates where connection_id = $1 limit 1', [id])
  if (!any) return undefined
  const languages = named.map((each) => each.language).join(', ')
  const fault = languages ? `exists in ${languages} only` : 'is not a template of this connection'
  throw invalid('/template/name', fault)
}

function checkFiles({ variables }: Template, { media }: Use): void {
  const wanted = variables.filter((variable) => variable.media)
  for (const [at, { media: kind, card }] of wanted.entries()) {
    const where = card === undefined ? 'the header' : `card ${card + 1}`
    if (media[at] !== kind) throw invalid('/attachmentIds', `must have the ${kind} of ${where}`)
  }
  if (media.length > wanted.length)
    throw invalid('/attachmentIds', 'has no place in this template for so many files')
}

function checkValue(variable: Variable, { parameters }: Use): void {
  const { place, name, card, media, max = Infinity } = variable
  if (media) return
  const value = valueOf(parameters, variable)
  const pointer = `/template/parameters/${card === undefined ? '' : `cards/${card}/`}${place}/${name}`
  if (!value?.trim()) throw invalid(pointer, 'is missing')
  if (value.length > max) throw invalid(pointer, `is longer than ${max} characters`)
  // platforms write values into the text, and refuse what would change its shape
  if (/[\n\t]| {5}/.test(value)) throw invalid(pointer, 'must be one line, without long gaps')
}

function invalid(pointer: string, message: string) {
  return refuse('invalid', {
    detail: `The template cannot be sent: ${placeIn(pointer)} ${message}`,
    errors: [{ pointer, message }],
  })
}

/** `/template/parameters/cards/1/body/2` as `body 2 of card 2`. */
function placeIn(pointer: string): string {
  const [, , , ...path] = pointer.split('/')
  const [first = pointer.split('/').at(-1) ?? '', at, ...rest] = path
  if (first !== 'cards') return [first, at].filter(Boolean).join(' ')
  return `${rest.join(' ')} of card ${Number(at) + 1}`
}

/** Positional variables are named by their number. */
function valueOf(
  parameters: TemplateParameters,
  { place, name, card }: Pick<Variable, 'place' | 'name' | 'card'>,
): string | undefined {
  const given: TemplateParameters =
    card === undefined ? parameters : (parameters.cards?.[card] ?? {})
  if (place === 'button') return given.buttons?.[name]
  const values = given[place]
  return Array.isArray(values)
    ? (values as readonly string[])[Number(name) - 1]
    : (values as Record<string, string> | undefined)?.[name]
}

function checkExtra(template: Template, parameters: TemplateParameters): void {
  const { cards = [] } = template
  const fault =
    extraOf({ ...template, card: undefined }, parameters) ??
    (parameters.cards ?? [])
      .map((given, card) => extraOf({ ...template, ...cards[card], card }, given))
      .find(Boolean)
  if (fault) throw invalid('/template/parameters', fault)
}

function extraOf(
  {
    variables,
    buttons,
    card,
  }: Pick<Template, 'variables' | 'buttons'> & { card?: number | undefined },
  parameters: TemplateParameters,
): string | undefined {
  for (const place of ['header', 'body'] as const) {
    const wanted = variables.filter(
      (each) => each.place === place && each.card === card && !each.media,
    )
    const count = Object.keys(parameters[place] ?? {}).length
    if (count > wanted.length)
      return `has ${count} values for ${wanted.length} variables of the ${place}`
  }
  const beyond = Object.keys(parameters.buttons ?? {}).find((index) => !buttons[Number(index)])
  return beyond === undefined ? undefined : `has a value for button ${beyond}, which is not there`
}

/** The texts as the customer reads them. */
function shownOf(
  { header, body, footer, buttons, cards }: Template,
  parameters: TemplateParameters,
) {
  function filled(text: string, place: 'header' | 'body', card?: number): string {
    return text.replace(
      /\{\{\s*([\w.]+)\s*\}\}/g,
      (whole, name: string) =>
        valueOf(parameters, { place, name, ...(card !== undefined && { card }) }) ?? whole,
    )
  }
  return {
    text: filled(body, 'body'),
    around: {
      header: header && filled(header, 'header'),
      footer,
      buttons,
      ...(cards && {
        cards: cards.map((card, at) => ({ ...card, body: filled(card.body, 'body', at) })),
      }),
    },
  }
}
