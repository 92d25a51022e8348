import t from 'tap'

import { channel } from '../../src/index.ts'
import { fakeGraph, sendWith } from '../fake-graph.ts'
import { bodyOf } from './request.ts'

t.test('interactive button: up to three replies, with header and footer', async (t) => {
  const buttons = [{ title: 'Yes', payload: 'y' }, { title: 'No' }]
  const step = { kind: 'buttons', text: 'Sure?', buttons, header: 'Order', footer: 'Oak' } as const
  t.match(await bodyOf(step), {
    type: 'interactive',
    interactive: {
      type: 'button',
      header: { type: 'text', text: 'Order' },
      body: { text: 'Sure?' },
      footer: { text: 'Oak' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'y', title: 'Yes' } },
          { type: 'reply', reply: { id: 'No', title: 'No' } },
        ],
      },
    },
  })
})

t.test(
  'interactive button: one that opens a page becomes a link; a mixture is refused unsent',
  async (t) => {
    const page = { title: 'Open', url: 'https://example.com' }
    t.match(await bodyOf({ kind: 'buttons', text: 'x', buttons: [page] }), {
      interactive: { type: 'cta_url' },
    })
    const platform = fakeGraph({})
    const mixed = { kind: 'buttons', text: 'x', buttons: [page, { title: 'No' }] } as const
    t.match(await channel.send(mixed, sendWith(platform.http)), {
      ok: false,
      failure: { kind: 'unsupported', retry: 'no', certain: true },
    })
  },
)

t.test(
  'interactive list: rows in their sections, with titles once there are several',
  async (t) => {
    const row = { title: 'Small', payload: 's', description: 'Up to 1 kg' }
    const rows = [row, { title: 'Large', payload: 'l' }]
    const step = { kind: 'list', text: 'Sizes', button: 'Choose', rows } as const
    t.match(await bodyOf(step), { interactive: { type: 'list', body: { text: 'Sizes' } } })
    const plain = (await bodyOf(step))['interactive'] as { action: object }
    t.same(plain.action, {
      button: 'Choose',
      sections: [
        {
          rows: [
            { id: 's', title: 'Small', description: 'Up to 1 kg' },
            { id: 'l', title: 'Large' },
          ],
        },
      ],
    })
    const grouped = [
      { ...row, section: 'Parcels' },
      { title: 'Letter', payload: 'x' },
    ]
    t.match(await bodyOf({ ...step, rows: grouped }), {
      interactive: { action: { sections: [{ title: 'Parcels' }, { title: 'Choose' }] } },
    })
  },
)

t.test('interactive cta_url: one button that opens a page', async (t) => {
  const step = {
    kind: 'link',
    text: 'Your order',
    label: 'Track',
    url: 'https://example.com/7',
  } as const
  t.match(await bodyOf(step), {
    interactive: {
      type: 'cta_url',
      body: { text: 'Your order' },
      action: {
        name: 'cta_url',
        parameters: { display_text: 'Track', url: 'https://example.com/7' },
      },
    },
  })
})

t.test('interactive flow: a form by its id or its name, with where it begins', async (t) => {
  const step = { kind: 'form', id: '1122', text: 'A table?', label: 'Book' } as const
  const plain = { flow_message_version: '3', flow_cta: 'Book', flow_token: 'p.17' }
  async function actionOf(more: object): Promise<unknown> {
    const { interactive } = (await bodyOf({ ...step, ...more })) as { interactive: any }
    t.match(interactive, { type: 'flow', body: { text: 'A table?' }, action: { name: 'flow' } })
    return interactive.action.parameters
  }
  t.same(await actionOf({}), { ...plain, flow_id: '1122' })
  t.same(await actionOf({ id: 'booking', isDraft: true }), {
    ...plain,
    flow_name: 'booking',
    mode: 'draft',
  })
  t.same(await actionOf({ screen: 'TABLE', values: { name: 'Ana' } }), {
    ...plain,
    flow_id: '1122',
    flow_action: 'navigate',
    flow_action_payload: { screen: 'TABLE', data: { name: 'Ana' } },
  })
})

t.test('interactive location_request_message: a place is asked for', async (t) => {
  const { interactive } = await bodyOf({ kind: 'ask', what: 'location', text: 'Where to?' })
  t.same(interactive, {
    type: 'location_request_message',
    body: { text: 'Where to?' },
    action: { name: 'send_location' },
  })
})
