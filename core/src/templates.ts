/** Templates of a connection: kept in step with the platform, checked before a message that uses one is queued. */
import { buffer } from 'node:stream/consumers'

import { Value } from 'typebox/value'

import type { Failure, Json, Template, TemplateParameters, UploadedSample } from './adapter.ts'
import type { OpenConnection } from './connections.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import { findFile, openFile } from './files.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import type { Template as TemplateJson } from './schemas/connection.ts'

interface Use {
  name: string
  language: string
  parameters: TemplateParameters
  /** The kind of the file for the header. */
  media: string | undefined
}

/** Refuses what the platform would refuse: an unknown, unapproved or incompletely filled template. Undefined where none were ever synced. */
export async function checkTemplate(
  kernel: Pick<Kernel, 'database'>,
  connection: OpenConnection,
  use: Use,
): Promise<Template | undefined> {
  const template = await findTemplate(kernel, connection, use)
  if (!template) return undefined
  const { status, reason } = template
  if (status !== 'approved')
    throw invalid('/template/name', `is ${status}${reason ? `: ${reason}` : ''}`)
  for (const variable of template.variables) checkVariable(variable, use)
  const extra = extraOf(template, use.parameters)
  if (extra) throw invalid('/template/parameters', extra)
  if (use.media && !template.variables.some(({ media }) => media))
    throw invalid('/attachmentIds', 'has no place in this template')
  return template
}

