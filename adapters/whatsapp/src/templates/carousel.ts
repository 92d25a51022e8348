/** Carousels: up to ten cards below the text, each with a picture or video, alike in what they have. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/media-card-carousel-templates */
import {
  bodyPart,
  buttonForm,
  buttonsPart,
  examplesForm,
  mediaHeader,
  oneOf,
  placed,
  sampleForm,
} from '@parley/adapter-meta'
import { type Static, Type } from 'typebox'

const cardForm = Type.Object({
  sample: Type.Optional(sampleForm),
  body: Type.Optional(Type.String({ minLength: 1, maxLength: 160, title: 'Text of the card' })),
  buttons: Type.Optional(
    Type.Array(buttonForm(['quick_reply', 'url', 'phone_number']), {
      maxItems: 2,
      title: 'Buttons',
    }),
  ),
  examples: Type.Optional(
    placed(examplesForm, { help: 'A value for every variable of the card.' }),
  ),
})
const medium = oneOf(['image', 'video'], {
  title: 'What the cards show',
  default: 'image',
  'x-ui': { dependsOn: 'cards', order: 11 },
})
type Card = Static<typeof cardForm>

export function cardForms(hints: object) {
  return {
    cards: Type.Optional(
      Type.Array(cardForm, {
        maxItems: 10,
        title: 'Cards',
        'x-ui': { ...hints, help: 'All have the same parts: a text or none, the same buttons.' },
      }),
    ),
    cardMedia: Type.Optional(medium),
  }
}

interface Draft {
  readonly category: string
  readonly cards?: readonly Card[]
  readonly cardMedia?: 'image' | 'video'
  readonly [part: string]: unknown
}

export function faultOfCards(
  draft: Draft & { readonly cards: readonly Card[] },
): string | undefined {
  if (draft.category !== 'MARKETING') return 'Cards are for templates of the category marketing.'
  const own = ['headerText', 'headerMedia', 'footer', 'buttons'] as const
  if (own.some((part) => draft[part] !== undefined))
    return 'A template with cards has a text only: leave header, footer and buttons to the cards.'
  if (draft.cards.some(({ sample }) => !sample)) return 'Every card needs a sample file.'
  const shapes = new Set(draft.cards.map(shapeOf))
  return shapes.size > 1
    ? 'All cards must have the same parts, and buttons of the same kinds.'
    : undefined
}

function shapeOf({ body, buttons = [] }: Card): string {
  return [body === undefined ? '' : 'body', ...buttons.map(({ kind }) => kind)].join()
}

/** `samples` are the handles of the cards' example files. */
export function carousel(
  { cards = [], cardMedia = 'image' }: Draft,
  samples: readonly string[],
): object[] {
  if (cards.length === 0) return []
  return [
    {
      type: 'CAROUSEL',
      cards: cards.map((card, at) => ({
        components: [mediaHeader(cardMedia, samples[at]), ...bodyPart(card), ...buttonsPart(card)],
      })),
    },
  ]
}
