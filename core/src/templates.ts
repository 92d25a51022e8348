/** Templates of a connection: kept in step with the platform, made, edited and taken away there. */
import { buffer } from 'node:stream/consumers'

import { Value } from 'typebox/value'

import type { Failure, Json, Template, UploadedSample } from './adapter.ts'
import type { OpenConnection } from './connections.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import { findFile, openFile } from './files.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import type { Template as TemplateJson } from './schemas/connection.ts'

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
  return rows.map(({ definition: { native: _native, reason, header, footer, ...rest } }) => ({
    ...rest,
    variables: [...rest.variables],
    buttons: [...rest.buttons],
    cards: (rest.cards ?? []).map(({ body, buttons }) => ({ body, buttons: [...buttons] })),
    draft: rest.draft ?? null,
    reason: reason ?? null,
    header: header ?? null,
    footer: footer ?? null,
  }))
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
