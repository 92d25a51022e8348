import { compositionsOf } from '@parley/core'
import type { Capabilities, Limits } from '@parley/core/adapter'
import { NewMessage } from '@parley/core/schemas'
import t from 'tap'
import { Value } from 'typebox/value'

const few = { max: 20, unit: 'codepoint', overflow: 'reject' } as const
const limits: Limits = {
  text: { max: 100, unit: 'codepoint', overflow: 'split' },
  media: {},
  buttons: { max: 2, text: few, label: few, payload: few },
  cards: { max: 1, title: few, subtitle: few, maxButtons: 1 },
}
const nothing: Capabilities = {
  formatting: {},
  reply: 'rejected',
  reaction: 'rejected',
  typing: 'rejected',
  read: 'rejected',
  template: 'rejected',
  buttons: 'rejected',
  list: 'rejected',
  link: 'rejected',
  cards: 'rejected',
  location: 'rejected',
  contacts: 'rejected',
  handover: 'rejected',
  receipts: [],
  echo: false,
  startChat: 'never',
  idempotentSend: false,
}
const everything: Capabilities = {
  ...nothing,
  buttons: 'full',
  list: 'fallback',
  link: 'full',
  cards: 'full',
  location: 'full',
  contacts: 'full',
  stock: [{ id: '7', label: 'Like', emoji: '👍' }],
  share: 'full',
  ask: ['phone'],
  form: 'full',
}
const filled: Readonly<Record<string, object>> = {
  buttons: { text: 'Which?', buttons: [{ title: 'A' }, { title: 'B', url: 'https://b.example' }] },
  list: { text: 'Which?', list: { button: 'See', rows: [{ title: 'A', section: 'One' }] } },
  link: { text: 'All', link: { label: 'See', url: 'https://a.example' }, footer: 'Until six' },
  cards: { cards: [{ title: 'Oak', buttons: [{ title: 'Take' }] }] },
  location: { location: { lat: 1, lon: 2, label: 'Shop' } },
  contacts: { contacts: [{ name: 'Noor', phones: ['+1'], address: { city: 'Hamburg' } }] },
  stock: { stock: { id: '7' } },
  share: { share: { id: '179' } },
  ask: { text: 'May we?', ask: { what: 'phone' } },
  form: { text: 'A table?', form: { id: '12', label: 'Book', screen: 'T', values: { a: 'b' } } },
}

t.test('a channel composes what it can, and says what goes out in words', async (t) => {
  t.same(compositionsOf({ name: 'None', limits, capabilities: nothing }), [])
  const all = compositionsOf({ name: 'All', limits, capabilities: everything })
  t.same(
    all.map(({ kind }) => kind),
    Object.keys(filled),
  )
  t.notOk(all.some(({ takesFile }) => takesFile))
  const headed = {
    name: 'All',
    limits: { ...limits, head: ['image'] as const },
    capabilities: everything,
  }
  const taking = compositionsOf(headed).filter(({ takesFile }) => takesFile)
  t.same(
    taking.map(({ kind }) => kind),
    ['buttons', 'link', 'form'],
  )
  t.same(
    all.filter(({ isText }) => isText).map(({ kind }) => kind),
    ['list'],
  )
})

t.test('what a form makes is a part of a message, within the limits', async (t) => {
  const clientId = '0189b9c2-0000-7000-8000-000000000000'
  for (const { kind, schema } of compositionsOf({
    name: 'All',
    limits,
    capabilities: everything,
  })) {
    const value = filled[kind]
    t.same([...Value.Errors(schema, value)], [], kind)
    t.same([...Value.Errors(NewMessage, { chatId: '1', clientId, ...value })], [], kind)
    t.notOk(Value.Check(schema, {}), `${kind}: nothing is too little`)
  }
  const [buttons] = compositionsOf({ name: 'All', limits, capabilities: everything })
  const many = Array.from({ length: 3 }, () => ({ title: 'A' }))
  t.notOk(Value.Check(buttons!.schema, { text: 'Which?', buttons: many }))
  t.notOk(Value.Check(buttons!.schema, { text: 'Which?', buttons: [{ title: 'a'.repeat(21) }] }))
})
