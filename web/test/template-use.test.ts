import type { Template } from '@parley/core/schemas'
import t from 'tap'

import { keyOf, templateUse, valuesIn } from '../src/text/template-use.ts'

const named = { name: 'a', language: 'en' }

t.test('numbered values go as a list, named ones by name, buttons by their index', (t) => {
  const variables = [
    { place: 'header', name: '1' },
    { place: 'body', name: 'first_name' },
    { place: 'button', name: '0' },
  ] as const
  const values = { 'header 1': 'A-7', 'body first_name': 'Ann', 'button 0': 'x' }
  t.same(templateUse(named, variables, values), {
    ...named,
    parameters: { header: ['A-7'], body: { first_name: 'Ann' }, buttons: { '0': 'x' } },
  })
  t.same(templateUse(named, [], {}), named)
  t.end()
})

t.test('values of cards go card by card, apart from those of the text', (t) => {
  const variables: Template['variables'] = [
    { place: 'body', name: '1' },
    { place: 'body', name: '1', card: 0 },
    { place: 'body', name: '1', card: 1 },
    { place: 'button', name: '1', card: 1 },
  ]
  const values = Object.fromEntries(variables.map((each, at) => [keyOf(each), `value ${at}`]))
  t.same(valuesIn(values, 'body'), { '1': 'value 0' })
  t.same(valuesIn(values, 'body', 1), { '1': 'value 2' })
  const card = { body: '', buttons: [] }
  t.same(templateUse({ ...named, cards: [card, card] }, variables, values), {
    ...named,
    parameters: {
      body: ['value 0'],
      cards: [{ body: ['value 1'] }, { body: ['value 2'], buttons: { '1': 'value 3' } }],
    },
  })
  t.end()
})
