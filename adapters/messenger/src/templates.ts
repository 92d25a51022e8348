/** Utility templates of a Page: order updates, reminders, what may be written after the window. https://developers.facebook.com/docs/messenger-platform/send-messages/utility-messages */
import {
  asId,
  asText,
  bodyPart,
  buttonForm,
  buttonsPart,
  type DraftButton,
  examplesForm,
  formatOf,
  graph,
  graphList,
  type JsonObject,
  type MetaApp,
  naming,
  placed,
  present,
  readTemplate,
  textHeader,
} from '@parley/adapter-meta'
import type { Failure, Template, Templates } from '@parley/core/adapter'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import type { Config, Context, Page, Secrets } from './schemas.ts'

const draftForm = Type.Object({
  name: naming.name,
  language: naming.language,
  headerText: Type.Optional(Type.String({ maxLength: 60, title: 'Header', 'x-ui': { order: 3 } })),
  body: Type.String({
    minLength: 1,
    maxLength: 1024,
    title: 'Text',
    'x-ui': {
      order: 4,
      widget: 'textarea',
      help: 'No advertising. Variables are {{1}}, {{2}}… or {{first_name}}, not both.',
    },
  }),
  buttons: Type.Optional(
    Type.Array(buttonForm(['url', 'postback']), {
      maxItems: 3,
      title: 'Buttons',
      'x-ui': { order: 5 },
    }),
  ),
  examples: Type.Optional(placed(examplesForm, { order: 6 })),
})

// no edit and no removal: Meta documents neither for Pages
export const templates: Templates<MetaApp, Config, Secrets> = {
  list: listTemplates,
  schema: draftForm,
  save: saveTemplate,
}

async function listTemplates(page: Page, context: Context): Promise<readonly Template[]> {
  const { pageId, utilityMessages } = page.config
  if (!utilityMessages) return []
  const request = {
    path: `${pageId}/message_templates`,
    query: { limit: '100' },
    token: page.secrets.accessToken,
  }
  const list = await graphList(request, context)
  if (list.failure) throw new Error(list.failure.message, { cause: list.failure })
  return list.rows.map(templateOf)
}

/** Those of Meta's library are listed without a state, and good at once. A picture of the header is always the same. */
function templateOf(row: JsonObject): Template {
  const template = readTemplate({ ...row, status: asText(row['status']) ?? 'APPROVED' })
  return { ...template, variables: template.variables.filter(({ media }) => !media) }
}

type Saved =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly failure: Failure }

async function saveTemplate(draft: unknown, page: Page, context: Context): Promise<Saved> {
  const { pageId, utilityMessages } = page.config
  if (!utilityMessages) return { ok: false, failure: notOn }
  if (!Value.Check(draftForm, draft)) return { ok: false, failure: invalid }
  const { name, language } = draft
  const body = {
    name,
    language,
    category: 'UTILITY',
    parameter_format: formatOf(draft),
    components: [...textHeader(draft), ...bodyPart(draft), ...buttonsPart(draft, buttonOf)],
  }
  const path = `${pageId}/message_templates`
  const token = page.secrets.accessToken
  const answer = await graph({ method: 'POST', path, body, token }, context)
  return answer.ok ? { ok: true, id: asId(answer.json['id']) ?? `${name}/${language}` } : answer
}

function buttonOf({ kind, label = '', url, example = '' }: DraftButton): object {
  if (kind === 'postback') return { type: 'POSTBACK', text: label, payload: label }
  const suffix = url?.includes('{{') ? { url_suffix_example: example } : undefined
  return present({ type: 'URL', text: label, url, example: suffix })
}

const refusal = { kind: 'template', retry: 'no', scope: 'message', certain: true } as const
const invalid: Failure = {
  ...refusal,
  message: 'the draft does not fit the form',
  userMessage: 'The template is not complete: see its fields.',
}
const notOn: Failure = {
  ...refusal,
  message: 'utility messages are off',
  userMessage: 'Switch on utility messages in this connection first.',
}
