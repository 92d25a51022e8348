/** The form from which a template is made or edited, and the components that WhatsApp makes of it. */
import { present } from '@parley/adapter-meta'
import { type Static, Type } from 'typebox'

import { namesIn } from './reading.ts'

const kinds = ['quick_reply', 'url', 'phone_number', 'copy_code'] as const
const button = Type.Object({
  kind: Type.Unsafe<(typeof kinds)[number]>({ type: 'string', enum: [...kinds], title: 'Kind' }),
  label: Type.Optional(Type.String({ maxLength: 25, title: 'Label' })),
  url: Type.Optional(
    Type.String({ maxLength: 2000, title: 'Address', 'x-ui': { help: 'May end in {{1}}.' } }),
  ),
  phone: Type.Optional(Type.String({ maxLength: 20, title: 'Phone number' })),
  example: Type.Optional(
    Type.String({
      maxLength: 2000,
      title: 'Example',
      'x-ui': { help: 'The full address, or the code.' },
    }),
  ),
})

const categories = ['UTILITY', 'MARKETING'] as const
const headers = ['image', 'video', 'document', 'location'] as const

// one-time passwords are left out: their text is WhatsApp's own, and no agent sends them
export const templateDraft = Type.Object({
  id: Type.Optional(Type.String({ title: 'Template to edit', 'x-ui': { hidden: true } })),
  name: Type.String({
    pattern: '^[a-z0-9_]{1,512}$',
    title: 'Name',
    'x-ui': {
      order: 1,
      help: 'Small letters, digits and underscores. It cannot be changed later.',
    },
  }),
  language: Type.String({
    pattern: '^[a-z]{2,3}(_[A-Z]{2})?$',
    title: 'Language',
    'x-ui': { order: 2, help: 'Like en, en_US or pt_BR.' },
  }),
  category: Type.Unsafe<(typeof categories)[number]>({
    type: 'string',
    enum: [...categories],
    title: 'Category',
    'x-ui': { order: 3 },
  }),
  headerText: Type.Optional(Type.String({ maxLength: 60, title: 'Header', 'x-ui': { order: 4 } })),
  headerMedia: Type.Optional(
    Type.Unsafe<(typeof headers)[number]>({
      type: 'string',
      enum: [...headers],
      title: 'Header file or place',
      'x-ui': { order: 5, help: 'Instead of a header text.' },
    }),
  ),
  headerSample: Type.Optional(
    Type.String({
      pattern: '^(https://|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)',
      maxLength: 2000,
      title: 'Sample file',
      'x-ui': {
        order: 6,
        help: 'The public address of an example file, or the id of an upload. WhatsApp looks at it in the review.',
      },
    }),
  ),
  body: Type.String({
    minLength: 1,
    maxLength: 1024,
    title: 'Text',
    'x-ui': {
      order: 7,
      widget: 'textarea',
      help: 'Variables are {{1}}, {{2}}… or {{first_name}}, not both.',
    },
  }),
  footer: Type.Optional(Type.String({ maxLength: 60, title: 'Footer', 'x-ui': { order: 8 } })),
  buttons: Type.Optional(
    Type.Array(button, { maxItems: 10, title: 'Buttons', 'x-ui': { order: 9 } }),
  ),
  examples: Type.Optional(
    Type.Record(Type.String(), Type.String({ maxLength: 1024 }), {
      title: 'Examples',
      'x-ui': {
        order: 10,
        help: 'A value for every variable; header.1 where the header has one of its own.',
      },
    }),
  ),
})
export type TemplateDraft = Static<typeof templateDraft>

/** `sample` is the handle of an uploaded example file. */
export function componentsOf(draft: TemplateDraft, sample: string | undefined): object[] {
  return [
    ...headerOf(draft, sample),
    { type: 'BODY', text: draft.body, ...examplesFor('body', draft.body, draft) },
    ...(draft.footer ? [{ type: 'FOOTER', text: draft.footer }] : []),
    ...(draft.buttons?.length ? [{ type: 'BUTTONS', buttons: draft.buttons.map(buttonOf) }] : []),
  ]
}

/** Variables with names need another format than numbered ones. */
export function formatOf({ body, headerText = '' }: TemplateDraft): 'NAMED' | 'POSITIONAL' {
  return namesIn(headerText + body).some((name) => !/^\d+$/.test(name)) ? 'NAMED' : 'POSITIONAL'
}

function headerOf(draft: TemplateDraft, sample: string | undefined): object[] {
  const { headerMedia, headerText } = draft
  if (headerMedia) {
    const example = sample === undefined ? {} : { example: { header_handle: [sample] } }
    return [{ type: 'HEADER', format: headerMedia.toUpperCase(), ...example }]
  }
  if (!headerText) return []
  const examples = examplesFor('header', headerText, draft)
  return [{ type: 'HEADER', format: 'TEXT', text: headerText, ...examples }]
}

function examplesFor(place: 'header' | 'body', text: string, draft: TemplateDraft): object {
  const names = namesIn(text)
  if (names.length === 0) return {}
  // header and body may both have a {{1}}
  const { examples = {} } = draft
  const values = names.map((name) => examples[`${place}.${name}`] ?? examples[name] ?? '')
  if (formatOf(draft) === 'POSITIONAL') {
    return { example: { [`${place}_text`]: place === 'body' ? [values] : values } }
  }
  const named = names.map((name, i) => ({ param_name: name, example: values[i] }))
  return { example: { [`${place}_text_named_params`]: named } }
}

function buttonOf({ kind, label, url, phone, example }: Static<typeof button>): object {
  if (kind === 'copy_code') return { type: 'COPY_CODE', example }
  return present({
    type: kind.toUpperCase(),
    text: label,
    url: kind === 'url' ? url : undefined,
    phone_number: kind === 'phone_number' ? phone : undefined,
    example: kind === 'url' && url?.includes('{{') ? [example ?? ''] : undefined,
  })
}
