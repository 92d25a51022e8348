import t from 'tap'

import { nextWidth, withinWindow } from '../src/features/inbox/pane-widths.ts'

t.test('a pane is never so wide that the messages have no room', async (t) => {
  t.same(withinWindow('list', 5000, 1920), { px: 537, least: 240, most: 537 })
  t.same(withinWindow('list', 5000, 4000), { px: 560, least: 240, most: 560 })
  t.equal(withinWindow('list', 10, 1920).px, 240)
  t.equal(withinWindow('list', 400, 800).px, 312, 'its usual width fits any window')
  t.equal(withinWindow('details', 300.4, 1920).px, 300)
})

t.test('a click goes from usual to wide to narrow, and round', async (t) => {
  const widths = [312]
  for (let at = 0; at < 3; at++)
    widths.push(nextWidth('list', withinWindow('list', widths.at(-1) ?? 0, 1920)))
  t.same(widths, [312, 537, 240, 312])
  t.equal(nextWidth('list', withinWindow('list', 400, 1920)), 537)
})
