import type { Json } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account } from '../bodies.ts'
import { callWith, connection, fakeGraph, graphError } from '../fake-graph.ts'

const edge = `POST ${account}/message_templates`
const upload = '0a1b2c3d-0000-4000-8000-000000000001'
const file = { mime: 'image/png', name: 'table.png', bytes: new TextEncoder().encode('pixels') }
const draft = { name: 'order_ready', language: 'en', category: 'UTILITY', body: 'Ready.' }

async function saved(
  whole: Json,
  answers: Parameters<typeof fakeGraph>[0] = {
    [edge]: { body: { id: '90', status: 'PENDING', category: 'UTILITY' } },
  },
) {
  const platform = fakeGraph(answers)
  const result = await channel.templates!.save!(whole, connection, {
    ...callWith(platform.http),
    openUpload: async (id) => (id === upload ? file : undefined),
  })
  return {
    result,
    sent: platform.sent,
    body: platform.sent.at(-1)?.body as Record<string, unknown>,
  }
}

t.test('a plain template', async (t) => {
  const { result, body } = await saved(draft)
  t.same(result, { ok: true, id: '90' })
  t.same(body, {
    name: 'order_ready',
    language: 'en',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Ready.' }],
  })
})

t.test('header, footer, every button, and an example for each numbered variable', async (t) => {
  const { body } = await saved({
    ...draft,
    headerText: 'Order {{1}}',
    body: 'Hi {{1}}, {{2}} is ready.',
    footer: 'Oak',
    buttons: [
      { kind: 'quick_reply', label: 'Thanks' },
      {
        kind: 'url',
        label: 'Track',
        url: 'https://example.com/{{1}}',
        example: 'https://example.com/7',
      },
      { kind: 'url', label: 'Shop', url: 'https://example.com' },
      { kind: 'phone_number', label: 'Call', phone: '+4930' },
      { kind: 'copy_code', example: 'SPRING' },
    ],
    examples: { 'header.1': 'A-7', '1': 'Ann', '2': 'the table' },
  })
  t.same(body['components'], [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-7'] } },
    {
      type: 'BODY',
      text: 'Hi {{1}}, {{2}} is ready.',
      example: { body_text: [['Ann', 'the table']] },
    },
    { type: 'FOOTER', text: 'Oak' },
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
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4930' },
        { type: 'COPY_CODE', example: 'SPRING' },
      ],
    },
  ])
})

t.test('named variables', async (t) => {
  const { body } = await saved({
    ...draft,
    body: 'Hi {{first_name}}',
    examples: { first_name: 'Ann' },
  })
  t.match(body, {
    parameter_format: 'NAMED',
    components: [
      { example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ann' }] } },
    ],
  })
})

t.test('a header with a file is handed to the resumable upload first', async (t) => {
  const sample = 'https://files.example.com/table.jpg'
  const { result, sent, body } = await saved(
    { ...draft, headerMedia: 'image', headerSample: sample },
    {
      [`GET ${sample}`]: { body: 'bytes', headers: { 'content-type': 'image/jpeg' } },
      'POST 100/uploads': { body: { id: 'upload:MTpz' } },
      'POST upload:MTpz': { body: { h: '4:aGFuZGxl' } },
      [edge]: { body: { id: '90' } },
    },
  )
  t.match(result, { ok: true })
  t.equal(sent[1]?.path, '100/uploads?file_length=5&file_type=image/jpeg&file_name=sample')
  t.match(sent[2]?.headers, { authorization: 'OAuth EAAG-token', file_offset: '0' })
  t.match(body['components'], [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:aGFuZGxl'] } },
    { type: 'BODY' },
  ])
})

t.test('a sample may be an upload of the person who makes the template', async (t) => {
  const { result, sent } = await saved(
    { ...draft, headerMedia: 'image', headerSample: upload },
    {
      'POST 100/uploads': { body: { id: 'upload:MTpz' } },
      'POST upload:MTpz': { body: { h: '4:aGFuZGxl' } },
      [edge]: { body: { id: '90' } },
    },
  )
  t.match(result, { ok: true })
  t.equal(sent[0]?.path, '100/uploads?file_length=6&file_type=image/png&file_name=sample')
  const gone = await saved({
    ...draft,
    headerMedia: 'image',
    headerSample: upload.replace('1', '2'),
  })
  t.match(gone.result, { ok: false, failure: { kind: 'media' } })
})

t.test('a sample that cannot be had makes no template', async (t) => {
  const sample = 'https://files.example.com/gone.jpg'
  const { result, sent } = await saved(
    { ...draft, headerMedia: 'image', headerSample: sample },
    { [`GET ${sample}`]: { status: 404, body: 'gone' } },
  )
  t.match(result, { ok: false, failure: { kind: 'media' } })
  t.equal(sent.length, 1)
})

t.test('an edit goes to the template itself, without what cannot change', async (t) => {
  const { result, sent } = await saved({ ...draft, id: '90' }, { 'POST 90': {} })
  t.same(result, { ok: true, id: '90' })
  t.same(sent[0]?.body, { category: 'UTILITY', components: [{ type: 'BODY', text: 'Ready.' }] })
})

t.test('a header with a file needs a sample, which is said before it is asked', async (t) => {
  const { result, sent } = await saved({ ...draft, headerMedia: 'video' })
  t.match(result, { ok: false, failure: { userMessage: /sample file/ } })
  t.equal(sent.length, 0)
  t.match((await saved({ ...draft, headerMedia: 'location' })).result, { ok: true })
})

t.test('what does not fit the form is not sent; what Meta refuses comes back', async (t) => {
  for (const wrong of [
    null,
    {},
    { ...draft, name: 'Order Ready' },
    { ...draft, language: 'English' },
    { ...draft, footer: 'x'.repeat(61) },
  ]) {
    const { result, sent } = await saved(wrong)
    t.match(result, { ok: false, failure: { kind: 'template', retry: 'no' } })
    t.equal(sent.length, 0)
  }
  const { result } = await saved(draft, { [edge]: graphError(100, { error_subcode: 2_388_073 }) })
  t.match(result, { ok: false, failure: { kind: 'template' } })
})
