/** Carousels: cards that are alike, each with a picture or video. */
import { GraphError, textOf } from '@parley/adapter-meta/simulator'
import type { Shown, Template, TemplateComponent } from '@parley/adapter-meta/simulator'

import { refused } from './template-refusal.ts'
import type { fillTemplate } from './template-send.ts'

export function judgeCarousel(components: readonly TemplateComponent[], category: string): void {
  const carousel = components.find(({ type }) => type === 'CAROUSEL')
  if (!carousel) return
  if (category !== 'MARKETING') throw refused(2388043, 'Only marketing templates have cards')
  if (components.some(({ type }) => type !== 'CAROUSEL' && type !== 'BODY'))
    throw refused(2388043, 'Beside its cards a carousel has a body only')
  const cards = carousel.cards ?? []
  if (cards.length === 0) throw refused(2388043, 'CAROUSEL needs cards')
  for (const card of cards) judgeCard(card.components)
  if (new Set(cards.map(({ components: parts }) => shapeOf(parts))).size > 1)
    throw refused(2388043, 'All cards must have the same components')
}

function judgeCard(parts: readonly TemplateComponent[]): void {
  const header = parts.find(({ type }) => type === 'HEADER')
  if (header?.format !== 'IMAGE' && header?.format !== 'VIDEO')
    throw refused(2388047, 'A card needs a picture or a video')
  for (const part of parts) judgePart(part)
}

function judgePart({ type, text = '', buttons = [] }: TemplateComponent): void {
  if (type === 'BODY' && text.length > 160)
    throw refused(2388040, 'The text of a card has at most 160 characters')
  if (buttons.length > 2 || buttons.some((each) => !cardButtons.has(each.type)))
    throw refused(2388043, 'A card has two buttons at most: answers, links, calls')
}

const cardButtons = new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER'])

function shapeOf(parts: readonly TemplateComponent[]): string {
  return parts
    .map(({ type, format = '', buttons = [] }) =>
      [type, format, ...buttons.map((each) => each.type)].join('+'),
    )
    .sort()
    .join()
}

type Sent = Parameters<typeof fillTemplate>[1]

interface SentCard {
  readonly card_index: number
  readonly components: NonNullable<Sent['components']>
}

/** Every card of the template must come, filled like a template of its own. */
export function fillCards(
  template: Template,
  {
    component,
    sent,
    fill,
  }: { component: TemplateComponent; sent: Sent; fill: typeof fillTemplate },
): NonNullable<Shown['cards']> {
  const given = cardsIn(sent)
  const cards = component.cards ?? []
  if (given.length !== cards.length)
    throw new GraphError({
      code: 132012,
      details: `carousel: expected ${cards.length} cards, received ${given.length}`,
    })
  return cards.map(({ components }, index) => {
    const card = given.find((each) => each.card_index === index)
    if (!card) throw new GraphError({ code: 132012, details: `carousel: card ${index} is missing` })
    return shownCard(fill({ ...template, components }, { ...sent, components: card.components }))
  })
}

function cardsIn({ components = [] }: Sent): readonly SentCard[] {
  const carousel = components.find(({ type }) => type.toLowerCase() === 'carousel')
  return (carousel as { cards?: readonly SentCard[] } | undefined)?.cards ?? []
}

function shownCard({
  text = '',
  media = [],
  choices = [],
}: Shown): NonNullable<Shown['cards']>[number] {
  const [medium] = media
  return {
    title: text,
    image: textOf(medium?.id ?? medium?.url ?? ''),
    ...(medium?.kind === 'video' && { isVideo: true }),
    choices,
  }
}
