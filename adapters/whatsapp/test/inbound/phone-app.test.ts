/** A number that is also on the WhatsApp Business app. */
import t from 'tap'

import { anna, head, ownPhone, readField } from '../bodies.ts'

t.test(
  'smb_message_echoes: what is written on the phone, edited and taken back there',
  async (t) => {
    const echo = { from: ownPhone, to: anna, to_user_id: 'DE.1', timestamp: '1790000000' }
    const message_echoes = [
      { ...echo, id: 'wamid.a', type: 'text', text: { body: 'From the phone' } },
      {
        ...echo,
        id: 'wamid.b',
        type: 'edit',
        edit: {
          original_message_id: 'wamid.a',
          message: { type: 'text', text: { body: 'Better' } },
        },
      },
      { ...echo, id: 'wamid.c', type: 'revoke', revoke: { original_message_id: 'wamid.a' } },
      {
        ...echo,
        id: 'wamid.d',
        type: 'reaction',
        reaction: { message_id: 'wamid.1', emoji: '👍' },
      },
    ]
    const contact = { id: anna, aliases: ['DE.1'] }
    t.match(readField('smb_message_echoes', { ...head, message_echoes }), [
      {
        type: 'echo',
        origin: 'native_app',
        id: 'wamid.a',
        contact,
        content: { text: 'From the phone' },
      },
      { type: 'edit', target: 'wamid.a', contact, content: { text: 'Better' } },
      { type: 'delete', target: 'wamid.a', by: 'business' },
      { type: 'reaction', target: 'wamid.1', by: 'business', emoji: '👍' },
    ])
  },
)

t.test('history: both sides of old chats, quietly, with the status that is known', async (t) => {
  const old = { timestamp: '1780000000', type: 'text', text: { body: 'x' } }
  const threads = [
    {
      id: anna,
      messages: [
        { ...old, from: anna, id: 'wamid.1', history_context: { status: 'READ' } },
        { ...old, from: ownPhone, id: 'wamid.2', history_context: { status: 'PLAYED' } },
        { ...old, from: ownPhone, id: 'wamid.3', history_context: { status: 'ERROR' } },
        { from: anna, id: 'wamid.4', timestamp: '1780000000', type: 'media_placeholder' },
      ],
    },
  ]
  const events = readField('history', { ...head, history: [{ metadata: { phase: 0 }, threads }] })
  t.match(events, [
    { type: 'message', history: true, contact: { id: anna } },
    { type: 'echo', history: true, contact: { id: anna }, status: 'read' },
    { type: 'echo', status: 'failed' },
    { type: 'message', content: { kind: 'unsupported', nativeType: 'media_placeholder' } },
  ])
})

t.test('history: media that come later are history too, whoever sent them', async (t) => {
  const image = { timestamp: '1780000000', type: 'image', image: { id: '5' } }
  const messages = [
    { ...image, from: anna, id: 'wamid.1' },
    { ...image, from: ownPhone, to: anna, id: 'wamid.2' },
  ]
  t.match(readField('history', { ...head, messages }), [
    { type: 'message', history: true, contact: { id: anna } },
    { type: 'echo', history: true, contact: { id: anna } },
  ])
})

t.test('history: word that it was not shared shows on the connection', async (t) => {
  const history = [{ errors: [{ code: 2_593_109, title: 'Off' }] }]
  t.match(readField('history', { ...head, history }), [
    { type: 'connection', topic: 'history', detail: /not shared/ },
  ])
})

t.test('smb_app_state_sync: the address book is noticed as one', async (t) => {
  const item = {
    type: 'contact',
    action: 'add',
    contact: { full_name: 'Anna', phone_number: anna },
    metadata: { timestamp: '1790000000' },
  }
  const events = readField('smb_app_state_sync', {
    ...head,
    state_sync: [item, { ...item, action: 'remove' }],
  })
  t.match(events, [
    { type: 'connection', topic: 'smb_app_state_sync', contact: null, at: 1_790_000_000_000 },
  ])
  t.equal(events.length, 1)
})
