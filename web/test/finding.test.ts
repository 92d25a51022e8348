import t from 'tap'

import { fit, ranked } from '../src/features/palette/rank.ts'
import { markWords } from '../src/features/search/mark-words.ts'
import { prettyJson } from '../src/features/settings/deliveries/pretty.ts'
import { deviceOf } from '../src/features/settings/you/device.ts'

t.test(
  'the beginning of a name fits better than a word in it, a word better than letters',
  async (t) => {
    const names = ['Reassign', 'Ana Assis', 'Go: a small step', 'Assign to me', 'Nothing']
    t.same(ranked('as', names, String), [
      'Assign to me',
      'Ana Assis',
      'Reassign',
      'Go: a small step',
    ])
    t.same(ranked('', names, String), names)
  },
)

t.test('case and accents make no difference, initials find a phrase', async (t) => {
  t.ok(fit('jose', 'José Álvarez'))
  t.ok(fit('ALV', 'José Álvarez'))
  t.ok(fit('gts', 'Go to settings'))
  t.ok(fit('settings go', 'Go to settings'))
  t.notOk(fit('stg', 'Go to settings'))
})

t.test('found words are marked, whatever else is in the text', async (t) => {
  t.same(markWords('Your order Café, ordered today', 'ORD cafe'), [
    { text: 'Your ', isHit: false },
    { text: 'order', isHit: true },
    { text: ' ', isHit: false },
    { text: 'Café', isHit: true },
    { text: ', ', isHit: false },
    { text: 'ordered', isHit: true },
    { text: ' today', isHit: false },
  ])
  t.same(markWords('nothing here', 'order'), [{ text: 'nothing here', isHit: false }])
  t.same(markWords('a.b', '***'), [{ text: 'a.b', isHit: false }])
})

t.test('JSON is broken into lines and its long numbers stay as they came', async (t) => {
  const text = '{"id":17841400000000000123,"list":[1,{"a":"x:{,}"}],"none":{},"empty":[ ]}'
  const pretty = prettyJson(text)
  t.equal(
    pretty,
    [
      '{',
      '  "id": 17841400000000000123,',
      '  "list": [',
      '    1,',
      '    {',
      '      "a": "x:{,}"',
      '    }',
      '  ],',
      '  "none": {},',
      '  "empty": []',
      '}',
    ].join('\n'),
  )
  t.equal(prettyJson('"text with \\"quotes\\""'), '"text with \\"quotes\\""')
  t.equal(prettyJson('{"cut":'), null)
  t.equal(prettyJson('a=1&b=2'), null)
})

t.test('a device is named by browser and system, or by its own words', async (t) => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0'
  t.equal(deviceOf(edge), 'Edge, Windows')
  t.equal(
    deviceOf('Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko Firefox/150.0'),
    'Firefox, Linux',
  )
  t.equal(deviceOf('parley-cli'), 'parley-cli')
  t.equal(deviceOf(null), null)
})
