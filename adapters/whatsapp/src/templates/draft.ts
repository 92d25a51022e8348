/** The form from which a template is made or edited, and the components that WhatsApp makes of it. */
import {
  bodyPart,
  buttonForm,
  buttonsPart,
  examplesForm,
  footerPart,
  mediaHeader,
  naming,
  oneOf,
  placed,
  sampleForm,
  textHeader,
} from '@parley/adapter-meta'
import { type Static, Type } from 'typebox'

import { carousel, cardForms, faultOfCards } from './carousel.ts'
import { codeForm, codeParts, faultOfCode } from './code.ts'

const free = { dependsOn: { category: ['UTILITY', 'MARKETING'] } }

export const templateDraft = Type.Object({
  ...naming,
  category: oneOf(['UTILITY', 'MARKETING', 'AUTHENTICATION'], {
    title: 'Category',
    'x-ui': { order: 3, help: 'Authentication is for one-time passwords.' },
  }),
  code: Type.Optional(placed(codeForm, { order: 4, dependsOn: { category: 'AUTHENTICATION' } })),
  headerText: Type.Optional(
    Type.String({ maxLength: 60, title: 'Header', 'x-ui': { order: 4, ...free } }),
  ),
  headerMedia: Type.Optional(
    oneOf(['image', 'video', 'document', 'location'], {
      title: 'Header file or place',
      'x-ui': { order: 5, help: 'Instead of a header text.', ...free },
    }),
  ),
  headerSample: Type.Optional(placed(sampleForm, { order: 6, dependsOn: 'headerMedia' })),
  body: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      title: 'Text',
      'x-ui': {
        order: 7,
        widget: 'textarea',
        help: 'Every template but a one-time password has one. Variables are {{1}}, {{2}}… or {{first_name}}, not both.',
        ...free,
      },
    }),
  ),
  footer: Type.Optional(
    Type.String({ maxLength: 60, title: 'Footer', 'x-ui': { order: 8, ...free } }),
  ),
  buttons: Type.Optional(
    Type.Array(
      buttonForm(['quick_reply', 'url', 'phone_number', 'copy_code', 'flow', 'catalog', 'mpm']),
      {
        maxItems: 10,
        title: 'Buttons',
        'x-ui': { order: 9, ...free },
      },
    ),
  ),
  ...cardForms({ order: 10, dependsOn: { category: 'MARKETING' } }),
  examples: Type.Optional(placed(examplesForm, { order: 12, ...free })),
})
export type TemplateDraft = Static<typeof templateDraft>

/** The handles of uploaded example files. */
export interface Samples {
  readonly header?: string | undefined
  readonly cards: readonly string[]
}

/** Why WhatsApp would not take it, as far as its form does not say so. */
export function faultOf(draft: TemplateDraft): string | undefined {
  const { category, code, body, cards, headerMedia, headerSample } = draft
  if (category === 'AUTHENTICATION') return faultOfCode(draft)
  if (code) return 'Only templates of the category authentication carry a one-time password.'
  if (!body) return 'Write the text of the template.'
  if (draft.buttons?.some(({ kind, flow }) => kind === 'flow' && !flow))
    return 'Name the form that the button opens by its ID.'
  if (headerMedia && headerMedia !== 'location' && !headerSample)
    return 'Give a sample file for the header.'
  return cards && faultOfCards({ ...draft, cards })
}

export function componentsOf(draft: TemplateDraft, samples: Samples): object[] {
  if (draft.category === 'AUTHENTICATION') return codeParts(draft.code ?? {})
  const { headerMedia } = draft
  return [
    ...(headerMedia ? [mediaHeader(headerMedia, samples.header)] : textHeader(draft)),
    ...bodyPart(draft),
    ...footerPart(draft),
    ...buttonsPart(draft),
    ...carousel(draft, samples.cards),
  ]
}
