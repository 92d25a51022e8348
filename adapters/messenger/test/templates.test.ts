/** Utility templates: listed, made, sent, and only where they are switched on. */
import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { callContext, connectContext } from '../../meta/test/connecting.ts'
import { asked, fakeGraph, refusal } from '../../meta/test/fake-graph.ts'
import { connect } from '../src/connect.ts'
import { channel } from '../src/index.ts'

const page = {
  id: '1',
  externalId: '100',
  name: 'Shop',
  config: { pageId: '100', utilityMessages: true },
  secrets: { accessToken: 'P1' },
}
const graph = 'graph.facebook.com/v26.0/100'
const templates = channel.templates!
const draft = {
  name: 'order_ready',
  language: 'en',
  headerText: 'Order {{1}}',
  body: 'Hello {{1}}, it is ready.',
  examples: { 'header.1': '7', '1': 'Ann' },
  buttons: [
    { kind: 'url', label: 'See', url: 'https://a.com/{{1}}', example: 'https://a.com/7' },
    { kind: 'url', label: 'Shop', url: 'https://a.com' },
    { kind: 'postback', label: 'Keep it' },
  ],
}

function contextWith(answers: Record<string, unknown>) {
  const http = fakeGraph(answers)
  return { ...callContext({}), http, openUpload: async () => undefined }
}

t.test('listed in both shapes; what has no state is good', async (t) => {
  const buttons = [{ type: 'URL', text: 'See', url: 'https://a.com/{{1}}' }]
  const context = contextWith({
    [`GET ${graph}/message_templates`]: {
      data: [
        { id: '1', name: 'flat', language: 'en', body: 'Hi {{1}}', body_params: ['Ann'], buttons },
        {
          id: '2',
          name: 'parts',
          language: 'en',
          status: 'REJECTED',
          components: [
            { type: 'HEADER', format: 'IMAGE', text: 'Hi' },
            { type: 'BODY', text: 'Bye' },
            { type: 'BUTTONS', buttons: [{ type: 'POSTBACK', text: 'Go', payload: 'go_{{1}}' }] },
          ],
        },
      ],
    },
  })
  t.match(await templates.list(page, context), [
    {
      name: 'flat',
      status: 'approved',
      body: 'Hi {{1}}',
      variables: [
        { place: 'body', name: '1', example: 'Ann' },
        { place: 'button', name: '0' },
      ],
    },
    { name: 'parts', status: 'rejected', variables: [{ place: 'button', name: '0' }] },
  ])
})

t.test('made in the form that Meta documents', async (t) => {
  const context = contextWith({ [`POST ${graph}/message_templates`]: { id: '9' } })
  t.same(await templates.save!(draft, page, context), { ok: true, id: '9' })
  const [{ body } = {}] = asked(context.http)
  t.same(body, {
    name: 'order_ready',
    language: 'en',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['7'] } },
      { type: 'BODY', text: 'Hello {{1}}, it is ready.', example: { body_text: [['Ann']] } },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'See',
            url: 'https://a.com/{{1}}',
            example: { url_suffix_example: 'https://a.com/7' },
          },
          { type: 'URL', text: 'Shop', url: 'https://a.com' },
          { type: 'POSTBACK', text: 'Keep it', payload: 'Keep it' },
        ],
      },
    ],
  })
})

t.test('a draft that does not fit, and a refusal, end in words', async (t) => {
  const context = contextWith({ [`POST ${graph}/message_templates`]: refusal(100, 2388072) })
  for (const wrong of [{}, { ...draft, name: 'No Capitals' }, { ...draft, body: '' }])
    t.match(await templates.save!(wrong, page, context), { failure: { kind: 'template' } })
  t.equal(asked(context.http).length, 0)
  t.match(await templates.save!(draft, page, context), { failure: { kind: 'template' } })
})

const native = {
  components: [
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'See', url: 'https://a.com/{{1}}' },
        { type: 'POSTBACK', text: 'Keep', payload: 'keep_{{1}}' },
      ],
    },
  ],
}
const step: Step = {
  kind: 'template',
  name: 'order_ready',
  language: 'en',
  parameters: { header: ['7'], body: { name: 'Ann' }, buttons: { '0': '7', '1': 'k' } },
  native,
}

t.test('sent as a utility message, whatever the window', async (t) => {
  const context = contextWith({ [`POST ${graph}/messages`]: { message_id: 'm_1' } })
  const sending = {
    ...context,
    connection: page,
    to: { id: '7001' },
    window: 'always',
    key: 'p.1',
    attempt: 1,
  }
  t.match(await channel.send(step, sending), { ok: true, ids: ['m_1'] })
  const [{ body } = {}] = asked(context.http)
  t.same(body, {
    recipient: { id: '7001' },
    messaging_type: 'UTILITY',
    message: {
      template: {
        name: 'order_ready',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: '7' }] },
          { type: 'body', parameters: [{ type: 'text', parameter_name: 'name', text: 'Ann' }] },
          {
            type: 'buttons',
            parameters: [
              { type: 'URL', url: '7' },
              { type: 'POSTBACK', payload: 'k' },
            ],
          },
        ],
      },
      metadata: 'p.1',
    },
  })
})

t.test('switched off, there are none, and the window says so', async (t) => {
  const off = { ...page, config: { pageId: '100' } }
  const context = contextWith({})
  t.same(await templates.list(off, context), [])
  t.match(await templates.save!(draft, off, context), { failure: { userMessage: /Switch on/ } })
  t.equal(asked(context.http).length, 0)
  const narrowed = channel.narrow!(off)
  t.equal(narrowed.capabilities?.template, 'rejected')
  t.notOk(narrowed.windows?.some(({ allows }) => allows.includes('template')))
  const on = channel.narrow!(page)
  t.equal(on.capabilities, undefined)
  t.ok(on.windows?.some(({ id, allows }) => id === 'always' && allows.includes('template')))
})

t.test('the permission is asked for once it is needed', async (t) => {
  const first = await connect.begin('facebook', connectContext({}))
  t.notMatch(first, { url: /pages_utility_messaging/ })
  const again = await connect.begin('facebook', { ...connectContext({}), reconnect: page })
  t.match(again, { url: /pages_utility_messaging/ })
})
