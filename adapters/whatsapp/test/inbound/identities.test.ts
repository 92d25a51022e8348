/** People who change their id or mind, and people who call. */
import t from 'tap'

import { anna, annaCard, head, ownPhone, readField } from '../bodies.ts'

t.test('user_id_update: the chat gets the new id', async (t) => {
  const user_id_update = [
    {
      wa_id: anna,
      detail: 'x',
      user_id: { previous: 'DE.1', current: 'DE.2' },
      timestamp: '1790000000',
    },
  ]
  const [event] = readField('user_id_update', { ...head, contacts: [annaCard], user_id_update })
  t.match(event, { type: 'identity', contact: { id: anna, aliases: ['DE.2'] }, previous: ['DE.1'] })
})

t.test('user_preferences: stop and resume of marketing are consent', async (t) => {
  for (const [value, granted] of [
    ['stop', false],
    ['resume', true],
  ] as const) {
    const user_preferences = [
      { wa_id: anna, category: 'marketing_messages', value, timestamp: 1_790_000_000 },
    ]
    const [event] = readField('user_preferences', {
      ...head,
      contacts: [annaCard],
      user_preferences,
    })
    t.match(event, { type: 'consent', topic: 'marketing_messages', granted, at: 1_790_000_000_000 })
  }
})

t.test('calls: a line when it rings and one when it is over, ours as ours', async (t) => {
  const call = {
    id: 'wacid.1',
    from: anna,
    to: ownPhone,
    timestamp: '1790000000',
    direction: 'USER_INITIATED',
  }
  const texts = [
    [{ event: 'connect' }, 'message', 'Incoming call'],
    [{ event: 'terminate', status: 'COMPLETED', duration: 125 }, 'message', 'Call of 2:05 minutes'],
    [{ event: 'terminate', status: 'FAILED' }, 'message', 'Missed call'],
    [
      { event: 'connect', direction: 'BUSINESS_INITIATED', from: ownPhone, to: anna },
      'echo',
      'Calling this person',
    ],
    [
      { event: 'terminate', direction: undefined, from: ownPhone, to: anna },
      'echo',
      'Call not answered',
    ],
  ] as const
  for (const [rest, type, text] of texts) {
    const [event] = readField('calls', {
      ...head,
      contacts: [annaCard],
      calls: [{ ...call, ...rest }],
    })
    t.match(event, {
      type,
      contact: { id: anna },
      content: { kind: 'system', topic: 'call', text },
    })
  }
})
