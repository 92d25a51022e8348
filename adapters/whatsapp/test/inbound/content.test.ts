/** What each type of message says. */
import t from 'tap'

import {
  account,
  anna,
  annaCard,
  contentOf,
  head,
  ownPhone,
  phoneNumberId,
  readField,
  readMessage,
} from '../bodies.ts'

t.test('text: the body as it was typed', async (t) => {
  const event = readMessage({ type: 'text', text: { body: '  spaces kept  ' } })
  t.match(event, {
    type: 'message',
    key: 'msg:wamid.1',
    id: 'wamid.1',
    connection: phoneNumberId,
    account,
    contact: { id: anna, name: 'Anna' },
    at: 1_790_000_000_000,
    seq: 0,
    content: { kind: 'text', text: '  spaces kept  ' },
  })
})

t.test(
  'image, video, sticker: the file with its hash, its caption as text, and a week to live',
  async (t) => {
    const sha256 = Buffer.alloc(32, 7).toString('base64')
    for (const type of ['image', 'video', 'sticker']) {
      const medium = { id: '71', mime_type: 'x/y', sha256, caption: 'Look' }
      t.same(contentOf({ type, [type]: medium }), {
        kind: 'media',
        text: 'Look',
        media: [
          {
            kind: type,
            locator: { id: '71' },
            mime: 'x/y',
            sha256: '07'.repeat(32),
            expiresAt: 1_790_000_000_000 + 7 * 86_400_000,
            caption: 'Look',
          },
        ],
      })
    }
  },
)

t.test('image: the address that newer webhooks carry is kept, a relative one is not', async (t) => {
  const url = 'https://lookaside.fbsbx.com/x'
  t.match(contentOf({ type: 'image', image: { id: '1', url } }), { media: [{ locator: { url } }] })
  t.match(contentOf({ type: 'image', image: { id: '1', url: '/var/x' } }), {
    media: [{ locator: { id: '1', url: undefined } }],
  })
})

t.test(
  'audio: voice notes are told apart from sound files, the legacy type included',
  async (t) => {
    const audio = { id: '72', mime_type: 'audio/ogg; codecs=opus' }
    t.match(contentOf({ type: 'audio', audio: { ...audio, voice: true } }), {
      media: [{ kind: 'voice' }],
    })
    t.match(contentOf({ type: 'audio', audio: { ...audio, voice: false } }), {
      media: [{ kind: 'audio' }],
    })
    t.match(contentOf({ type: 'voice', voice: audio }), { media: [{ kind: 'voice' }] })
  },
)

t.test('document: its name stays', async (t) => {
  const document = { id: '73', filename: 'Preisliste – v2.xlsx', caption: 'See page 2' }
  t.match(contentOf({ type: 'document', document }), {
    text: 'See page 2',
    media: [{ kind: 'document', name: 'Preisliste – v2.xlsx' }],
  })
})

t.test('location: 0 is a coordinate, what is not on Earth is not', async (t) => {
  const location = { latitude: 0, longitude: '0.0', name: 'Here', address: 'Nowhere 1' }
  t.same(contentOf({ type: 'location', location }), {
    kind: 'location',
    lat: 0,
    lon: 0,
    label: 'Here',
    address: 'Nowhere 1',
  })
  t.match(contentOf({ type: 'location', location: { latitude: 91, longitude: 0 } }), {
    kind: 'unsupported',
  })
})

t.test(
  'contacts: cards with names, numbers and addresses; a vCard alone has a name too',
  async (t) => {
    const contacts = [
      {
        name: { first_name: 'Ben', last_name: 'Ode' },
        phones: [{ wa_id: '49301' }],
        emails: [{ email: 'b@x.de' }],
        org: { company: 'Ode' },
      },
      { vcard: 'BEGIN:VCARD\r\nFN:Ida Kern\r\nEND:VCARD' },
    ]
    t.match(contentOf({ type: 'contacts', contacts }), {
      cards: [
        { name: 'Ben Ode', phones: ['49301'], emails: ['b@x.de'], organization: 'Ode' },
        { name: 'Ida Kern', phones: [] },
      ],
    })
  },
)

