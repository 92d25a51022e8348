import { nullable, Open } from '@parley/core/schemas'
import t from 'tap'
import { Type } from 'typebox'

import { serializerFor } from '../src/serialize.ts'

const Person = Type.Object({ id: Type.String(), name: nullable(Type.String()) })

function through(schema: Parameters<typeof serializerFor>[0], value: unknown): unknown {
  return JSON.parse(serializerFor(schema)(value))
}

t.test('what a schema does not name never leaves, at any depth', async (t) => {
  const Page = Type.Object({
    items: Type.Array(Type.Object({ person: nullable(Person), tags: Type.Array(Type.String()) })),
  })
  const dirty = { id: '1', name: 'Ana', passwordHash: 'x' }
  t.strictSame(
    through(Page, {
      items: [
        { person: dirty, tags: ['a'], extra: 1 },
        { person: null, tags: [] },
      ],
      total: 2,
    }),
    {
      items: [
        { person: { id: '1', name: 'Ana' }, tags: ['a'] },
        { person: null, tags: [] },
      ],
    },
  )
  t.strictSame(dirty.passwordHash, 'x', 'the value itself is left as it was')
})

t.test('open parts pass whole, and what is undefined stays away', async (t) => {
  const value = { details: { any: { thing: [1, null] } }, gone: undefined }
  const schema = Type.Object({
    details: Open,
    gone: Type.Optional(Type.String()),
    raw: Type.Unknown(),
  })
  t.strictSame(through(schema, { ...value, raw: 5 }), { details: value.details, raw: 5 })
  t.strictSame(through(Type.Any(), value), { details: value.details })
})

t.test('of several shapes a value keeps what any of them names', async (t) => {
  const Member = Type.Object({ ...Person.properties, role: Type.String() })
  const list = Type.Array(Type.Union([Member, Person]))
  const people = [
    { id: '1', name: 'Ana', role: 'admin', hash: 'x' },
    { id: '2', name: null },
  ]
  t.strictSame(through(list, people), [{ id: '1', name: 'Ana', role: 'admin' }, people[1]])
})
