/** What became of our messages, and faults of the account. */
import t from 'tap'

import { anna, head, phoneNumberId, readField } from '../bodies.ts'

const status = { id: 'wamid.o', timestamp: '1790000000', recipient_id: anna }

t.test('statuses: sent, delivered, read; a voice note that was played was read', async (t) => {
  for (const [word, reached] of [
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['played', 'read'],
  ]) {
    const [event] = readField('messages', { ...head, statuses: [{ ...status, status: word }] })
    t.match(event, {
      type: 'receipt',
      key: `rcpt:wamid.o:${word}`,
      status: reached,
      target: { ids: ['wamid.o'] },
      contact: { id: anna },
    })
  }
})

t.test('statuses: deleted, warning and words never seen change nothing, and stay', async (t) => {
  for (const word of ['deleted', 'warning', 'evaporated']) {
    const events = readField('messages', { ...head, statuses: [{ ...status, status: word }] })
    t.match(events, [{ type: 'unknown', nativeType: `status.${word}`, native: { id: 'wamid.o' } }])
    t.equal(events.length, 1)
  }
})

t.test('statuses: failed carries the failure of its code, old shape included', async (t) => {
  const errors = [{ code: 131047, title: 'Re-engagement', details: 'More than 24 hours' }]
  const [event] = readField('messages', {
    ...head,
    statuses: [{ ...status, status: 'failed', errors }],
  })
  t.match(event, {
    status: 'failed',
    failure: {
      kind: 'window_closed',
      retry: 'no',
      certain: true,
      code: '131047',
      message: /More than 24 hours/,
    },
  })
  const [bare] = readField('messages', { ...head, statuses: [{ ...status, status: 'failed' }] })
  t.match(bare, { status: 'failed', failure: { kind: 'unknown', retry: 'no' } })
})

t.test('statuses: our key comes back, and what it costs', async (t) => {
  const more = {
    biz_opaque_callback_data: 'p.17',
    pricing: { billable: true, pricing_model: 'PMP', category: 'marketing' },
  }
  const [event] = readField('messages', {
    ...head,
    statuses: [{ ...status, status: 'sent', ...more }],
  })
  t.match(event, { clientRef: 'p.17', cost: { category: 'marketing', billable: true } })
})

t.test('statuses: a person without a number, in either spelling of the parent id', async (t) => {
  for (const parent of ['parent_recipient_user_id', 'recipient_parent_user_id']) {
    const bare = {
      id: 'wamid.o',
      timestamp: '1790000000',
      status: 'read',
      recipient_user_id: 'DE.1',
      [parent]: 'DE.ENT.1',
    }
    const [event] = readField('messages', { ...head, statuses: [bare] })
    t.same(event?.contact, { id: 'DE.1' })
  }
})

t.test('statuses: in a group each member reports; one who was missed fails nothing', async (t) => {
  const group = { ...status, recipient_id: 'g1@g.us', recipient_type: 'group' }
  const statuses = [
    { ...group, status: 'read', recipient_participant_id: '491' },
    { ...group, status: 'read', recipient_participant_id: '492' },
    { ...group, status: 'failed', recipient_participant_id: '493' },
  ]
  const events = readField('messages', { ...head, statuses })
  t.same(
    events.map(({ type }) => type),
    ['receipt', 'receipt', 'unknown'],
  )
  t.equal(new Set(events.map(({ key }) => key)).size, 3)
})

t.test(
  'value.errors without messages: a fault of the account shows on the connection',
  async (t) => {
    const cases: [number, object][] = [
      [131042, { status: 'degraded', problem: 'payment' }],
      [190, { status: 'needs_reconnect', problem: 'bad_credentials' }],
      [130429, { status: undefined }],
      [0, { status: 'needs_reconnect' }],
    ]
    for (const [code, expected] of cases) {
      const [event] = readField('messages', { ...head, errors: [{ code, title: 'No' }] })
      t.match(event, { type: 'connection', topic: 'error', connection: phoneNumberId, ...expected })
    }
  },
)
