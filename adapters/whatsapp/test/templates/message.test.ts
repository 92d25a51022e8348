/** Templates as messages. */
import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { phoneNumberId } from '../bodies.ts'
import { fakeGraph, graphError, sendWith } from '../fake-graph.ts'
import { bodyOf } from '../outbound/request.ts'

type TemplateStep = Extract<Step, { kind: 'template' }>
const step: TemplateStep = {
  kind: 'template',
  name: 'order_ready',
  language: 'pt_BR',
  parameters: {},
}

async function componentsOf(rest: Partial<TemplateStep>): Promise<unknown> {
  const { template } = (await bodyOf({ ...step, ...rest })) as { template: { components: unknown } }
  return template.components
}

t.test('template: its name and language, and nothing where nothing is to be filled', async (t) => {
  const body = await bodyOf(step)
  t.equal(body['type'], 'template')
  t.same(body['template'], { name: 'order_ready', language: { code: 'pt_BR' } })
  t.equal(await componentsOf({ parameters: { body: [], header: {} } }), undefined)
})

t.test('positional values, as a list or under their numbers', async (t) => {
  const expected = [
    { type: 'header', parameters: [{ type: 'text', text: 'A-7' }] },
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'Ann' },
        { type: 'text', text: 'soon' },
      ],
    },
  ]
  t.same(await componentsOf({ parameters: { header: ['A-7'], body: ['Ann', 'soon'] } }), expected)
  const numbered = { header: { '1': 'A-7' }, body: { '2': 'soon', '1': 'Ann' } }
  t.same(await componentsOf({ parameters: numbered }), expected)
})

t.test('named values carry their names', async (t) => {
  t.same(await componentsOf({ parameters: { body: { first_name: 'Ann' } } }), [
    { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ann' }] },
  ])
})

t.test('a header with a file: by link, or uploaded; a document with its name', async (t) => {
  const bytes = new TextEncoder().encode('x')
  const media = {
    kind: 'document',
    mime: 'application/pdf',
    name: 'bill.pdf',
    bytes: 1,
    url: 'https://files.example.com/b',
    isPublic: true,
    open: async () => bytes,
  } as const
  t.same(await componentsOf({ media }), [
    {
      type: 'header',
      parameters: [{ type: 'document', document: { link: media.url, filename: 'bill.pdf' } }],
    },
  ])
  const platform = fakeGraph({
    [`POST ${phoneNumberId}/media`]: { body: { id: '9001' } },
    [`POST ${phoneNumberId}/messages`]: { body: { messages: [{ id: 'wamid.1' }] } },
  })
  const image = { ...media, kind: 'image', mime: 'image/png', isPublic: false } as const
  await channel.send({ ...step, media: image }, sendWith(platform.http))
  t.match(platform.sent[1]?.body, {
    template: { components: [{ parameters: [{ type: 'image', image: { id: '9001' } }] }] },
  })
  const refusing = fakeGraph({ [`POST ${phoneNumberId}/media`]: graphError(131_053) })
  t.match(await channel.send({ ...step, media: image }, sendWith(refusing.http)), {
    ok: false,
    failure: { certain: true },
  })
})

t.test('a header with a place', async (t) => {
  const place = { latitude: '52.5', longitude: '13.4', name: 'Shop', address: 'Mitte 1' }
  t.same(await componentsOf({ parameters: { header: place } }), [
    { type: 'header', parameters: [{ type: 'location', location: place }] },
  ])
})

t.test('buttons: the definition says what an index is', async (t) => {
  const buttons = [{ type: 'URL' }, { type: 'QUICK_REPLY' }, { type: 'COPY_CODE' }, { type: 'OTP' }]
  const native = { components: [{ type: 'BODY' }, { type: 'BUTTONS', buttons }] }
  const values = { '0': 'track/7', '1': 'thanks', '2': 'SPRING', '3': '123456' }
  t.same(await componentsOf({ parameters: { buttons: values }, native }), [
    {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: 'track/7' }],
    },
    {
      type: 'button',
      sub_type: 'quick_reply',
      index: '1',
      parameters: [{ type: 'payload', payload: 'thanks' }],
    },
    {
      type: 'button',
      sub_type: 'copy_code',
      index: '2',
      parameters: [{ type: 'coupon_code', coupon_code: 'SPRING' }],
    },
    { type: 'button', sub_type: 'url', index: '3', parameters: [{ type: 'text', text: '123456' }] },
  ])
})

t.test('buttons: without a definition a value ends an address', async (t) => {
  t.match(await componentsOf({ parameters: { buttons: { '0': 'x' } } }), [
    { sub_type: 'url', index: '0' },
  ])
})

t.test(
  'buttons: one that opens a form is named without values, one that shows items has them',
  async (t) => {
    const native = {
      components: [
        { type: 'BUTTONS', buttons: [{ type: 'FLOW' }, { type: 'MPM', text: 'View items' }] },
      ],
    }
    const buttons = { '1': 'SKU-1, SKU-2' }
    t.same(await componentsOf({ parameters: { buttons }, native }), [
      {
        type: 'button',
        sub_type: 'mpm',
        index: '1',
        parameters: [
          {
            type: 'action',
            action: {
              thumbnail_product_retailer_id: 'SKU-1',
              sections: [
                {
                  title: 'View items',
                  product_items: [
                    { product_retailer_id: 'SKU-1' },
                    { product_retailer_id: 'SKU-2' },
                  ],
                },
              ],
            },
          },
        ],
      },
      {
        type: 'button',
        sub_type: 'flow',
        index: '0',
        parameters: [{ type: 'action', action: { flow_token: 'p.17' } }],
      },
    ])
  },
)

t.test('what there is no place to give is refused before it is queued', (t) => {
  const around = {
    config: { phoneNumberId: '1', businessAccountId: '2' },
    to: { id: '15551230001' },
  }
  const offer = { components: [{ type: 'BODY', text: 'x' }, { type: 'LIMITED_TIME_OFFER' }] }
  const order = { components: [{ type: 'BUTTONS', buttons: [{ type: 'ORDER_DETAILS' }] }] }
  for (const native of [offer, order])
    t.match(channel.faultOf?.({ ...step, native }, around), /cannot be sent from here/)
  t.equal(channel.faultOf?.({ ...step, native: { components: [] } }, around), undefined)
  t.end()
})
