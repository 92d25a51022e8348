import t from 'tap'

import { number } from './simulated.ts'
import { buttons, list, opened, statusesOf } from './whatsapp-customer.ts'

const day = 86_400_000

t.test(
  'a text climbs from sent over delivered to read, with its tracker and its price',
  async (t) => {
    const { world, phone, send } = await opened(t)
    const { status, json } = await send({
      type: 'text',
      text: { body: 'Tudo bem' },
      biz_opaque_callback_data: 'key-1',
    })
    t.equal(status, 200)
    t.strictSame(json.contacts, [{ input: `+${phone}`, wa_id: phone }])
    t.match(json.messages[0].id, /^wamid\.HBgL/)
    await world.settle()
    await world.act(number, 'read')
    const statuses = statusesOf(world)
    t.same(
      statuses.map((each) => each.status),
      ['sent', 'delivered', 'read'],
    )
    for (const each of statuses)
      t.hasStrict(each, {
        id: json.messages[0].id,
        recipient_id: phone,
        biz_opaque_callback_data: 'key-1',
      })
    t.hasStrict(statuses[0].pricing, { billable: false, category: 'service' })
    t.notOk(statuses[2].pricing)
  },
)

t.test('every kind is accepted in its official shape', async (t) => {
  const { world, token, send } = await opened(t)
  const { messages } = await world.control('GET', `messages?account=${number}&person=p1`)
  async function upload(mime: string): Promise<string> {
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('type', mime)
    form.set('file', new Blob(['x'], { type: mime }), 'a')
    const answer = await world.request('POST', `/graph/v26.0/${number}/media`, {
      token,
      body: form,
    })
    return answer.json.id as string
  }
  const image = await upload('image/jpeg')
  const bodies = [
    {
      type: 'text',
      text: { body: 'x', preview_url: true },
      context: { message_id: messages[0].id },
    },
    { type: 'image', image: { id: image, caption: 'x' } },
    { type: 'video', video: { id: await upload('video/mp4') } },
    { type: 'audio', audio: { id: await upload('audio/ogg'), voice: true } },
    { type: 'document', document: { id: await upload('application/pdf'), filename: 'a.pdf' } },
    { type: 'sticker', sticker: { id: await upload('image/webp') } },
    { type: 'location', location: { latitude: 0, longitude: '10.5', name: 'a', address: 'b' } },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'A B', first_name: 'A' },
          phones: [{ phone: '+1', type: 'CELL' }],
        },
      ],
    },
    { type: 'reaction', reaction: { message_id: messages[0].id, emoji: '👍🏽' } },
    { type: 'reaction', reaction: { message_id: messages[0].id, emoji: '' } },
    {
      type: 'interactive',
      interactive: {
        ...buttons(['a', 'b', 'c']),
        header: { type: 'image', image: { id: image } },
        footer: { text: 'f' },
      },
    },
    { type: 'interactive', interactive: { ...list(10), header: { type: 'text', text: 'h' } } },
    {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'x' },
        action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://a.b' } },
      },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'x' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '1',
            flow_cta: 'Go',
            flow_token: 't',
            flow_action: 'navigate',
          },
        },
      },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: 'x' },
        action: { name: 'send_location' },
      },
    },
  ]
  for (const body of bodies)
    t.equal((await send(body)).status, 200, JSON.stringify(body).slice(0, 90))
  await world.settle()
  const failed = statusesOf(world).filter((each) => each.status === 'failed')
  t.same(failed, [])
})

t.test('outside the window free text fails afterwards, a template does not', async (t) => {
  const { world, send } = await opened(t)
  await world.control('POST', 'clock', { advanceMs: day + 1000 })
  t.equal((await send({ text: { body: 'x' } })).status, 200, 'accepted only')
  await world.settle()
  t.hasStrict(statusesOf(world), [{ status: 'failed', errors: [{ code: 131047 }] }])
  const template = {
    name: 'hello_again',
    language: { code: 'de' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }],
  }
  const sent = await send({ type: 'template', template })
  t.equal(sent.json.messages[0].message_status, 'accepted')
  await world.settle()
  t.hasStrict(statusesOf(world)[0], {
    status: 'sent',
    pricing: { billable: true, category: 'utility' },
  })
})

t.test('a template must be approved, and filled as it is written', async (t) => {
  const { world, send } = await opened(t)
  function text(value: string, name?: string): object {
    return { type: 'text', text: value, ...(name && { parameter_name: name }) }
  }
  function template(name: string, components: object[], code = 'en_US') {
    return send({ type: 'template', template: { name, language: { code }, components } })
  }
  function body(...parameters: object[]): object {
    return { type: 'body', parameters }
  }
  t.equal((await template('hello_again', [body(text('Ana'))])).status, 200)
  t.equal((await template('hello_again', [])).json.error.code, 132000, 'a parameter is missing')
  t.equal((await template('hello_again', [body(text('Ana'), text('x'))])).json.error.code, 132000)
  t.equal((await template('hello_again', [body(text('a\nb'))])).json.error.code, 132018)
  t.equal((await template('no_such', [])).json.error.code, 132001)
  t.equal((await template('hello_again', [body(text('Ana'))], 'fr')).json.error.code, 132001)
  const named = [text('58213', 'order'), text('Friday', 'day'), text('Ana', 'name')]
  const header = {
    type: 'header',
    parameters: [{ type: 'image', image: { link: 'http://127.0.0.1:9/a.jpg' } }],
  }
  const button = { type: 'button', sub_type: 'url', index: '0', parameters: [text('58213')] }
  t.equal((await template('order_shipped', [header, body(...named), button])).status, 200)
  t.equal(
    (await template('order_shipped', [header, body(text('58213'), ...named.slice(1)), button])).json
      .error.code,
    132000,
    'a parameter has no name',
  )
  t.equal(
    (await template('order_shipped', [body(...named), button])).json.error.code,
    132000,
    'no header',
  )
  t.equal(
    (
      await template('order_shipped', [
        { type: 'header', parameters: [text('x')] },
        body(...named),
        button,
      ])
    ).json.error.code,
    132012,
  )
  t.equal(
    (await template('order_shipped', [header, body(...named)])).json.error.code,
    131008,
    'no address suffix',
  )
  await world.happen(number, 'template', { target: 'hello_again', detail: { event: 'PAUSED' } })
  t.equal((await template('hello_again', [body(text('Ana'))])).json.error.code, 132015)
})

t.test('a linked medium that cannot be had fails in a status', async (t) => {
  const { world, send } = await opened(t)
  t.equal((await send({ type: 'image', image: { link: 'http://127.0.0.1:9/a.jpg' } })).status, 200)
  await world.settle()
  t.hasStrict(statusesOf(world), [{ status: 'failed', errors: [{ code: 131053 }] }])
})

t.test('read and typing', async (t) => {
  const { world, send } = await opened(t)
  const { messages } = await world.control('GET', `messages?account=${number}&person=p1`)
  const read = { to: undefined, status: 'read', message_id: messages[0].id }
  t.strictSame((await send(read)).json, { success: true })
  t.strictSame((await send({ ...read, typing_indicator: { type: 'text' } })).json, {
    success: true,
  })
  const view = await world.control('GET', `view?account=${number}&person=p1`)
  t.equal(view.thread.isTyping, true)
  t.equal(view.thread.seenByBusinessAt, messages[0].at)
  t.equal((await send({ ...read, message_id: 'wamid.none' })).json.error.code, 131009)
})
