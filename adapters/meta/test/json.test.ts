import { losslessJson } from '@parley/core/adapter'
import t from 'tap'

import { asId, asNumber, asObject, asTimeMs, asWebUrl, contentHash, present } from '../src/index.ts'

t.test('an id is a text, also where it came as a number, and never loses a digit', (t) => {
  t.equal(asId('12'), '12')
  t.equal(asId(12), '12')
  t.equal(asId(asObject(losslessJson('{"id":24681357906829525}'))['id']), '24681357906829525')
  for (const none of ['', 1.5, 2 ** 60, null, {}, [], true, 'x'.repeat(513)]) {
    t.equal(asId(none), undefined)
  }
  t.end()
})

t.test('a time comes in ms, in seconds, as text of either, or in ISO 8601', (t) => {
  t.equal(asTimeMs(1790000000123), 1790000000123)
  t.equal(asTimeMs(1790000000), 1790000000000)
  t.equal(asTimeMs('1790000000'), 1790000000000)
  t.equal(asTimeMs('1790000000123'), 1790000000123)
  t.equal(asTimeMs('2026-09-21T14:30:00+0000'), 1790001000000)
  for (const none of [0, -1, 1e300, '', 'May 2026', null, {}, '2026-99-99T00:00:00Z']) {
    t.equal(asTimeMs(none), undefined)
  }
  t.end()
})

t.test('a web address is http or https', (t) => {
  t.equal(asWebUrl('https://a.example/b c'), 'https://a.example/b c')
  for (const none of ['/a', 'javascript:alert(1)', 'Shared Files/a.doc', 'https://', 7]) {
    t.equal(asWebUrl(none), undefined)
  }
  t.end()
})

t.test('what is no object reads as an empty one, and texts of numbers are numbers', (t) => {
  t.same(Object.keys(asObject([1])), [])
  t.same(asObject(null)['constructor'], undefined)
  t.equal(asNumber('3'), 3)
  t.equal(asNumber(' '), undefined)
  t.same(present({ a: 1, b: undefined }), { a: 1 })
  t.end()
})

t.test('a content hash knows content and place, not the order of keys, at any depth', (t) => {
  t.equal(contentHash({ a: 1, b: [2, '2'] }), contentHash({ b: [2, '2'], a: 1 }))
  const all = [{}, [], '', null, 0, '0', [[]], [{}], { a: {} }, { a: [] }, ['a', 'b'], ['ab']]
  t.equal(new Set(all.map(contentHash)).size, all.length)
  const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
  t.match(contentHash(deep), /^[0-9a-f]{32}$/)
  t.end()
})
t.end()
