import type { Template } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account } from '../bodies.ts'
import { callWith, connection, fakeGraph, graphError } from '../fake-graph.ts'

const edge = `${account}/message_templates`
const templates = channel.templates!

function row(name: string, rest: object = {}): object {
  const components = [{ type: 'BODY', text: 'Hello' }]
  return {
    id: `id-${name}`,
    name,
    language: 'en',
    status: 'APPROVED',
    category: 'UTILITY',
    components,
    ...rest,
  }
}

async function listed(...rows: object[]): Promise<readonly Template[]> {
  const platform = fakeGraph({ [`GET ${edge}`]: { body: { data: rows } } })
  return templates.list(connection, callWith(platform.http))
}

t.test('every page of the list is read', async (t) => {
  const next = { cursors: { after: 'c1' }, next: 'https://graph.facebook.com/next' }
  const platform = fakeGraph({
    [`GET ${edge}`]: [{ body: { data: [row('a')], paging: next } }, { body: { data: [row('b')] } }],
  })
  const list = await templates.list(connection, callWith(platform.http))
  t.same(
    list.map(({ name }) => name),
    ['a', 'b'],
  )
  t.match(platform.sent[0]?.path, /fields=id,name,status,language,category,components/)
  t.match(platform.sent[1]?.path, /after=c1/)
})

t.test('131059: a cursor that is no longer good begins the list anew, once', async (t) => {
  const next = { cursors: { after: 'c1' }, next: 'https://graph.facebook.com/next' }
  const first = { body: { data: [row('a')], paging: next } }
  const platform = fakeGraph({
    [`GET ${edge}`]: [first, graphError(131_059), { body: { data: [row('a'), row('b')] } }],
  })
  const list = await templates.list(connection, callWith(platform.http))
  t.same(
    list.map(({ name }) => name),
    ['a', 'b'],
  )
  const stubborn = fakeGraph({ [`GET ${edge}`]: graphError(131_059) })
  await t.rejects(templates.list(connection, callWith(stubborn.http)))
  t.equal(stubborn.sent.length, 2)
})

t.test('a list that is refused says why', async (t) => {
  const platform = fakeGraph({ [`GET ${edge}`]: graphError(190) })
  await t.rejects(templates.list(connection, callWith(platform.http)), { cause: { kind: 'auth' } })
})

t.test('review states, and the reason of a rejection', async (t) => {
  const states = [
    'APPROVED',
    'PENDING',
    'IN_APPEAL',
    'REJECTED',
    'PAUSED',
    'DISABLED',
    'LIMIT_EXCEEDED',
    'PENDING_DELETION',
    'DELETED',
    'ARCHIVED',
    'NEVER_SEEN',
  ]
  const list = await listed(
    ...states.map((status) =>
      row('x', { status, rejected_reason: status === 'REJECTED' ? 'INVALID_FORMAT' : 'NONE' }),
    ),
  )
  t.same(
    list.map(({ status }) => status),
    [
      'approved',
      'pending',
      'pending',
      'rejected',
      'paused',
      'disabled',
      'disabled',
      'deleted',
      'deleted',
      'deleted',
      'pending',
    ],
  )
  t.same(list.map(({ reason }) => reason).filter(Boolean), ['INVALID_FORMAT'])
})

t.test('numbered variables of header, body and buttons, with their examples', async (t) => {
  const [template] = await listed(
    row('order', {
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-7'] } },
        {
          type: 'BODY',
          text: 'Hi {{1}}, {{2}} is ready, {{1}}.',
          example: { body_text: [['Ann', 'the table']] },
        },
        { type: 'FOOTER', text: 'Oak & Co' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Thanks' },
            {
              type: 'URL',
              text: 'Track',
              url: 'https://example.com/{{1}}',
              example: ['https://example.com/7'],
            },
            { type: 'URL', text: 'Shop', url: 'https://example.com' },
            { type: 'COPY_CODE', text: 'Copy', example: ['SPRING'] },
          ],
        },
      ],
    }),
  )
  t.same(template?.variables, [
    { place: 'header', name: '1', example: 'A-7' },
    { place: 'body', name: '1', example: 'Ann' },
    { place: 'body', name: '2', example: 'the table' },
    { place: 'button', name: '1', example: 'https://example.com/7' },
    { place: 'button', name: '3', example: 'SPRING' },
  ])
  t.match(template, {
    id: 'id-order',
    header: 'Order {{1}}',
    footer: 'Oak & Co',
    category: 'UTILITY',
  })
  t.match(template?.buttons, [
    { kind: 'quick_reply', label: 'Thanks' },
    { kind: 'url', label: 'Track', url: 'https://example.com/{{1}}' },
    { kind: 'url', label: 'Shop' },
    { kind: 'copy_code' },
  ])
})

t.test('named variables', async (t) => {
  const example = { body_text_named_params: [{ param_name: 'first_name', example: 'Ann' }] }
  const [template] = await listed(
    row('hi', {
      parameter_format: 'NAMED',
      components: [{ type: 'BODY', text: 'Hi {{first_name}}', example }],
    }),
  )
  t.same(template?.variables, [{ place: 'body', name: 'first_name', example: 'Ann' }])
})

t.test('headers with a file ask for it, a header with a place for its four parts', async (t) => {
  const formats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION']
  const list = await listed(
    ...formats.map((format) =>
      row(format, {
        components: [
          { type: 'HEADER', format },
          { type: 'BODY', text: 'x' },
        ],
      }),
    ),
  )
  t.same(
    list.map(({ variables }) => variables.map(({ media, name }) => media ?? name)),
    [['image'], ['video'], ['document'], ['video'], ['latitude', 'longitude', 'name', 'address']],
  )
})

t.test('a row that makes no sense is a template all the same', async (t) => {
  const [template] = await listed({
    components: [null, { type: 7 }, { type: 'BUTTONS', buttons: 'x' }],
  })
  t.match(template, { name: '', status: 'pending', variables: [], buttons: [] })
})

t.test('delete takes one language away, not the name', async (t) => {
  const [template] = await listed(row('sale'))
  const platform = fakeGraph({ [`DELETE ${edge}`]: {} })
  await templates.remove!(template!, connection, callWith(platform.http))
  t.equal(platform.sent[0]?.path, `${edge}?hsm_id=id-sale&name=sale`)
  const refusing = fakeGraph({ [`DELETE ${edge}`]: graphError(100) })
  await t.rejects(templates.remove!(template!, connection, callWith(refusing.http)))
})
