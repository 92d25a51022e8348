import type { Adapter } from '@parley/core'
import type { Window } from '@parley/core/adapter'
import t from 'tap'

import { freeTextMs, windowFor, windowOf, type WindowState } from '../src/windows.ts'
import { day, startParrot } from './parrot.ts'

const now = new Date('2026-03-01T12:00:00Z')
function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000)
}
const parrot = startParrot().adapters.byChannel.get('parrot')!

function state(lastInAt: Date | null, windows: readonly Window[] = parrot.windows): WindowState {
  return { adapter: { ...parrot, windows } as Adapter, config: {}, lastInAt, now }
}

const humanAgent = [
  {
    id: 'standard',
    opens: 'inbound',
    ms: day,
    actor: 'any',
    allows: ['text', 'media', 'template'],
  },
  { id: 'human_agent', opens: 'inbound', ms: 7 * day, actor: 'human', allows: ['text', 'media'] },
] as const

t.test('a window is open until its time after the last message of the contact', async (t) => {
  const open = windowOf(state(hoursAgo(23)))
  t.equal(open.state, 'open')
  t.equal(open.closesAt, '2026-03-01T13:00:00.000Z')
  t.ok(open.allows.includes('text') && open.allows.includes('template'))
  t.match(windowOf(state(hoursAgo(24))), { state: 'closed', closesAt: null, allows: ['template'] })
})

t.test('a contact who never wrote has opened nothing, but templates need no window', async (t) => {
  t.same(windowOf(state(null)), { state: 'closed', closesAt: null, allows: ['template'] })
})

t.test('the longest window that is open counts, and only people use the human one', async (t) => {
  const late = state(hoursAgo(30), humanAgent)
  t.match(windowOf(late), {
    state: 'open',
    closesAt: '2026-03-07T06:00:00.000Z',
    allows: ['text', 'media'],
  })
  t.match(windowOf({ ...late, actor: 'any' }), { state: 'closed', allows: [] })
  t.equal(windowFor('text', late), 'human_agent')
  t.equal(windowFor('text', state(hoursAgo(1), humanAgent)), 'standard', 'the first one declared')
  t.equal(windowFor('text', { ...late, actor: 'any' }), undefined)
  t.equal(windowFor('template', late), undefined)
})

t.test('a channel without a limit is always open', async (t) => {
  const always = [{ id: 'always', opens: 'always', actor: 'any', allows: ['text'] }] as const
  t.same(windowOf(state(null, always)), { state: 'always', closesAt: null, allows: ['text'] })
  t.equal(freeTextMs(state(null, always)), undefined)
  t.equal(freeTextMs(state(null, humanAgent)), 7 * day)
})

t.test('a connection narrows what its adapter declares', async (t) => {
  const adapter = {
    ...parrot,
    windows: humanAgent,
    narrow: ({ config }: { config: { human?: boolean } }) =>
      config.human ? {} : { windows: humanAgent.slice(0, 1) },
  } as unknown as Adapter
  const base = { adapter, lastInAt: hoursAgo(30), now }
  t.equal(windowOf({ ...base, config: {} }).state, 'closed')
  t.equal(windowOf({ ...base, config: { human: true } }).state, 'open')
})

t.test('a channel whose adapter is not loaded allows nothing', async (t) => {
  t.same(windowOf({ adapter: undefined, config: {}, lastInAt: hoursAgo(1), now }), {
    state: 'closed',
    closesAt: null,
    allows: [],
  })
})
