/** The values typed into a template's form, and what a message says of them. */
import type { NewMessage, Template } from '@parley/core/schemas'

type Variable = Template['variables'][number]
type Use = NonNullable<NewMessage['template']>
type Values = Readonly<Record<string, string>>

/** One value of the form. */
export function keyOf({ place, name, card }: Pick<Variable, 'place' | 'name' | 'card'>): string {
  return `${placeKey(place, card)} ${name}`
}

function placeKey(place: Variable['place'], card: number | undefined): string {
  return card === undefined ? place : `${place} of card ${card}`
}

/** By name. */
export function valuesIn(
  values: Values,
  place: Variable['place'],
  card?: number,
): Record<string, string> {
  const start = `${placeKey(place, card)} `
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(start) && !key.slice(start.length).includes(' '))
      .map(([key, value]) => [key.slice(start.length), value]),
  )
}

/** Numbered variables go as a list, named ones by name. */
export function templateUse(
  { name, language, cards = [] }: Pick<Template, 'name' | 'language'> & Partial<Template>,
  variables: readonly Variable[],
  values: Values,
): Use {
  const ofCards = cards.map((_card, at) =>
    parametersOf(
      variables.filter(({ card }) => card === at),
      (place) => valuesIn(values, place, at),
    ),
  )
  const own = parametersOf(
    variables.filter(({ card }) => card === undefined),
    (place) => valuesIn(values, place),
  )
  const hasCards = ofCards.some((card) => Object.keys(card).length > 0)
  const parameters = { ...own, ...(hasCards && { cards: ofCards }) }
  return { name, language, ...(Object.keys(parameters).length > 0 && { parameters }) }
}

function parametersOf(
  variables: readonly Variable[],
  valuesAt: (place: Variable['place']) => Record<string, string>,
): Record<string, string[] | Record<string, string>> {
  const parameters: Record<string, string[] | Record<string, string>> = {}
  for (const place of ['header', 'body'] as const) {
    const given = valuesAt(place)
    const names = variables.filter((each) => each.place === place).map((each) => each.name)
    if (names.length === 0) continue
    const isNumbered = names.every((each) => /^\d+$/.test(each))
    parameters[place] = isNumbered
      ? names.toSorted((a, b) => Number(a) - Number(b)).map((each) => given[each] ?? '')
      : given
  }
  const buttons = valuesAt('button')
  if (Object.keys(buttons).length > 0) parameters['buttons'] = buttons
  return parameters
}
