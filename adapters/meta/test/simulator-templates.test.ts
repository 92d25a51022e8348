import t from 'tap'

import { businessAccount, startPlatform, times } from './simulated.ts'

const path = `${businessAccount}/message_templates`
const good = {
  name: 'new_hours',
  language: 'en_US',
  category: 'UTILITY',
  parameter_format: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Hours' },
    { type: 'BODY', text: 'Hello {{1}}, we open at nine.', example: { body_text: [['Ana']] } },
    { type: 'FOOTER', text: 'Harbour Lane' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Thanks' }] },
  ],
}

t.test('templates are listed in pages, with the fields that were asked for', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  const first = await world.get(
    `${path}?fields=name,status,language,category,components&limit=3`,
    token,
  )
  t.equal(first.json.data.length, 3)
  t.strictSame(Object.keys(first.json.data[0]), [
    'name',
    'status',
    'language',
    'category',
    'components',
    'id',
  ])
  const { after } = first.json.paging.cursors
  const second = await world.get(`${path}?limit=3&after=${after}`, token)
  t.equal(second.json.data.length, 3)
  t.notOk(second.json.paging.next)
  t.equal((await world.get(`${path}?after=gone`, token)).json.error.code, 131059)
  const named = await world.get(`${path}?name=autumn`, token)
  t.same(
    named.json.data.map((each: any) => each.name),
    ['autumn_sale'],
  )
})

t.test('a new one is reviewed, and the webhook says how it ended', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  await world.control('PATCH', 'settings', { reviewMs: 1000 })
  const made = await world.post(path, token, good)
  t.match(made.json, { id: /^\d+$/, status: 'PENDING', category: 'UTILITY' })
  t.equal(
    (await world.post(path, token, good)).json.error.error_subcode,
    2388023,
    'the name is taken',
  )
  t.equal(
    (await world.post(made.json.id, token, { category: 'MARKETING' })).json.error.error_subcode,
    2388025,
    'in review',
  )
  await world.post(path, token, { ...good, name: 'please_reject' })
  await world.control('POST', 'clock', { advanceMs: 2000 })
  await world.settle()
  t.same(
    world.items().map(({ value }) => [value.message_template_name, value.event]),
    [
      ['new_hours', 'APPROVED'],
      ['please_reject', 'REJECTED'],
    ],
  )
  const found = await world.get(`${made.json.id}?fields=status`, token)
  t.equal(found.json.status, 'APPROVED')
})

t.test('an edit goes into review again, a deletion takes all languages', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  const listed = await world.get(`${path}?name=hello_again`, token)
  const [first] = listed.json.data
  const edited = await world.post(first.id, token, { components: good.components })
  t.match(edited.json, { success: true })
  t.equal((await world.get(`${first.id}?fields=status`, token)).json.status, 'PENDING')
  t.strictSame((await world.delete(`${path}?name=hello_again`, token)).json, {
    success: true,
  })
  t.same((await world.get(`${path}?name=hello_again`, token)).json.data, [])
  t.equal((await world.delete(`${path}?name=hello_again`, token)).json.error.code, 100)
})

const refusals: Record<string, [object, number | undefined]> = {
  'a name with capitals': [{ name: 'NewHours' }, undefined],
  'an unknown category': [{ category: 'GOSSIP' }, undefined],
  'no body': [{ components: [{ type: 'FOOTER', text: 'x' }] }, 2388072],
  'a body of 1025 characters': [
    { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] },
    undefined,
  ],
  'a footer of 61 characters': [
    {
      components: [
        { type: 'BODY', text: 'x' },
        { type: 'FOOTER', text: 'x'.repeat(61) },
      ],
    },
    2388040,
  ],
  'a variable without an example': [
    { components: [{ type: 'BODY', text: 'Hello {{1}}!' }] },
    2388043,
  ],
  'a variable at the end': [
    { components: [{ type: 'BODY', text: 'Hello {{1}}', example: { body_text: [['a']] } }] },
    2388299,
  ],
  'variables that skip a number': [
    { components: [{ type: 'BODY', text: 'Hello {{2}}!', example: { body_text: [['a']] } }] },
    2388299,
  ],
  'a picture header without a sample': [
    {
      components: [
        { type: 'BODY', text: 'x' },
        { type: 'HEADER', format: 'IMAGE' },
      ],
    },
    2388047,
  ],
  'eleven buttons': [
    {
      components: [
        { type: 'BODY', text: 'x' },
        { type: 'BUTTONS', buttons: times(11, { type: 'QUICK_REPLY', text: 'a' }) },
      ],
    },
    undefined,
  ],
  'an unknown field': [{ colour: 'red' }, undefined],
}

t.test('what is refused before any review', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  for (const [name, [change, subcode]] of Object.entries(refusals)) {
    const { json } = await world.post(path, token, { ...good, ...change })
    t.equal(json.error?.code, 100, name)
    if (subcode) t.equal(json.error.error_subcode, subcode, name)
  }
})

t.test('a sample is uploaded in two steps', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  const { app } = await world.control('GET', 'app')
  const begun = await world.post(
    `${app.appId}/uploads?file_length=3&file_type=image/png&file_name=a`,
    token,
  )
  t.match(begun.json.id, /^upload:/)
  const done = await world.request('POST', `/graph/v26.0/${begun.json.id}`, {
    body: new Blob(['abc']),
    headers: { authorization: `OAuth ${token}`, file_offset: '0' },
  })
  t.match(done.json.h, /^4::/)
  const wrong = await world.post(`${app.appId}/uploads?file_length=3&file_type=audio/ogg`, token)
  t.equal(wrong.json.error.code, 100)
})
