import type { Channel } from '@parley/core/schemas'
import t from 'tap'

import {
  allowedNow,
  can,
  checkFile,
  countText,
  takesVoice,
} from '../src/features/composer/limits.ts'
import { at, chat } from './factories.ts'

function channel(limits: object, capabilities: object = {}): Channel {
  return { id: 'acme', name: 'Acme', state: 'ready', limits, capabilities } as Channel
}

t.test(
  'text is counted in the channel’s unit, and said to be too long where it is not split',
  async (t) => {
    const bytes = channel({ text: { max: 10, unit: 'byte', overflow: 'reject' } })
    t.match(countText('é', bytes), { used: 2, max: 10, isNear: false, isOver: false, parts: 1 })
    t.match(countText('ééééé', bytes), { used: 10, isNear: true, isOver: false })
    t.match(countText('éééééé', bytes), { used: 12, isOver: true })
    const split = channel({ text: { max: 10, unit: 'utf16', overflow: 'split' } })
    t.match(countText('x'.repeat(25), split), { isOver: false, parts: 3 })
    t.equal(countText('x', undefined), null)
  },
)

const media = channel({
  media: {
    image: { mime: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
    document: { mime: ['*/*'], maxBytes: 100_000_000 },
  },
})

t.test('a file is refused before it is sent, with the reason', async (t) => {
  t.equal(checkFile({ type: 'image/png', size: 10 }, media), null)
  t.equal(checkFile({ type: 'image/png', size: 6_000_000 }, media), null, 'as a document')
  t.match(checkFile({ type: 'image/png', size: 200_000_000 }, media), {
    kind: 'size',
    maxBytes: 100_000_000,
  })
  const pictures = channel({ media: { image: { mime: ['image/*'], maxBytes: 100 } } })
  t.match(checkFile({ type: 'application/pdf', size: 1 }, pictures), { kind: 'type' })
  t.match(checkFile({ type: '', size: 1 }, pictures), { kind: 'type', mime: '?' })
  t.match(checkFile({ type: 'image/gif', size: 0 }, pictures), { kind: 'empty' })
  t.equal(checkFile({ type: 'image/gif', size: 1 }, undefined), null)
})

t.test('what the channel cannot do is not offered', async (t) => {
  t.ok(can(channel({}, { reply: 'full' }), 'reply'))
  t.ok(can(channel({}, { reply: 'fallback' }), 'reply'))
  t.notOk(can(channel({}, { reply: 'dropped' }), 'reply'))
  t.notOk(can(undefined, 'reply'))
  t.ok(takesVoice(channel({ media: { voice: {} } })))
  t.notOk(takesVoice(channel({ media: {} })))
})

t.test('the window closes by the clock, not only by an event', async (t) => {
  const open = { state: 'open' as const, closesAt: at(10), allows: ['text', 'template'] }
  const now = Date.parse(at(0))
  t.equal(allowedNow(chat(1, { window: open }), now), 'text')
  t.equal(allowedNow(chat(1, { window: open }), now + 11_000), 'template')
  t.equal(allowedNow(chat(1, { window: { ...open, allows: ['text'] } }), now + 11_000), 'nothing')
  const closed = { state: 'closed' as const, closesAt: null, allows: ['template'] }
  t.equal(allowedNow(chat(1, { window: closed }), now), 'template')
  const always = { state: 'always' as const, closesAt: null, allows: ['text'] }
  t.equal(allowedNow(chat(1, { window: always }), now), 'text')
})
