import { join } from 'node:path'

import { deliveryOf, fixturesIn, requestFrom } from '@parley/core/testkit'
import t from 'tap'

import { assertReads, assertTotal } from '../../meta/test/reading.ts'
import { parse } from '../src/parse.ts'

const fixtures = fixturesIn(join(import.meta.dirname, 'fixtures'))

for (const fixture of fixtures) {
  t.test(`reads ${fixture.name.replaceAll('-', ' ')}`, (t) => {
    assertReads(t, parse(deliveryOf(requestFrom(fixture))), fixture)
    t.end()
  })
}

t.test('whatever stands in a body, parse reads at least one sound event of each item', (t) => {
  assertTotal(t, parse, fixtures)
  t.end()
})
t.end()
