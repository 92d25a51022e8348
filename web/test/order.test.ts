import t from 'tap'

import { formatFilters, parseFilters } from '../src/store/filters.ts'
import { stableOrder } from '../src/store/stable-order.ts'

t.test('rows stand still, and what waits is counted', async (t) => {
  const frozen = ['a', 'b', 'c', 'd']
  t.strictSame(stableOrder(null, frozen), { ids: frozen, updates: 0 })
  t.strictSame(stableOrder(frozen, ['n', 'a', 'b', 'c', 'd']), { ids: frozen, updates: 1 })
  t.strictSame(stableOrder(frozen, ['c', 'a', 'b', 'd']), { ids: frozen, updates: 1 })
  t.strictSame(stableOrder(frozen, ['a', 'c', 'd']), { ids: frozen, updates: 1 })
  t.strictSame(stableOrder(frozen, ['n', 'd', 'a', 'b']), { ids: frozen, updates: 3 })
})

t.test('further pages join below', async (t) => {
  t.strictSame(stableOrder(['a', 'b'], ['a', 'b', 'c', 'd']), {
    ids: ['a', 'b', 'c', 'd'],
    updates: 0,
  })
})

t.test('filters have one text, and what is usual is left out of it', async (t) => {
  t.equal(formatFilters(parseFilters('?status=open&sort=latest')), '')
  t.equal(
    formatFilters(parseFilters('?sort=waiting&assigneeId=me&evil=1')),
    formatFilters(parseFilters('?assigneeId=me&sort=waiting')),
  )
})
