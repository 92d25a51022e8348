/** Every kind of message as WhatsApp wants it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { phoneNumberId } from '../bodies.ts'
import { fakeGraph, sendWith } from '../fake-graph.ts'
import { accepted, bodyOf } from './request.ts'

const path = `POST ${phoneNumberId}/messages`
t.test(
  'text: the whole request, with the number in full, our key and the token in a header',
  async (t) => {
    const platform = fakeGraph({ [path]: { body: accepted } })
    const result = await channel.send({ kind: 'text', text: 'Hello' }, sendWith(platform.http))
    t.same(result, { ok: true, ids: ['wamid.out.1'] })
    t.match(platform.sent, [
      {
        method: 'POST',
        path: `${phoneNumberId}/messages`,
        headers: { authorization: 'Bearer EAAG-token', 'content-type': 'application/json' },
      },
    ])
    t.same(platform.sent[0]?.body, {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+4915123456789',
      type: 'text',
      text: { body: 'Hello' },
      biz_opaque_callback_data: 'p.17',
    })
  },
)

t.test('text: a link asks for its preview', async (t) => {
  t.match(await bodyOf({ kind: 'text', text: 'See https://example.com/x' }), {
    text: { preview_url: true },
  })
  t.notOk('preview_url' in ((await bodyOf({ kind: 'text', text: 'x' }))['text'] as object))
})

t.test('a quote goes out as context, with everything that can quote', async (t) => {
  const replyTo = 'wamid.in.1'
  const link = { kind: 'link', text: 'x', label: 'Open', url: 'https://example.com' } as const
  for (const step of [{ kind: 'text', text: 'x', replyTo } as const, { ...link, replyTo }]) {
    t.match(await bodyOf(step), { context: { message_id: replyTo } })
  }
  t.notOk('context' in (await bodyOf({ kind: 'text', text: 'x' })))
})

t.test(
  'recipients: numbers in `to`, business-scoped ids in `recipient`, groups as groups',
  async (t) => {
    const cases: [string, object][] = [
      [
        '4915123456789',
        { recipient_type: 'individual', to: '+4915123456789', recipient: undefined },
      ],
      ['+4915123456789', { to: '+4915123456789' }],
      [
        'US.40756590195450791783',
        { recipient_type: 'individual', to: undefined, recipient: 'US.40756590195450791783' },
      ],
      ['US.ENT.407565', { recipient: 'US.ENT.407565' }],
      ['728410918253473183@g.us', { recipient_type: 'group', to: '728410918253473183@g.us' }],
      ['Y2FwaV9ncm91cDox', { recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' }],
    ]
    for (const [id, expected] of cases) {
      t.match(await bodyOf({ kind: 'text', text: 'x' }, { to: { id } }), expected)
    }
  },
)

t.test(
  'the answer teaches the number that WhatsApp made of ours, and the other id of the person',
  async (t) => {
    const cases: [object, string, object | undefined][] = [
      [{ input: '+5511912345678', wa_id: '551112345678' }, '5511912345678', { id: '551112345678' }],
      [
        { input: '+49', wa_id: '4915123456789', user_id: 'DE.1' },
        '4915123456789',
        { id: '4915123456789', aliases: ['DE.1'] },
      ],
      [
        { input: '+49', user_id: 'DE.1' },
        '4915123456789',
        { id: '4915123456789', aliases: ['DE.1'] },
      ],
      [{ input: 'US.44', user_id: 'US.44' }, 'US.44', undefined],
      [{ input: '2288@g.us' }, '2288@g.us', undefined],
    ]
    for (const [contact, id, learned] of cases) {
      const platform = fakeGraph({ [path]: { body: { ...accepted, contacts: [contact] } } })
      const result = await channel.send(
        { kind: 'text', text: 'x' },
        sendWith(platform.http, { to: { id } }),
      )
      t.same(result, { ok: true, ids: ['wamid.out.1'], ...(learned && { learned }) })
    }
  },
)

t.test('location, with and without its name', async (t) => {
  const step = { kind: 'location', lat: 0, lon: -70.5, label: 'Here', address: 'Street 1' } as const
  t.match(await bodyOf(step), {
    type: 'location',
    location: { latitude: 0, longitude: -70.5, name: 'Here', address: 'Street 1' },
  })
  const bare = await bodyOf({ kind: 'location', lat: 1, lon: 2 })
  t.same(bare['location'], { latitude: 1, longitude: 2 })
})

t.test('contacts: a card has its name in one piece and in parts', async (t) => {
  const cards = [{ name: 'Ada Shop', phones: ['+4930'], emails: ['a@x.de'] }, { name: 'Bo' }]
  t.same((await bodyOf({ kind: 'contacts', cards }))['contacts'], [
    {
      name: { formatted_name: 'Ada Shop', first_name: 'Ada', last_name: 'Shop' },
      phones: [{ phone: '+4930' }],
      emails: [{ email: 'a@x.de' }],
    },
    { name: { formatted_name: 'Bo', first_name: 'Bo' } },
  ])
})

t.test('contacts: all that a card may say', async (t) => {
  const card = {
    name: 'Ada von Shop',
    phones: ['+49 30 1'],
    isReachable: true,
    company: 'Shop',
    department: 'Sales',
    jobTitle: 'Head',
    websites: ['https://shop.example'],
    birthday: '1990-02-03',
    address: { street: 'Lane 1', city: 'Hamburg', zip: '20457' },
  }
  t.same((await bodyOf({ kind: 'contacts', cards: [card] }))['contacts'], [
    {
      name: { formatted_name: 'Ada von Shop', first_name: 'Ada', last_name: 'von Shop' },
      birthday: '1990-02-03',
      phones: [{ phone: '+49 30 1', wa_id: '49301' }],
      urls: [{ url: 'https://shop.example' }],
      addresses: [{ street: 'Lane 1', city: 'Hamburg', zip: '20457' }],
      org: { company: 'Shop', department: 'Sales', title: 'Head' },
    },
  ])
})

t.test('reaction: given, and taken away by an empty emoji', async (t) => {
  for (const [emoji, sent] of [
    ['👍', '👍'],
    [null, ''],
  ] as const) {
    t.match(await bodyOf({ kind: 'reaction', target: 'wamid.in.1', emoji }), {
      type: 'reaction',
      reaction: { message_id: 'wamid.in.1', emoji: sent },
    })
  }
})

t.test(
  'mark read, and typing beside it; neither names a recipient or makes a message',
  async (t) => {
    const cases: [Step, object][] = [
      [{ kind: 'read', target: 'wamid.in.1' }, {}],
      [
        { kind: 'typing', on: true, lastInboundId: 'wamid.in.1' },
        { typing_indicator: { type: 'text' } },
      ],
    ]
    for (const [step, more] of cases) {
      const platform = fakeGraph({ [path]: { body: { success: true } } })
      t.same(await channel.send(step, sendWith(platform.http)), { ok: true, ids: [] })
      const body = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.in.1' }
      t.same(platform.sent[0]?.body, { ...body, ...more })
    }
  },
)

t.test('typing: off needs no call, on needs a message to answer', async (t) => {
  const platform = fakeGraph({})
  t.same(await channel.send({ kind: 'typing', on: false }, sendWith(platform.http)), {
    ok: true,
    ids: [],
  })
  const on = await channel.send({ kind: 'typing', on: true }, sendWith(platform.http))
  t.match(on, { ok: false, failure: { kind: 'unsupported' } })
})

t.test('cards and thread control do not exist, and nothing is called', async (t) => {
  const platform = fakeGraph({})
  for (const step of [
    { kind: 'cards', cards: [] },
    { kind: 'handover', action: 'take' },
  ] as const) {
    const result = await channel.send(step, sendWith(platform.http))
    t.match(result, { ok: false, failure: { kind: 'unsupported', retry: 'no', certain: true } })
  }
  t.same(platform.sent, [])
})

t.test('how much of the allowance is used comes along', async (t) => {
  const headers = {
    'x-business-use-case-usage':
      '{"480":[{"type":"whatsapp","call_count":91,"total_cputime":2,"total_time":3}]}',
  }
  const platform = fakeGraph({ [path]: { body: accepted, headers } })
  t.match(await channel.send({ kind: 'text', text: 'x' }, sendWith(platform.http)), { usage: 91 })
})

t.test('requests have the shapes of the corpus', async (t) => {
  const file = join(
    import.meta.dirname,
    '../../../../../shared/corpus/graph/wa-request-recipient-only.json',
  )
  if (!existsSync(file)) {
    t.comment('skipped: there is no ../shared/corpus beside this checkout')
    return
  }
  const known = JSON.parse(readFileSync(file, 'utf8')) as {
    recipient: string
    text: { body: string }
  }
  const body = await bodyOf(
    { kind: 'text', text: known.text.body },
    { to: { id: known.recipient } },
  )
  t.match(body, known)
})
