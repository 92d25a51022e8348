/** The message templates of a business account: all of them, made, edited, taken away. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates */
import { asId, graph, graphList, type MetaApp } from '@parley/adapter-meta'
import type {
  CallContext,
  Failure,
  Json,
  Template,
  TemplateContext,
  Templates,
} from '@parley/core/adapter'
import { Value } from 'typebox/value'

import type { WhatsAppConfig, WhatsAppConnection, WhatsAppSecrets } from '../schemas.ts'
import { componentsOf, formatOf, type TemplateDraft, templateDraft } from './draft.ts'
import { readTemplate } from './reading.ts'
import { uploadSample } from './sample.ts'

export const templates: Templates<MetaApp, WhatsAppConfig, WhatsAppSecrets> = {
  list: listTemplates,
  schema: templateDraft,
  save: saveTemplate,
  remove: removeTemplate,
}

type Saved =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly failure: Failure }

async function listTemplates(
  connection: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<readonly Template[]> {
  const request = {
    path: `${connection.config.businessAccountId}/message_templates`,
    query: {
      fields: 'id,name,status,language,category,components,parameter_format,rejected_reason',
      limit: '100',
    },
    token: connection.secrets.accessToken,
  }
  const first = await graphList(request, context)
  // 131059: the cursor is no longer good, the list begins anew
  const list = first.failure?.code === '131059' ? await graphList(request, context) : first
  if (list.failure) throw new Error(list.failure.message, { cause: list.failure })
  return list.rows.map(readTemplate)
}

async function saveTemplate(
  draft: Json,
  connection: WhatsAppConnection,
  context: TemplateContext<MetaApp>,
): Promise<Saved> {
  if (!Value.Check(templateDraft, draft)) return { ok: false, failure: invalid }
  const token = connection.secrets.accessToken
  const sampled = await sampleOf(draft, token, context)
  if (sampled && 'failure' in sampled) return { ok: false, failure: sampled.failure }
  const components = componentsOf(draft, sampled?.handle)
  const { id, name, language, category } = draft
  const whole = { name, language, category, parameter_format: formatOf(draft), components }
  const request = id
    ? { path: encodeURIComponent(id), body: { category, components } }
    : { path: `${connection.config.businessAccountId}/message_templates`, body: whole }
  const answer = await graph({ method: 'POST', token, ...request }, context)
  if (!answer.ok) return answer
  // an edit is answered without an id
  return { ok: true, id: asId(answer.json['id']) ?? id ?? `${name}/${language}` }
}

function sampleOf(draft: TemplateDraft, token: string, context: TemplateContext<MetaApp>) {
  const { headerMedia, headerSample } = draft
  const hasFile = headerMedia !== undefined && headerMedia !== 'location'
  return hasFile && headerSample ? uploadSample(headerSample, token, context) : undefined
}

/** This language alone; other languages of the name stay. */
async function removeTemplate(
  template: Template,
  connection: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<void> {
  const answer = await graph(
    {
      method: 'DELETE',
      path: `${connection.config.businessAccountId}/message_templates`,
      query: { hsm_id: template.id, name: template.name },
      token: connection.secrets.accessToken,
    },
    context,
  )
  if (!answer.ok) throw new Error(answer.failure.message, { cause: answer.failure })
}

const invalid: Failure = {
  kind: 'template',
  retry: 'no',
  scope: 'message',
  certain: true,
  message: 'the draft does not fit the form',
  userMessage: 'The template is not complete: see its fields.',
}
