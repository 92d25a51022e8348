/** A delivery as a whole. */
import t from 'tap'

import { account, anna, annaCard, head, read, readField } from '../bodies.ts'

const receipt = { status: 'read', timestamp: '1790000000', recipient_id: anna }

t.test('the dashboard’s test button belongs to no connection', async (t) => {
  const value = {
    ...head,
    metadata: { phone_number_id: '123456123' },
    messages: [
      {
        from: '16315551181',
        id: 'ABGG',
        timestamp: '1504902988',
        type: 'text',
        text: { body: 'this is a text message' },
      },
    ],
  }
  t.match(readField('messages', value, { id: '0' }), [{ connection: '123456123', account: '0' }])
  t.match(readField('account_alerts', { entity_type: 'BUSINESS' }, { id: '0' }), [
    { connection: '', account: '0' },
  ])
})

t.test(
  'every entry, change, message and status of a batch is read, in places of its own',
  async (t) => {
    const text = { type: 'text', text: { body: 'x' }, timestamp: '1790000000', from: anna }
    function value(first: number): object {
      const ids = [first, first + 1]
      return {
        ...head,
        contacts: [annaCard],
        messages: ids.map((id) => Object.assign({ id: `wamid.${id}` }, text)),
        statuses: ids.map((id) => Object.assign({ id: `wamid.s${id}` }, receipt)),
      }
    }
    const entry = [0, 4].map((n) => ({
      id: account,
      changes: [0, 2].map((m) => ({ field: 'messages', value: value(n + m) })),
    }))
    const events = read({ object: 'whatsapp_business_account', entry })
    t.equal(events.length, 16)
    t.same(
      events.map(({ seq }) => seq),
      [...events.keys()],
    )
    t.equal(new Set(events.map(({ key }) => key)).size, 16)
  },
)

t.test(
  'the same message twice in one body is one; another that takes its id is told apart',
  async (t) => {
    const message = {
      from: anna,
      id: 'wamid.1',
      timestamp: '1790000000',
      type: 'text',
      text: { body: 'x' },
    }
    const messages = [message, message, { ...message, text: { body: 'y' } }]
    const events = readField('messages', { ...head, contacts: [annaCard], messages })
    t.equal(events.length, 2)
    t.equal(new Set(events.map(({ key }) => key)).size, 2)
  },
)

t.test('ids that come as numbers keep every digit', async (t) => {
  const body = `{"object":"whatsapp_business_account","entry":[{"id":48030000000000123,"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":39020000000000123},"messages":[{"from":49151234567890123,"id":"wamid.1","timestamp":"1790000000","type":"text","text":{"body":"x"}}]}}]}]}`
  t.match(read(body), [
    {
      connection: '39020000000000123',
      account: '48030000000000123',
      contact: { id: '49151234567890123' },
    },
  ])
})
