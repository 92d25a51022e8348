/** Who wrote. */
import t from 'tap'

import { anna, annaCard, head, readField } from '../bodies.ts'

t.test(
  'contacts: an answer to a contact request that names no sender is the only person’s',
  async (t) => {
    const contacts = [{ profile: { name: 'Cem', username: '@cem' }, user_id: 'TR.11' }]
    const message = {
      id: 'wamid.1',
      timestamp: '1790000000',
      type: 'contacts',
      origin: 'contact_request',
      contacts: [{ vcard: 'FN:Cem' }],
    }
    const [event] = readField('messages', { ...head, contacts, messages: [message] })
    t.match(event, { type: 'message', contact: { id: 'TR.11', name: 'Cem', handle: 'cem' } })
  },
)

t.test('contacts[] are matched by id, not by place; a profile may be missing', async (t) => {
  const contacts = [{ profile: { name: 'Ben' }, wa_id: '49302' }, { wa_id: '49303' }, annaCard]
  const messages = [anna, '49303', '49302'].map((from, i) => ({
    from,
    id: `wamid.${i}`,
    timestamp: '1790000000',
    type: 'text',
    text: { body: 'x' },
  }))
  const events = readField('messages', { ...head, contacts, messages })
  t.same(
    events.map(({ contact }) => contact),
    [{ id: anna, name: 'Anna' }, { id: '49303' }, { id: '49302', name: 'Ben' }],
  )
})

t.test(
  'business-scoped ids: the number goes first, the id beside it; alone it is the person',
  async (t) => {
    const text = { id: 'wamid.1', timestamp: '1790000000', type: 'text', text: { body: 'x' } }
    const card = {
      profile: { name: 'Cem', username: 'cem' },
      user_id: 'TR.11',
      parent_user_id: 'TR.ENT.9',
    }
    const cases: [object, object, object][] = [
      [
        { from: '9053', from_user_id: 'TR.11' },
        { ...card, wa_id: '9053' },
        { id: '9053', aliases: ['TR.11'] },
      ],
      [{ from: '9053' }, { ...card, wa_id: '9053' }, { id: '9053', aliases: ['TR.11'] }],
      [{ from_user_id: 'TR.11' }, card, { id: 'TR.11' }],
      [{ from: '', from_user_id: 'TR.11' }, { ...card, wa_id: '' }, { id: 'TR.11' }],
      [{ from: 'TR.11', from_user_id: 'TR.11' }, { ...card, wa_id: 'TR.11' }, { id: 'TR.11' }],
    ]
    for (const [sender, contact, expected] of cases) {
      const [event] = readField('messages', {
        ...head,
        contacts: [contact],
        messages: [{ ...text, ...sender }],
      })
      t.same(event?.contact, { ...expected, name: 'Cem', handle: 'cem' })
    }
  },
)
