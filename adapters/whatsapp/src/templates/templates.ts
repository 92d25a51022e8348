/** The message templates of a business account: all of them, made, edited, taken away. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates */
import {
  asId,
  formatOf,
  graph,
  graphList,
  type MetaApp,
  present,
  readTemplate,
  uploadSample,
} from '@parley/adapter-meta'
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
import { componentsOf, faultOf, type Samples, type TemplateDraft, templateDraft } from './draft.ts'
import { redraft } from './redraft.ts'

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
  return list.rows.map((row) => ({ ...readTemplate(row), ...present({ draft: redraft(row) }) }))
}

async function saveTemplate(
  draft: Json,
  connection: WhatsAppConnection,
  context: TemplateContext<MetaApp>,
): Promise<Saved> {
  if (!Value.Check(templateDraft, draft)) return { ok: false, failure: invalid }
  const fault = faultOf(draft)
  if (fault) return { ok: false, failure: { ...invalid, message: fault, userMessage: fault } }
  const token = connection.secrets.accessToken
  const samples = await samplesOf(draft, token, context)
  if ('failure' in samples) return { ok: false, failure: samples.failure }
  const { id, name, language, category } = draft
  const components = componentsOf(draft, samples)
  const whole = { name, language, category, parameter_format: formatIn(draft), components }
  const request = id
    ? { path: encodeURIComponent(id), body: { category, components } }
    : { path: `${connection.config.businessAccountId}/message_templates`, body: whole }
  const answer = await graph({ method: 'POST', token, ...request }, context)
  if (!answer.ok) return answer
  // an edit is answered without an id
  return { ok: true, id: asId(answer.json['id']) ?? id ?? `${name}/${language}` }
}

function formatIn({ body = '', headerText, cards = [] }: TemplateDraft): string {
  return formatOf({ headerText, body: body + cards.map((card) => card.body ?? '').join('') })
}

async function samplesOf(
  { headerMedia, headerSample, cards = [] }: TemplateDraft,
  token: string,
  context: TemplateContext<MetaApp>,
): Promise<Samples | { readonly failure: Failure }> {
  const hasFile = headerMedia !== undefined && headerMedia !== 'location'
  const header = hasFile && headerSample ? [headerSample] : []
  const handles: string[] = []
  for (const sample of [...header, ...cards.flatMap((card) => card.sample ?? [])]) {
    const uploaded = await uploadSample(sample, token, context)
    if ('failure' in uploaded) return uploaded
    handles.push(uploaded.handle)
  }
  return { header: header.length > 0 ? handles[0] : undefined, cards: handles.slice(header.length) }
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