async function findTemplate(
  { database }: Pick<Kernel, 'database'>,
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

function checkVariable(variable: Template['variables'][number], use: Use): void {
  const { place, name, media } = variable
  if (media && media !== use.media)
    throw invalid('/attachmentIds', `must be the ${media} of the header`)
  if (media) return
  const value = valueOf(use.parameters, variable)
  const pointer = `/template/parameters/${place}/${name}`
  if (!value?.trim()) throw invalid(pointer, 'is missing')
  // platforms write values into the text, and refuse what would change its shape
  if (/[\n\t]| {5}/.test(value)) throw invalid(pointer, 'must be one line, without long gaps')
}

function invalid(pointer: string, message: string) {
  return refuse('invalid', {
    detail: `The template cannot be sent: ${pointer.split('/').at(-1)} ${message}`,
    errors: [{ pointer, message }],
  })
}

/** Positional variables are named by their number. */
function valueOf(
  parameters: TemplateParameters,
  { place, name }: Template['variables'][number],
): string | undefined {
  if (place === 'button') return parameters.buttons?.[name]
  const values = parameters[place]
  return Array.isArray(values)
    ? (values as readonly string[])[Number(name) - 1]
    : (values as Record<string, string> | undefined)?.[name]
}

function extraOf(template: Template, parameters: TemplateParameters): string | undefined {
  for (const place of ['header', 'body'] as const) {
    const values = parameters[place]
    const wanted = template.variables.filter((each) => each.place === place && !each.media)
    const count = values ? Object.keys(values).length : 0
    if (count > wanted.length)
      return `has ${count} values for ${wanted.length} variables of the ${place}`
  }
  const beyond = Object.keys(parameters.buttons ?? {}).find(
    (index) => !template.buttons[Number(index)],
  )
  return beyond === undefined ? undefined : `has a value for button ${beyond}, which is not there`
}

/** The texts as the customer reads them. */
export function fillTemplate(
  { header, body }: Template,
  parameters: TemplateParameters,
): { header: string | undefined; body: string } {
  function filled(text: string, place: 'header' | 'body'): string {
    return text.replace(
      /\{\{\s*([\w.]+)\s*\}\}/g,
      (whole, name: string) => valueOf(parameters, { place, name }) ?? whole,
    )
  }
  return { header: header && filled(header, 'header'), body: filled(body, 'body') }
}

/** Asks the platform for all templates of a connection and keeps exactly those. */
export async function syncTemplates(kernel: Kernel, connection: OpenConnection): Promise<number> {
  const adapter = kernel.adapters.byChannel.get(connection.channel)
  if (!adapter?.templates) return 0
  const context = kernel.callContext(connection.channel)
  const templates = await heard(adapter.templates.list(connection, context))
  await change(kernel, async (tx, events) => {
    await tx.query(
      'delete from templates where connection_id = $1 and external_id <> all($2::text[])',
      [connection.id, templates.map(({ id }) => id)],
    )
    await tx.query(
      `insert into templates (connection_id, external_id, name, language, category, status, definition)
       select $1, t->>'id', t->>'name', t->>'language', t->>'category', t->>'status', t from jsonb_array_elements($2::jsonb) t
       on conflict (connection_id, external_id) do update set name = excluded.name, language = excluded.language, category = excluded.category,
         status = excluded.status, definition = excluded.definition, updated_at = now()`,
      [connection.id, JSON.stringify(templates)],
    )
    events.push({ type: 'connection.updated', subject: connection.id })
  })
  return templates.length
}

export async function listTemplates(
  kernel: Pick<Kernel, 'database'>,
  { connectionId, q }: { connectionId: string; q?: string },
): Promise<TemplateJson[]> {
  const rows = await kernel.database.query<{ definition: Template }>(
    `select definition from templates where connection_id = $1 and status <> 'deleted'
       and ($2::text is null or strpos(lower(name || ' ' || (definition->>'body')), lower($2)) > 0)
     order by status = 'approved' desc, name, language limit 1000`,
    [connectionId, q ?? null],
  )
  return rows.map(
    ({ definition: { native: _native, reason, header, footer, buttons, variables, ...rest } }) => ({
      ...rest,
      variables: [...variables],
      buttons: [...buttons],
      reason: reason ?? null,
      header: header ?? null,
      footer: footer ?? null,
    }),
  )
}

/** Makes or edits one on the platform, and takes over what the platform made of it. */
export async function saveTemplate(
  kernel: Kernel,
  connectionId: string,
  draft: Json,
): Promise<void> {
  const { connection, templates } = await templatesOf(kernel, connectionId)
  if (!templates.save)
    throw refuse('unsupported', { detail: 'Templates of this channel are made on the platform' })
  if (!Value.Check(templates.schema, draft)) {
    const errors = [...Value.Errors(templates.schema, draft)].map(({ instancePath, message }) => ({
      pointer: `/draft${instancePath}`,
      message,
    }))
    throw refuse('invalid', { detail: 'Some fields are not acceptable', errors })
  }
  const result = await templates.save(draft, connection, {
    ...kernel.callContext(connection.channel),
    openUpload: (id) => openUpload(kernel, id),
  })
  if (!result.ok) {
    // whoever writes a template must know what is wrong with it
    const { userMessage, message } = redact(result.failure, secretsOf(connection))
    throw refuse('platform_refused', { detail: [userMessage, message].filter(Boolean).join(' ') })
  }
  await syncTemplates(kernel, connection)
}

async function openUpload(kernel: Kernel, id: string): Promise<UploadedSample | undefined> {
  const file = await findFile(kernel, id)
  // what belongs to a message is the contact's
  if (!file || file.messageId) return undefined
  const bytes = new Uint8Array(await buffer(await openFile(kernel, file)))
  return { mime: file.mime, name: file.name ?? 'sample', bytes }
}

export async function removeTemplate(
  kernel: Kernel,
  connectionId: string,
  id: string,
): Promise<void> {
  const { connection, templates } = await templatesOf(kernel, connectionId)
  const [row] = await kernel.database.query<{ definition: Template }>(
    'select definition from templates where connection_id = $1 and external_id = $2',
    [connectionId, id],
  )
  if (!row) throw refuse('not_found')
  if (!templates.remove)
    throw refuse('unsupported', { detail: 'Templates of this channel are removed on the platform' })
  const context = kernel.callContext(connection.channel)
  await heard(templates.remove(row.definition, connection, context))
  await syncTemplates(kernel, connection)
}

/** What the platform refuses is no fault of ours: whoever waits is told its words. */
async function heard<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    const { kind, userMessage, message } = ((error as Error).cause ?? {}) as Partial<Failure>
    throw kind ? refuse('platform_refused', { detail: userMessage ?? message ?? kind }) : error
  })
}

function secretsOf({ secrets }: OpenConnection): string[] {
  return Object.values(secrets).map(String)
}

async function templatesOf(kernel: Kernel, connectionId: string) {
  const connection = await kernel.connections.get(connectionId)
  const templates = connection && kernel.adapters.byChannel.get(connection.channel)?.templates
  if (!connection) throw refuse('not_found')
  if (!templates) throw refuse('unsupported', { detail: 'This channel has no templates' })
  return { connection, templates }
}