t.test('interactive: a tapped button and a list row give title and payload', async (t) => {
  const button = { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } }
  t.same(contentOf({ type: 'interactive', interactive: button }), {
    kind: 'interactive',
    title: 'Yes',
    payload: 'yes',
  })
  const row = { id: 'l', title: 'Large', description: 'Up to 10 kg' }
  t.same(contentOf({ type: 'interactive', interactive: { type: 'list_reply', list_reply: row } }), {
    kind: 'interactive',
    title: 'Large',
    payload: 'l',
    description: 'Up to 10 kg',
  })
})

t.test(
  'interactive: a flow’s answer is parsed when it is JSON, and kept as text when it is not',
  async (t) => {
    const answers: [string, unknown][] = [
      ['{"age":7}', { age: 7 }],
      ['["a","b"]', ['a', 'b']],
      ['7', 7],
      ['null', null],
    ]
    for (const [response_json, form] of answers) {
      const nfm_reply = { name: 'flow', body: 'Sent', response_json }
      t.same(contentOf({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }), {
        kind: 'interactive',
        title: 'Sent',
        payload: response_json,
        form,
      })
    }
    const nfm_reply = { name: 'flow', response_json: '{broken' }
    t.same(contentOf({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }), {
      kind: 'interactive',
      title: 'flow',
      payload: '{broken',
    })
  },
)

t.test('interactive: an answer about calls', async (t) => {
  const interactive = {
    type: 'call_permission_reply',
    call_permission_reply: { response: 'reject' },
  }
  t.match(contentOf({ type: 'interactive', interactive }), {
    title: 'May not be called',
    payload: 'reject',
  })
})

t.test('button: the quick reply of a template, as an answer to it', async (t) => {
  const event = readMessage({
    type: 'button',
    button: { text: 'Stop', payload: 'STOP' },
    context: { from: ownPhone, id: 'wamid.t' },
  })
  t.match(event, {
    replyTo: 'wamid.t',
    content: { kind: 'interactive', title: 'Stop', payload: 'STOP' },
  })
})

t.test('order: items with amounts as numbers, whether they came as numbers or texts', async (t) => {
  const item = { product_retailer_id: 'oak-1', quantity: '2', item_price: '14.50', currency: 'EUR' }
  t.same(
    contentOf({
      type: 'order',
      order: { catalog_id: 55, text: 'For Friday', product_items: [item] },
    }),
    {
      kind: 'order',
      items: [{ id: 'oak-1', quantity: 2, price: 14.5, currency: 'EUR' }],
      text: 'For Friday',
      catalogId: '55',
    },
  )
})

t.test('unsupported: what it was and why, in the new and in the old shape', async (t) => {
  const details = 'Polls are not supported.'
  const errors = [{ code: 131051, title: 'no', error_data: { details } }]
  t.same(contentOf({ type: 'unsupported', unsupported: { type: 'poll' }, errors }), {
    kind: 'unsupported',
    nativeType: 'poll',
    reason: details,
  })
  t.same(contentOf({ type: 'unknown', errors: [{ code: 131051, details }] }), {
    kind: 'unsupported',
    nativeType: 'unknown',
    reason: details,
  })
  t.same(contentOf({ type: 'hologram', hologram: { id: '1' } }), {
    kind: 'unsupported',
    nativeType: 'hologram',
  })
})

t.test(
  'a type whose object is missing is unsupported, beside the error of the value',
  async (t) => {
    const message = { from: anna, id: 'wamid.1', timestamp: '1790000000', type: 'interactive' }
    const errors = [{ code: 131000, title: 'Something went wrong' }]
    const events = readField('messages', {
      ...head,
      contacts: [annaCard],
      messages: [message],
      errors,
    })
    t.match(events, [
      { type: 'message', content: { kind: 'unsupported', nativeType: 'interactive' } },
      { type: 'connection', topic: 'error', detail: /^131000: / },
    ])
  },
)
