import t from 'tap'

import { answerOf, faultsOf } from '../src/forms/answer.ts'
import {
  fieldsOf,
  type FormSchema,
  initialValue,
  shownFields,
  wordsOf,
} from '../src/forms/schema.ts'

const schema: FormSchema = {
  type: 'object',
  required: ['account', 'mode', 'token', 'tags', 'address'],
  properties: {
    token: { type: 'string', title: 'Token', minLength: 3, 'x-ui': { secret: true, order: 2 } },
    account: { type: 'string', pattern: '^\\d{3,5}$', 'x-ui': { order: 1 } },
    internal: { type: 'string', 'x-ui': { hidden: true } },
    mode: { anyOf: [{ const: 'slow' }, { const: 'fast', title: 'As fast as it goes' }] },
    perSecond: {
      type: 'integer',
      minimum: 1,
      maximum: 80,
      'x-ui': { dependsOn: { mode: 'fast' } },
    },
    isShared: { type: 'boolean', default: true },
    tags: { type: 'array', minItems: 1, items: { type: 'string', maxLength: 4 } },
    days: { type: 'array', items: { type: 'string', enum: ['mon', 'tue'] } },
    mail: { anyOf: [{ type: 'string', format: 'email' }, { type: 'null' }] },
    address: { type: 'object', properties: { url: { type: 'string', format: 'uri' } } },
    buttons: {
      type: 'array',
      maxItems: 2,
      items: {
        type: 'object',
        required: ['label'],
        properties: { label: { type: 'string' }, count: { type: 'number' } },
      },
    },
    examples: { type: 'object', patternProperties: { '^.*$': { type: 'string' } } },
  },
}
const filled = {
  account: ' 1234 ',
  token: 'abc',
  mode: 'slow',
  tags: ['a', ' '],
  address: { url: '' },
}

t.test('every shape becomes a field of its kind, in the order the schema asks for', async (t) => {
  const kinds = Object.fromEntries(fieldsOf(schema).map(({ name, kind }) => [name, kind]))
  t.same(kinds, {
    account: 'text',
    token: 'secret',
    mode: 'choice',
    perSecond: 'number',
    isShared: 'boolean',
    tags: 'texts',
    days: 'choices',
    mail: 'text',
    address: 'group',
    buttons: 'rows',
    examples: 'pairs',
  })
  t.same(
    fieldsOf(schema)
      .slice(0, 2)
      .map(({ name }) => name),
    ['account', 'token'],
  )
})

t.test('a field without a title is named by its words', async (t) => {
  t.equal(wordsOf('phoneNumberId'), 'Phone number id')
  t.equal(wordsOf('QUICK_REPLY'), 'Quick reply')
})

t.test('a choice offers titles where there are any and gives back the value itself', async (t) => {
  const mode = fieldsOf(schema).find(({ name }) => name === 'mode')
  t.same(mode?.options, [
    { id: 'slow', label: 'Slow', value: 'slow' },
    { id: 'fast', label: 'As fast as it goes', value: 'fast' },
  ])
})

t.test('a form begins with what is known, then with defaults', async (t) => {
  t.same(initialValue(schema, { account: '7', address: { url: 'https://a.example' } }), {
    account: '7',
    isShared: true,
    address: { url: 'https://a.example' },
  })
})

t.test(
  'a field that depends on another is shown, checked and sent only when that one is so',
  async (t) => {
    const slow = { ...filled, perSecond: '900' }
    t.notOk(shownFields(schema, slow).some(({ name }) => name === 'perSecond'))
    t.notHas(answerOf(schema, slow), { perSecond: 900 })
    t.same(faultsOf(schema, slow), {})
    t.same(faultsOf(schema, { ...slow, mode: 'fast' }), {
      '/perSecond': { code: 'high', limit: 80 },
    })
  },
)

t.test(
  'the answer holds trimmed text, numbers as numbers, and nothing that is empty',
  async (t) => {
    const answer = answerOf(schema, {
      ...filled,
      isShared: false,
      days: [],
      mail: '',
      buttons: [{ label: 'Yes', count: '2.5' }, { label: '' }],
      examples: { '1': 'Ada', '': 'x', '2': ' ' },
    })
    t.same(answer, {
      account: '1234',
      token: 'abc',
      mode: 'slow',
      isShared: false,
      tags: ['a'],
      address: {},
      buttons: [{ label: 'Yes', count: 2.5 }, {}],
      examples: { '1': 'Ada' },
    })
  },
)

t.test('a multi-line text keeps its white space', async (t) => {
  const long: FormSchema = {
    type: 'object',
    properties: { body: { type: 'string', 'x-ui': { widget: 'textarea' } } },
  }
  t.same(answerOf(long, { body: ' a\n\nb ' }), { body: ' a\n\nb ' })
})

t.test('every fault is found at the pointer where the server would find it', async (t) => {
  const faults = faultsOf(
    schema,
    {
      account: '12',
      token: 'a',
      tags: ['toolong'],
      mail: 'nobody',
      address: { url: 'not an address' },
      buttons: [{ label: '' }, { label: 'Yes', count: 'many' }],
    },
    '/config',
  )
  t.same(faults, {
    '/config/account': { code: 'pattern' },
    '/config/token': { code: 'short', limit: 3 },
    '/config/mode': { code: 'required' },
    '/config/tags/0': { code: 'long', limit: 4 },
    '/config/mail': { code: 'email' },
    '/config/address/url': { code: 'address' },
    '/config/buttons/0/label': { code: 'required' },
    '/config/buttons/1/count': { code: 'number' },
  })
})

t.test('lists are held to their size', async (t) => {
  const three = [{ label: 'a' }, { label: 'b' }, { label: 'c' }]
  t.same(faultsOf(schema, { ...filled, buttons: three }), {
    '/buttons': { code: 'many', limit: 2 },
  })
  t.same(faultsOf(schema, { ...filled, tags: [] }), { '/tags': { code: 'few', limit: 1 } })
})
